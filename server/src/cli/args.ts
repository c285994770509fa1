import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { nearest } from "../engine/text/nearest.ts";
import type { CommandSpec, OptionSpec } from "./options.ts";
import { COMMANDS, GLOBAL_OPTIONS } from "./options.ts";

/** A wrong command line: one sentence that says what is wrong, one that says what to do. */
export class UsageError extends Error {}

/** A command with its operands and options, all of them known and within their choices. */
export interface CommandCall {
  readonly command: "lint" | "rules" | "explain" | "image" | "gpus" | "ps" | "doctor" | "lsp";
  readonly operands: readonly string[];
  readonly options: Options;
}

export type Invocation =
  | CommandCall
  | { readonly command: "help"; readonly topic: CommandSpec | undefined }
  | { readonly command: "version" };

/** The options that were given. */
export interface Options {
  has(name: string): boolean;
  /** The last value of an option. */
  value(name: string): string | undefined;
  values(name: string): readonly string[];
}

/** Reads the arguments that follow the program's name. Throws a UsageError. */
export function parseCommandLine(argv: readonly string[]): Invocation {
  const [first, ...rest] = argv;
  if (first === undefined || first === "--help" || first === "-h")
    return { command: "help", topic: undefined };
  if (first === "--version" || first === "-V") return { command: "version" };
  if (first === "help")
    return { command: "help", topic: rest[0] === undefined ? undefined : commandNamed(rest[0]) };
  if (first.startsWith("-") && first !== "-") throw unknownOption(first, GLOBAL_OPTIONS, undefined);
  const spec = commandNamed(first);
  const { operands, options } = readOptions(spec, rest);
  if (options.has("help")) return { command: "help", topic: spec };
  checkOperands(spec, operands);
  return { command: callable(spec), operands, options };
}

function commandNamed(word: string): CommandSpec {
  const found = COMMANDS.find(({ name }) => name === word);
  if (found !== undefined) return found;
  const names = COMMANDS.map(({ name }) => name);
  const meant = nearest(word, names);
  if (meant !== undefined) throw new UsageError(`There is no command "${word}". Did you mean "${meant}"?`);
  if (existsSync(word)) {
    throw new UsageError(`There is no command "${word}". To lint that path, run: ml-containers lint ${word}`);
  }
  throw new UsageError(`There is no command "${word}". The commands are ${names.join(", ")}.`);
}

function callable(spec: CommandSpec): CommandCall["command"] {
  switch (spec.name) {
    case "lint":
    case "rules":
    case "explain":
    case "image":
    case "gpus":
    case "ps":
    case "doctor":
    case "lsp":
      return spec.name;
    default:
      throw new Error(`command "${spec.name}" has no implementation`);
  }
}

function readOptions(
  spec: CommandSpec,
  argv: readonly string[],
): { operands: readonly string[]; options: Options } {
  const { tokens } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      spec.options.map(({ name, short, value }) => [
        name,
        {
          type: value === undefined ? "boolean" : "string",
          ...(short === undefined ? {} : { short }),
        } as const,
      ]),
    ),
  });
  const given = new Map<string, string[]>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const option = spec.options.find(({ name }) => name === token.name);
    if (option === undefined) throw unknownOption(token.rawName, spec.options, spec);
    const value = checkedValue(option, token.value, token.inlineValue === true);
    given.set(option.name, [...(given.get(option.name) ?? []), value]);
  }
  return {
    operands,
    options: {
      has: (name) => given.has(name),
      value: (name) => given.get(name)?.at(-1),
      values: (name) => given.get(name) ?? [],
    },
  };
}

/** The value of an option, "" for a switch. */
function checkedValue(option: OptionSpec, value: string | undefined, inline: boolean): string {
  const flag = `--${option.name}`;
  if (option.value === undefined) {
    if (inline) throw new UsageError(`${flag} takes no value. Write ${flag} alone.`);
    return "";
  }
  const choices = option.choices === undefined ? option.value : option.choices.join(", ");
  if (value === undefined || value === "" || (!inline && value.startsWith("--"))) {
    throw new UsageError(`${flag} needs a value: ${choices}.`);
  }
  if (option.choices === undefined || option.choices.includes(value)) return value;
  const meant = nearest(value, option.choices) ?? option.choices.find((one) => one.startsWith(value));
  const hint = meant === undefined ? `It takes ${choices}.` : `Did you mean "${meant}"?`;
  throw new UsageError(`${flag} cannot be "${value}". ${hint}`);
}

function checkOperands(spec: CommandSpec, operands: readonly string[]): void {
  const usage = `Usage: ml-containers ${spec.name} ${spec.operands}`.trimEnd();
  if (operands.length < spec.least) throw new UsageError(`"${spec.name}" needs ${spec.operands}. ${usage}`);
  if (spec.most !== undefined && operands.length > spec.most) {
    throw new UsageError(`"${spec.name}" cannot take "${operands[spec.most] ?? ""}" as well. ${usage}`);
  }
}

function unknownOption(
  written: string,
  known: readonly OptionSpec[],
  spec: CommandSpec | undefined,
): UsageError {
  const name = written.replace(/^-+/, "").replace(/=.*$/s, "");
  const meant = nearest(
    name,
    known.map((option) => option.name),
  );
  const where = spec === undefined ? "" : ` ${spec.name}`;
  const owner = spec === undefined ? ownerOf(name) : undefined;
  if (owner !== undefined) {
    return new UsageError(
      `${written} is an option of ${owner}. Put it behind the command: ml-containers ${owner} ${written}`,
    );
  }
  const hint = meant === undefined ? `See: ml-containers${where} --help` : `Did you mean --${meant}?`;
  return new UsageError(`There is no option ${written}. ${hint}`);
}

/** The first command that has an option of this name. */
function ownerOf(name: string): string | undefined {
  return COMMANDS.find(({ options }) => options.some((option) => option.name === name))?.name;
}
