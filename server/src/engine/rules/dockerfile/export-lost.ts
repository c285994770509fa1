import type { Dockerfile, StageInstruction } from "../../model/dockerfile.ts";
import { instructions } from "../../model/query.ts";
import { scriptOf } from "../../model/run.ts";
import type { ShellCommand, ShellWord } from "../../syntax/shell.ts";
import { cover } from "../../text/span.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  name: "export-lost",
  subject: "dockerfile",
  category: "run-time",
  severity: "warning",
  since: "0.2.0",
  summary: "a RUN sets a variable, a directory or an environment that ends with it",
  sources: ["Dockerfile reference, RUN"],
  *check({ dockerfile }) {
    for (const at of instructions(dockerfile, "RUN")) {
      const finding = findingIn(dockerfile, at);
      if (finding !== undefined) yield finding;
    }
  },
});

/** A command that only changes the shell that runs it. */
interface Change {
  readonly kind: "variable" | "directory" | "environment";
  /** The variables that it sets; for the other kinds the directory or what is activated. */
  readonly names: readonly string[];
  readonly command: ShellCommand;
}

/** The changes at the end of a RUN, behind which nothing runs that could use them. */
function findingIn(dockerfile: Dockerfile, at: StageInstruction): Finding | undefined {
  if (at.instruction.heredocs.length === 0 && !STARTS.test(at.instruction.args.text)) return undefined;
  const run = scriptOf(dockerfile, at);
  if (run === undefined || run.script.errors.length > 0) return undefined;
  const commands = run.script.commands.filter((command) => !command.isSubstituted);
  const lost: Change[] = [];
  for (const command of commands.toReversed()) {
    const change = changeOf(command);
    if (change === undefined) break;
    lost.unshift(change);
  }
  const isWhole = lost.length === commands.length;
  // After real work, `cd ..` only tidies up.
  const told = isWhole ? lost : lost.filter(({ kind }) => kind !== "directory");
  const last = told.at(-1);
  if (last === undefined || isKept(at, commands, told)) return undefined;
  const same = told.filter(({ kind }) => kind === last.kind);
  const first = last.kind === "variable" ? (same[0] ?? last) : last;
  return {
    at: cover(first.command.span, last.command.span),
    message: messageOf(last.kind, same),
    fixes: isWhole && lost.length === 1 ? fixesOf(dockerfile, at, last) : [],
  };
}

/** Most RUNs hold no such command, and need not be read. */
const STARTS =
  /(?:^|[\s;&({])(?:export|cd|source|\.|activate|(?:conda|mamba|micromamba)\s+activate)(?:\s|$)|^[A-Za-z_]\w*=/;

function changeOf(command: ShellCommand): Change | undefined {
  const { words, assignments, redirects, before, after } = command;
  if (command.isConditional || command.isSubshell || redirects.length > 0) return undefined;
  if (before === "|" || before === "||" || after === "|" || after === "&" || after === "||") return undefined;
  const [name, ...args] = words.map((word) => word.raw);
  if (name === undefined) {
    const names = assignments.map((one) => one.name);
    return names.length === 0 ? undefined : { kind: "variable", names, command };
  }
  if (assignments.length > 0) return undefined;
  if (name === "export") return exported(args, command);
  if (name === "cd") return args.length === 1 ? { kind: "directory", names: args, command } : undefined;
  const isActivation =
    args[0] === "activate" && (name === "source" || /^(?:conda|mamba|micromamba)$/.test(name));
  if (isActivation) return { kind: "environment", names: [`${name} ${args.join(" ")}`], command };
  const isSource = (name === "source" || name === ".") && SETUP.test(bare(args[0] ?? ""));
  return isSource ? { kind: "environment", names: [`${name} ${args[0] ?? ""}`], command } : undefined;
}

function exported(args: readonly string[], command: ShellCommand): Change | undefined {
  const names = args.map((arg) => /^([A-Za-z_]\w*)(?:=|$)/.exec(bare(arg))?.[1]);
  const known = names.filter((name) => name !== undefined);
  return known.length === 0 || known.length < names.length
    ? undefined
    : { kind: "variable", names: known, command };
}

/** Scripts that only set variables: those of shells, virtual environments, ROS, Cargo, nvm, conda and oneAPI. */
const SETUP =
  /(?:^|\/)(?:\.?(?:bashrc|bash\.bashrc|bash_profile|bash_aliases|profile|zshrc)|activate|(?:local_)?setup\.(?:bash|zsh)|conda\.sh|nvm\.sh|setvars\.sh|\.env)$|\.cargo\/env$|\/opt\/ros\/[^/]+\/setup\.sh$|\/profile\.d\/[\w.-]+\.sh$/;

function bare(word: string): string {
  return word.replaceAll(/["']/g, "");
}

/** Whether the stage sets the same variable, or the RUN writes it to a start-up file or takes back what it set before. */
function isKept(at: StageInstruction, commands: readonly ShellCommand[], told: readonly Change[]): boolean {
  const names = told.flatMap((change) => (change.kind === "variable" ? change.names : [])).slice(0, 50);
  if (names.length === 0) return false;
  const isSet = (name: string): boolean => at.stage.scope.environment(name) !== undefined;
  const isWritten = (name: string): boolean =>
    commands.some(
      ({ redirects, words }) =>
        (redirects.some(({ operator }) => operator.includes(">")) || words[0]?.raw === "tee") &&
        words.some((word) => word.raw.includes(name)),
    );
  const before = new Set(
    commands.slice(0, commands.length - told.length).flatMap((one) => changeOf(one)?.names ?? []),
  );
  if (names.some((name) => isWritten(name) || before.has(name))) return true;
  return names.every((name) => !INHERITED.has(name) && isSet(name));
}

function messageOf(kind: Change["kind"], changes: readonly Change[]): string {
  const names = changes.flatMap((change) => change.names);
  if (kind === "directory") {
    return `cd ${names.at(-1) ?? ""} ends with this RUN: the next instruction works in the old directory again. Use WORKDIR.`;
  }
  if (kind === "environment") {
    return `${names.at(-1) ?? ""} ends with this RUN: no later instruction and no container sees what it sets. Use it in the RUN that needs it, or set PATH and the like by ENV.`;
  }
  const unique = [...new Set(names)];
  const subject = listed(unique);
  return `${subject} ${unique.length === 1 ? "ends" : "end"} with this RUN: no later instruction and no container sees ${unique.length === 1 ? "it" : "them"}. Use ENV, or set ${unique.length === 1 ? "it" : "them"} in the RUN that needs ${unique.length === 1 ? "it" : "them"}.`;
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

function fixesOf(dockerfile: Dockerfile, at: StageInstruction, change: Change): readonly Fix[] {
  const { instruction } = at;
  if (instruction.flags.length > 0 || instruction.heredocs.length > 0 || change.command.before !== "")
    return [];
  const text = replacementOf(dockerfile, at, change);
  if (text === undefined) return [];
  const title = `Use ${text.slice(0, text.indexOf(" "))}`;
  return [{ title, safety: "suggested", edits: [{ span: instruction.span, text }] }];
}

function replacementOf(dockerfile: Dockerfile, at: StageInstruction, change: Change): string | undefined {
  const { words, assignments } = change.command;
  const [, first] = words;
  if (change.kind === "directory") {
    return first !== undefined && isPlain(first) && !/^[-~]/.test(first.raw)
      ? `WORKDIR ${first.raw}`
      : undefined;
  }
  if (change.kind === "environment") {
    const path =
      first === undefined || words.length > 2 ? undefined : /^(\/[\w./-]+)\/activate$/.exec(first.raw)?.[1];
    return path?.endsWith("/bin") === true ? `ENV PATH=${path}:$PATH` : undefined;
  }
  const pairs = words.length === 0 ? assignments.map((one) => one.value) : words.slice(1);
  const { source } = dockerfile.syntax;
  const { scope } = at.stage;
  const isUsable = pairs.every(
    (word) =>
      word !== undefined &&
      isLiteral(word, (name) => INHERITED.has(name) || scope.definition(name, at.order) !== undefined),
  );
  if (!isUsable || words.slice(1).some((word) => !word.raw.includes("="))) return undefined;
  const values =
    words.length === 0 ? assignments : words.slice(1).map((word) => ({ name: nameOf(word), value: word }));
  if (values.some(({ name, value }) => SEARCHED.has(name) && !names(value, name))) return undefined;
  // The shell assigns one after the other; ENV reads all values before it sets any.
  const isOrdered = assignments.some(({ value }) => assignments.some(({ name }) => names(value, name)));
  if (words.length === 0 && assignments.length > 1 && isOrdered) return undefined;
  const from = words[1]?.span.start ?? change.command.span.start;
  const text = source.slice(from, change.command.span.end);
  return text.includes("\n") ? undefined : `ENV ${text}`;
}

/** Variables to which a value is commonly added, and that images set. */
const INHERITED = new Set(["PATH", "LD_LIBRARY_PATH", "PYTHONPATH"]);

/** Where programs and libraries are found: a value that does not add to these would hide what the image has. */
const SEARCHED = new Set(["PATH", "LD_LIBRARY_PATH"]);

function nameOf({ raw }: ShellWord): string {
  return bare(raw).split("=", 1)[0] ?? "";
}

/** Whether a word expands a variable. */
function names(word: ShellWord | undefined, name: string): boolean {
  return (
    word?.parts.some(
      ({ kind, text }) => kind !== "text" && (text === `$${name}` || text === `\${${name}}`),
    ) ?? false
  );
}

function isPlain(word: ShellWord): boolean {
  return word.parts.every((part) => part.kind === "text" && (part.quoted || !/[*?[\]{}\\]/.test(part.text)));
}

/** A word that ENV reads as the shell does: no commands, no home directory, only variables that ENV knows. */
function isLiteral(word: ShellWord, isKnown: (name: string) => boolean): boolean {
  if (/[\\`~]|\$\(/.test(word.raw)) return false;
  return word.parts.every((part) => {
    if (part.kind === "computed") return false;
    const name = /^\$\{?([A-Za-z_]\w*)\}?$/.exec(part.text)?.[1];
    return part.kind === "text" || (name !== undefined && isKnown(name));
  });
}
