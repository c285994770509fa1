import type {
  AndOr,
  CommandNode,
  CompoundList,
  DoubleQuotedChild,
  Pipeline,
  PipelineNode,
  Redirection,
  Script,
  Statement,
  Word,
  WordPart,
  Command as CommandSyntax,
} from "unbash";
import { parse } from "unbash";
import type { LogicalText } from "../text/logical.ts";
import { sourceSpan } from "../text/logical.ts";
import type { Span } from "../text/span.ts";

/** A shell script taken apart: its simple commands in source order, those inside compound commands included. */
export interface ShellScript {
  readonly commands: readonly ShellCommand[];
  /** Whether it is one simple command, without pipes, lists, redirections or assignments. */
  readonly isSimple: boolean;
  /** What the parser could not read. The commands before it are still there. */
  readonly errors: readonly { readonly message: string; readonly span: Span }[];
}

export interface ShellCommand {
  /** The command's name and its arguments; empty for a bare assignment or redirection. */
  readonly words: readonly ShellWord[];
  readonly assignments: readonly ShellAssignment[];
  readonly redirects: readonly ShellRedirect[];
  readonly span: Span;
  /** What joins it to the command before it in its list; "" for the first. */
  readonly before: Joint;
  /** What joins it to the command after it in its list; "" for the last. */
  readonly after: Joint;
  /** It may be left out: it stands in a branch, in a function's body or behind `||`. */
  readonly isConditional: boolean;
  /** It runs inside `$(…)`, backticks or a process substitution. */
  readonly isSubstituted: boolean;
  /** It runs in a subshell of its own: `( … )`, a pipeline's part, a background job. */
  readonly isSubshell: boolean;
}

export type Joint = "" | "&&" | "||" | ";" | "&" | "|";

export interface ShellWord {
  /** As written, with its quotes. */
  readonly raw: string;
  readonly span: Span;
  readonly parts: readonly ShellPart[];
  /** The word as a text of its own, so that a script inside quotes can be read in turn. */
  readonly logical: { readonly start: number; readonly end: number };
}

export type ShellPart =
  | { readonly kind: "text"; readonly text: string; readonly quoted: boolean }
  /** `$X` or `${X…}`, as written. */
  | { readonly kind: "variable"; readonly text: string; readonly quoted: boolean }
  /** What only running the shell can tell: `$(…)`, `$((…))`, `<(…)`. */
  | { readonly kind: "computed"; readonly text: string; readonly quoted: boolean };

export interface ShellAssignment {
  readonly name: string;
  readonly value: ShellWord | undefined;
  readonly span: Span;
}

export interface ShellRedirect {
  readonly operator: string;
  readonly target: ShellWord | undefined;
  readonly span: Span;
}

/** Reads a POSIX or Bash script. Never throws: text that is no shell gives errors and what could be read. */
export function parseShell(script: LogicalText): ShellScript {
  const tree = parse(script.text);
  const reader = new Flattener(script);
  reader.script(tree);
  return {
    commands: reader.commands,
    isSimple: isSimple(tree),
    errors: (tree.errors ?? []).map((error) => ({
      message: error.message,
      span: sourceSpan(script, Math.min(error.pos, Math.max(script.text.length - 1, 0)), script.text.length),
    })),
  };
}

interface Context {
  readonly isConditional: boolean;
  readonly isSubstituted: boolean;
  readonly isSubshell: boolean;
}

interface Joints {
  readonly before: Joint;
  readonly after: Joint;
}

const TOP: Context = { isConditional: false, isSubstituted: false, isSubshell: false };

class Flattener {
  readonly commands: ShellCommand[] = [];
  readonly #logical: LogicalText;

  constructor(logical: LogicalText) {
    this.#logical = logical;
  }

  script(script: Script, context = TOP): void {
    this.#list(script.commands, context);
  }

  #list(statements: readonly Statement[], context: Context): void {
    for (const [index, statement] of statements.entries()) {
      const previous = statements[index - 1];
      const before: Joint = previous === undefined ? "" : jointAfter(previous);
      const after: Joint = index + 1 < statements.length ? jointAfter(statement) : "";
      const inner = statement.background === true ? { ...context, isSubshell: true } : context;
      this.#node(statement.command, inner, { before, after });
    }
  }

  #node(node: PipelineNode | AndOr, context: Context, joints: Joints): void {
    if (node.type === "AndOr") this.#andOr(node, context, joints);
    else if (node.type === "Pipeline") this.#pipeline(node, context, joints);
    else this.#command(node, context, joints);
  }

  #andOr(node: AndOr, context: Context, joints: Joints): void {
    for (const [index, command] of node.commands.entries()) {
      const before = node.operators[index - 1] ?? joints.before;
      const after = node.operators[index] ?? joints.after;
      const isConditional = context.isConditional || before === "||";
      this.#node(command, { ...context, isConditional }, { before, after });
    }
  }

  #pipeline(node: Pipeline, context: Context, joints: Joints): void {
    const last = node.commands.length - 1;
    const inner = last > 0 ? { ...context, isSubshell: true } : context;
    for (const [index, command] of node.commands.entries()) {
      this.#command(command, inner, {
        before: index === 0 ? joints.before : "|",
        after: index === last ? joints.after : "|",
      });
    }
  }

  #command(node: CommandNode, context: Context, joints: Joints): void {
    const branch = { ...context, isConditional: true };
    switch (node.type) {
      case "Command":
        this.#simple(node, context, joints);
        break;
      case "Redirected":
        this.#command(node.command, context, joints);
        for (const redirect of node.redirects) this.#substitutionsOfRedirect(redirect, context);
        break;
      case "If":
        this.#body(node.clause, context);
        this.#body(node.then, branch);
        for (const elif of node.elif) {
          this.#body(elif.clause, branch);
          this.#body(elif.then, branch);
        }
        if (node.else !== undefined) this.#body(node.else, branch);
        break;
      case "For":
      case "Select":
        for (const word of node.wordlist ?? []) this.#substitutions(word.parts, context);
        this.#body(node.body, context);
        break;
      case "ArithmeticFor":
        this.#body(node.body, context);
        break;
      case "While":
        this.#body(node.clause, context);
        this.#body(node.body, branch);
        break;
      case "Case":
        for (const item of node.items) this.#body(item.body, branch);
        break;
      case "Subshell":
        this.#body(node.body, { ...context, isSubshell: true });
        break;
      case "BraceGroup":
        this.#body(node.body, context);
        break;
      case "Function":
      case "Coproc":
        if (node.body.type === "CompoundList") this.#body(node.body, branch);
        else this.#command(node.body, branch, joints);
        break;
      case "TestCommand":
      case "ArithmeticCommand":
        break;
    }
  }

  #body(list: CompoundList, context: Context): void {
    this.#list(list.commands, context);
  }

  #simple(node: CommandSyntax, context: Context, joints: Joints): void {
    const words: ShellWord[] = [];
    const assignments: ShellAssignment[] = [];
    if (node.name !== undefined) words.push(this.#word(node.name));
    for (const one of node.prefix) if (one.type === "Assignment") assignments.push(this.#assignment(one));
    for (const argument of node.args) {
      words.push(
        argument.type === "Word"
          ? this.#word(argument)
          : this.#assignmentWord(argument.text, argument.pos, argument.end, argument.value),
      );
    }
    const redirects = node.redirects.map((one) => this.#redirect(one));
    this.commands.push({
      words,
      assignments,
      redirects,
      span: sourceSpan(this.#logical, node.pos, node.end),
      ...joints,
      ...context,
    });
    this.#substitutions(node.name?.parts, context);
    for (const one of node.prefix) {
      if (one.type === "Assignment" && one.value.type === "Word")
        this.#substitutions(one.value.parts, context);
    }
    for (const argument of node.args) {
      if (argument.type === "Word") this.#substitutions(argument.parts, context);
      else if (argument.value.type === "Word") this.#substitutions(argument.value.parts, context);
    }
    for (const redirect of node.redirects) this.#substitutionsOfRedirect(redirect, context);
  }

  #assignment(node: CommandSyntax["prefix"][number] & { type: "Assignment" }): ShellAssignment {
    const value = node.value.type === "Word" ? this.#word(node.value) : undefined;
    return { name: node.name, value, span: sourceSpan(this.#logical, node.pos, node.end) };
  }

  /** An argument that looks like an assignment, such as `export X=1` or `env X=1`. */
  #assignmentWord(
    text: string,
    start: number,
    end: number,
    value: Word | { readonly type: "ArrayValue" },
  ): ShellWord {
    if (value.type !== "Word") return this.#plain(text, start, end);
    const head = text.slice(0, value.pos - start);
    const parts: ShellPart[] = [{ kind: "text", text: head, quoted: false }, ...partsOf(value)];
    return { raw: text, span: sourceSpan(this.#logical, start, end), parts, logical: { start, end } };
  }

  #plain(text: string, start: number, end: number): ShellWord {
    const span = sourceSpan(this.#logical, start, end);
    return { raw: text, span, parts: [{ kind: "text", text, quoted: false }], logical: { start, end } };
  }

  #word(word: Word): ShellWord {
    return {
      raw: word.text,
      span: sourceSpan(this.#logical, word.pos, word.end),
      parts: partsOf(word),
      logical: { start: word.pos, end: word.end },
    };
  }

  #redirect(node: Redirection): ShellRedirect {
    const target = node.type === "HereDoc" ? undefined : node.target;
    return {
      operator: node.operator,
      target: target === undefined ? undefined : this.#word(target),
      span: sourceSpan(this.#logical, node.pos, node.end),
    };
  }

  #substitutionsOfRedirect(redirect: Redirection, context: Context): void {
    if (redirect.type !== "HereDoc") this.#substitutions(redirect.target?.parts, context);
  }

  #substitutions(parts: readonly (WordPart | DoubleQuotedChild)[] | undefined, context: Context): void {
    for (const part of parts ?? []) {
      if (part.type === "DoubleQuoted") this.#substitutions(part.parts, context);
      else if (part.type === "CommandExpansion" || part.type === "ProcessSubstitution") {
        const script = part.script;
        if (script === undefined || script.source !== undefined) continue;
        this.script(script, { ...context, isSubstituted: true, isSubshell: true });
      }
    }
  }
}

function partsOf(word: Word): readonly ShellPart[] {
  if (word.parts === undefined) return [{ kind: "text", text: word.value, quoted: word.text !== word.value }];
  return word.parts.flatMap((part) => partOf(part, false));
}

function partOf(part: WordPart | DoubleQuotedChild, quoted: boolean): readonly ShellPart[] {
  switch (part.type) {
    case "Literal":
      return [{ kind: "text", text: part.value, quoted: quoted || part.text !== part.value }];
    case "SingleQuoted":
    case "AnsiCQuoted":
      return [{ kind: "text", text: part.value, quoted: true }];
    case "DoubleQuoted":
    case "LocaleString":
      return part.parts.length === 0
        ? [{ kind: "text", text: "", quoted: true }]
        : part.parts.flatMap((child) => partOf(child, true));
    case "SimpleExpansion":
    case "ParameterExpansion":
      return [{ kind: "variable", text: part.text, quoted }];
    case "CommandExpansion":
    case "ArithmeticExpansion":
    case "ProcessSubstitution":
      return [{ kind: "computed", text: part.text, quoted }];
    default:
      return [{ kind: "text", text: part.text, quoted }];
  }
}

function jointAfter(statement: Statement): Joint {
  return statement.background === true ? "&" : ";";
}

function isSimple(script: Script): boolean {
  const [statement, ...rest] = script.commands;
  if (statement === undefined || rest.length > 0 || statement.background === true) return false;
  const { command } = statement;
  return command.type === "Command" && command.prefix.length === 0 && command.redirects.length === 0;
}
