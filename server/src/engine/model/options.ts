import type { Argument } from "./command-line.ts";
import { knownPrefix, knownText } from "./resolved.ts";

/** A command's arguments sorted into options and operands. */
export interface ParsedOptions {
  /** By the option as the grammar names it, in order of appearance; flags hold undefined values. */
  readonly options: ReadonlyMap<string, readonly OptionUse[]>;
  readonly operands: readonly Argument[];
  /** Arguments that only the build or the shell knows: each may be an option. */
  readonly unknown: readonly Argument[];
}

export interface OptionUse {
  readonly argument: Argument;
  /** The value, be it in the same word or the next one. */
  readonly value: Argument | undefined;
}

/** How a program reads its command line. */
export interface Grammar {
  /** Short options to their long names, such as `-r` to `--requirement`. */
  readonly short: Readonly<Record<string, string>>;
  /** Long options that take a value. */
  readonly valued: ReadonlySet<string>;
  /** Long options that may be abbreviated, as optparse allows. */
  readonly abbreviable?: readonly string[];
}

/** Sorts arguments the way getopt does: options may stand anywhere, `--` ends them, short flags may be joined. */
export function parseOptions(args: readonly Argument[], grammar: Grammar): ParsedOptions {
  const options = new Map<string, OptionUse[]>();
  const operands: Argument[] = [];
  const unknown: Argument[] = [];
  const use = (name: string, argument: Argument, value: Argument | undefined): void => {
    const uses = options.get(name);
    if (uses === undefined) options.set(name, [{ argument, value }]);
    else uses.push({ argument, value });
  };
  let ended = false;
  for (let at = 0; at < args.length; at += 1) {
    const argument = args[at];
    if (argument === undefined) break;
    const text = knownText(argument.value) ?? knownPrefix(argument.value);
    if (!ended && !argument.value.known && (text === "" || text === "-" || text === "--")) {
      unknown.push(argument);
      continue;
    }
    if (ended || text === "-" || !text.startsWith("-")) {
      operands.push(argument);
    } else if (text === "--") ended = true;
    else if (text.startsWith("--")) {
      const equals = text.indexOf("=");
      const name = fullName(equals === -1 ? text : text.slice(0, equals), grammar);
      if (equals !== -1) use(name, argument, inlineValue(argument, equals + 1));
      else if (grammar.valued.has(name)) use(name, argument, args[(at += 1)]);
      else use(name, argument, undefined);
    } else if (shortOptions(text, argument, grammar, use))
      use(lastShort(text, grammar), argument, args[(at += 1)]);
  }
  return { options, operands, unknown };
}

/**
 * The last use of an option that takes a value, under any of its names, of a program whose grammar nobody knows: `--name=value`,
 * `--name value`, `-n value`. `-` and `_` inside a long name are the same, as argparse programs often take them. Undefined where it is not
 * there; its value is undefined where another option follows it.
 */
export function optionUse(args: readonly Argument[], ...names: readonly string[]): OptionUse | undefined {
  const wanted = new Set(names.map(unified));
  let found: OptionUse | undefined;
  for (const [index, argument] of args.entries()) {
    const text = knownText(argument.value) ?? knownPrefix(argument.value);
    if (text === "--") break;
    if (!text.startsWith("-")) continue;
    const equals = text.startsWith("--") ? text.indexOf("=") : -1;
    if (!wanted.has(unified(equals === -1 ? text : text.slice(0, equals)))) continue;
    if (equals !== -1) found = { argument, value: inlineValue(argument, equals + 1) };
    else if (argument.value.known) {
      const next = args[index + 1];
      const isOption = next !== undefined && /^-(?:-|[A-Za-z])/.test(knownText(next.value) ?? "");
      found = { argument, value: isOption ? undefined : next };
    }
  }
  return found;
}

/** The value of such an option. */
export function optionValue(
  command: { readonly args: readonly Argument[] },
  ...names: readonly string[]
): Argument | undefined {
  return optionUse(command.args, ...names)?.value;
}

/** Whether a flag or option stands among the arguments, with a value or without. */
export function hasOption(
  command: { readonly args: readonly Argument[] },
  ...names: readonly string[]
): boolean {
  return optionUse(command.args, ...names) !== undefined;
}

/** Whether the shell or a variable may bring in options that cannot be seen. */
export function mayHideOptions({ args }: { readonly args: readonly Argument[] }): boolean {
  return args.some(({ value, quoted }) => !value.known && !quoted && knownPrefix(value) === "");
}

function unified(name: string): string {
  return name.startsWith("--") ? name.replaceAll("_", "-") : name;
}

/** Notes joined short flags; true when the last one takes its value from the next word (and is still to be noted). */
function shortOptions(
  text: string,
  argument: Argument,
  grammar: Grammar,
  use: (name: string, argument: Argument, value: Argument | undefined) => void,
): boolean {
  for (let at = 1; at < text.length; at += 1) {
    const name = grammar.short[`-${text[at] ?? ""}`] ?? `-${text[at] ?? ""}`;
    if (!grammar.valued.has(name)) {
      use(name, argument, undefined);
      continue;
    }
    if (at + 1 >= text.length && argument.value.known) return true;
    use(name, argument, inlineValue(argument, at + (text[at + 1] === "=" ? 2 : 1)));
    return false;
  }
  return false;
}

function lastShort(text: string, grammar: Grammar): string {
  const short = `-${text.at(-1) ?? ""}`;
  return grammar.short[short] ?? short;
}

function fullName(name: string, grammar: Grammar): string {
  if (grammar.abbreviable === undefined || grammar.abbreviable.includes(name)) return name;
  const candidates = grammar.abbreviable.filter((long) => long.startsWith(name));
  return candidates.length === 1 ? (candidates[0] ?? name) : name;
}

function inlineValue(argument: Argument, from: number): Argument {
  const { value, raw, span } = argument;
  if (value.known) {
    const text = value.text.slice(from);
    const plain = raw.endsWith(text);
    return {
      ...argument,
      value: { known: true, text },
      raw: plain ? text : raw,
      span:
        plain && span.end - span.start === raw.length
          ? { start: span.end - text.length, end: span.end }
          : span,
    };
  }
  const [first, ...rest] = value.parts;
  const parts = typeof first === "string" ? [first.slice(from), ...rest] : value.parts;
  return { ...argument, value: { ...value, parts: parts.filter((part) => part !== "") } };
}
