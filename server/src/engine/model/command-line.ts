import type { ShellCommand, ShellPart, ShellWord } from "../syntax/shell.ts";
import { parseShell } from "../syntax/shell.ts";
import type { LogicalText } from "../text/logical.ts";
import { sliceLogical } from "../text/logical.ts";
import type { Span } from "../text/span.ts";
import { cover } from "../text/span.ts";
import type { Lookup } from "./expand.ts";
import { expand } from "./expand.ts";
import type { Resolved } from "./resolved.ts";
import { concat, known, knownText, unknown } from "./resolved.ts";
import { baseName } from "./run.ts";
import { unwrap } from "./unwrap.ts";

/** A simple command, wherever it stands and whatever form it is written in. */
export interface CommandLine {
  /** The program's base name, behind wrappers such as sudo, env, exec and `python -m`; "" when it is not known. */
  readonly name: string;
  readonly nameSpan: Span;
  /** What follows the program. */
  readonly args: readonly Argument[];
  /** From the program's name (wrappers left out) to its last argument. */
  readonly span: Span;
  /** The names of the wrappers in front of it, outermost first. */
  readonly wrappers: readonly string[];
  /** The variables that are set for this command alone (`X=1 pip …`, `env X=1 pip …`). */
  readonly environment: ReadonlyMap<string, Resolved>;
  /** The command as the shell reads it; undefined in the exec form. */
  readonly shell: ShellCommand | undefined;
  /** The quotes that hold its whole script, as in `bash -c "…"`; undefined where it stands in none. */
  readonly within: "'" | '"' | undefined;
}

export interface Argument {
  readonly value: Resolved;
  /** As written; of a word that a variable spreads into several, the whole word. */
  readonly raw: string;
  readonly span: Span;
  readonly quoted: boolean;
}

/** A text for a shell. */
export interface Script {
  readonly logical: LogicalText;
  /** Its commands where they are parsed already. */
  readonly commands?: readonly ShellCommand[];
  /** What text of the script is, where some of it stands for parts that are not known. */
  readonly literal?: (text: string) => Resolved;
  /** The quotes that hold it. */
  readonly within?: CommandLine["within"];
}

interface Reading {
  readonly lookup: Lookup;
  readonly literal: (text: string) => Resolved;
}

/**
 * The commands of words that are run as they are, without a shell: one, or those of the script that a shell among them is given.
 * `script` answers for the word at an index; undefined where its text cannot be found in the source as it stands.
 */
export function execLines(
  words: readonly Argument[],
  script: (index: number) => Script | undefined,
  lookup: Lookup,
): readonly CommandLine[] {
  const inner = nestedScript(words, script);
  if (inner !== undefined) return shellLines(inner, lookup);
  const line = lineFrom(words, undefined, new Map(), undefined);
  return line === undefined ? [] : [line];
}

/** The simple commands of a script in order, those of scripts inside it (`sh -c '…'`) in its place. */
export function shellLines(script: Script, outer: Lookup): readonly CommandLine[] {
  const all = script.commands ?? parseShell(script.logical).commands;
  const commands: CommandLine[] = [];
  const literal = script.literal ?? known;
  const locals = localVariables(all, { lookup: outer, literal });
  const reading: Reading = { lookup: (name) => locals.get(name) ?? outer(name), literal };
  for (const shell of all) {
    const words = shell.words.flatMap((word) => argumentsOf(word, reading));
    const inner = nestedScript(words, (index) => {
      const within = shell.words[index]?.raw.startsWith("'") === true ? "'" : '"';
      const text = quotedScript(shell.words[index], script.logical, shell, words.length);
      return text === undefined ? undefined : { logical: text, literal, within };
    });
    if (inner !== undefined) {
      commands.push(...shellLines(inner, reading.lookup));
      continue;
    }
    const environment = new Map(
      shell.assignments.map((one) => [
        one.name,
        one.value === undefined ? unknown("shell", one.name) : resolveWord(one.value, reading),
      ]),
    );
    const command = lineFrom(words, shell, environment, script.within);
    if (command !== undefined) commands.push(command);
  }
  return commands;
}

function lineFrom(
  words: readonly Argument[],
  shell: ShellCommand | undefined,
  environment: ReadonlyMap<string, Resolved>,
  within: CommandLine["within"],
): CommandLine | undefined {
  const { wrappers, variables, rest } = unwrap(words);
  const [program, ...args] = rest;
  if (program === undefined) return undefined;
  const last = args.at(-1) ?? program;
  return {
    name: baseName(knownText(program.value) ?? ""),
    nameSpan: program.span,
    args,
    span: cover(program.span, last.span),
    wrappers,
    environment: variables.size === 0 ? environment : new Map([...environment, ...variables]),
    shell,
    within,
  };
}

/** The script of `sh -c '…'`, when its text can be found in the source as it stands. */
function nestedScript(
  words: readonly Argument[],
  script: (index: number) => Script | undefined,
): Script | undefined {
  if (!words.some((word) => word.raw.endsWith("sh"))) return undefined;
  const start = words.length - unwrap(words).rest.length;
  const shell = words[start];
  if (shell === undefined || !isShell(shell)) return undefined;
  for (let at = start + 1; at < words.length; at += 1) {
    const option = knownText(words[at]?.value) ?? "";
    if (/^-[a-z]*c[a-z]*$/.test(option)) return script(at + 1);
    if (!/^[-+]/.test(option)) return undefined;
    // `-o pipefail`, `-euo pipefail`
    if (/^[-+][a-z]*o$/.test(option)) at += 1;
  }
  return undefined;
}

function isShell(word: Argument): boolean {
  return ["sh", "bash", "dash", "ash", "zsh"].includes(baseName(knownText(word.value) ?? ""));
}

/** The text inside the quotes of a word that is quoted as a whole and holds no escapes. */
function quotedScript(
  word: ShellWord | undefined,
  logical: LogicalText,
  shell: ShellCommand,
  wordCount: number,
): LogicalText | undefined {
  if (word === undefined || shell.words.length !== wordCount) return undefined;
  const quote = word.raw[0];
  if ((quote !== '"' && quote !== "'") || word.raw.at(-1) !== quote || word.raw.length < 2) return undefined;
  if (word.raw.indexOf(quote, 1) < word.raw.length - 1) return undefined;
  if (quote === '"' && word.raw.includes("\\")) return undefined;
  return sliceLogical(logical, word.logical.start + 1, word.logical.end - 1);
}

/** The variables that the script itself sets. One that is set twice, or computed, is unknown. */
function localVariables(commands: readonly ShellCommand[], outer: Reading): Map<string, ReturnType<Lookup>> {
  const locals = new Map<string, ReturnType<Lookup>>();
  const reading = { ...outer, lookup: (name: string) => locals.get(name) ?? outer.lookup(name) };
  const set = (name: string, value: Resolved): void => {
    locals.set(name, locals.has(name) ? { state: "unknown", because: "shell" } : { state: "set", value });
  };
  for (const command of commands) {
    const name = command.words[0]?.raw;
    if (name === undefined) {
      for (const one of command.assignments) {
        const value =
          one.value === undefined || command.isConditional ? undefined : resolveWord(one.value, reading);
        set(one.name, value ?? unknown("shell", one.name));
      }
    } else if (DECLARATIONS.has(name)) {
      for (const word of command.words.slice(1)) {
        const match = /^([A-Za-z_]\w*)=/.exec(word.raw);
        if (match === null) continue;
        const value = command.isConditional ? undefined : resolveWord(word, reading);
        const text = knownText(value)?.slice((match[1] ?? "").length + 1);
        set(match[1] ?? "", text === undefined ? unknown("shell", match[1] ?? "") : known(text));
      }
    } else if (name === "read" || name === "unset") {
      for (const word of command.words.slice(1)) set(word.raw, unknown("shell", word.raw));
    }
  }
  return locals;
}

const DECLARATIONS: ReadonlySet<string> = new Set(["export", "declare", "typeset", "local", "readonly"]);

/** The arguments that a word becomes: an unquoted variable with spaces in its value becomes several. */
function argumentsOf(word: ShellWord, reading: Reading): readonly Argument[] {
  const value = resolveWord(word, reading);
  const quoted = word.parts.some((part) => part.quoted);
  const argument = { value, raw: word.raw, span: word.span, quoted };
  const spreads = word.parts.some((part) => part.kind === "variable" && !part.quoted);
  if (!spreads || quoted || !value.known || !/\s/.test(value.text)) return [argument];
  return value.text
    .split(/\s+/)
    .filter((text) => text !== "")
    .map((text) => ({ value: known(text), raw: word.raw, span: word.span, quoted }));
}

function resolveWord(word: ShellWord, reading: Reading): Resolved {
  const [only] = word.parts;
  if (word.parts.length === 1 && only?.kind === "text") return reading.literal(only.text);
  return concat(word.parts.map((part) => resolvePart(part, reading)));
}

function resolvePart(part: ShellPart, { lookup, literal }: Reading): Resolved {
  if (part.kind === "text") return literal(part.text);
  if (part.kind === "computed") return unknown("shell", part.text);
  if (!/^\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*(?::?[-+?].*|[#%/].*)?\})$/s.test(part.text))
    return unknown("shell", part.text);
  return expand(part.text, lookup, "\\");
}
