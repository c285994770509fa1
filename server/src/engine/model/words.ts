import type { Instruction } from "../syntax/ast.ts";
import { splitWords } from "../syntax/words.ts";
import type { LogicalText } from "../text/logical.ts";
import { sourceSpan } from "../text/logical.ts";
import type { Span } from "../text/span.ts";
import type { Lookup } from "./expand.ts";
import { expand } from "./expand.ts";
import type { Resolved } from "./resolved.ts";
import { known } from "./resolved.ts";

/** A word of an instruction's arguments, quotes off and variables substituted. */
export interface Word {
  /** As written, continuations joined. */
  readonly raw: string;
  readonly span: Span;
  readonly value: Resolved;
}

/** `NAME=value` of ENV, LABEL and ARG. */
export interface Pair {
  readonly name: string;
  readonly nameSpan: Span;
  /** The value as written, quotes included; undefined where there is no `=`. */
  readonly raw: string | undefined;
  readonly valueSpan: Span | undefined;
  readonly span: Span;
}

/** The words of the arguments; of the JSON form its strings, which are substituted but hold no quotes. */
export function argumentWords(instruction: Instruction, lookup: Lookup, escape: string): readonly Word[] {
  if (instruction.exec !== undefined) {
    return instruction.exec.map((string) => ({
      raw: string.value,
      span: string.span,
      value: expandable(instruction) ? expand(string.value, lookup, escape) : known(string.value),
    }));
  }
  const { args } = instruction;
  return splitWords(args.text, escape).map((word) => ({
    raw: word.raw,
    span: sourceSpan(args, word.start, word.end),
    value: expand(word.raw, lookup, escape),
  }));
}

/**
 * The pairs of ENV, LABEL or ARG. `ENV NAME value with spaces`, the old form, is one pair. A word without `=` among others is
 * a pair without a value.
 */
export function pairs(instruction: Instruction, escape: string): readonly Pair[] {
  const { args, keyword } = instruction;
  const words = splitWords(args.text, escape);
  const first = words[0];
  if (first === undefined) return [];
  if (keyword !== "ARG" && !first.raw.includes("=")) return [oldForm(args, first.start, first.end)];
  return words.map((word) => pairOf(args, word.raw, word.start, word.end));
}

function oldForm(args: LogicalText, start: number, end: number): Pair {
  const name = args.text.slice(start, end);
  const nameSpan = sourceSpan(args, start, end);
  let from = end;
  while (from < args.text.length && /\s/.test(args.text[from] ?? "")) from += 1;
  if (from >= args.text.length)
    return { name, nameSpan, raw: undefined, valueSpan: undefined, span: nameSpan };
  const raw = args.text.slice(from);
  const valueSpan = sourceSpan(args, from, args.text.length);
  return { name, nameSpan, raw, valueSpan, span: sourceSpan(args, start, args.text.length) };
}

function pairOf(args: LogicalText, word: string, start: number, end: number): Pair {
  const equals = word.indexOf("=");
  const span = sourceSpan(args, start, end);
  if (equals === -1) return { name: bare(word), nameSpan: span, raw: undefined, valueSpan: undefined, span };
  return {
    name: bare(word.slice(0, equals)),
    nameSpan: sourceSpan(args, start, start + equals),
    raw: word.slice(equals + 1),
    valueSpan:
      start + equals + 1 < end
        ? sourceSpan(args, start + equals + 1, end)
        : { start: span.end, end: span.end },
    span,
  };
}

function bare(name: string): string {
  return name.replaceAll(/["']/g, "");
}

/** BuildKit substitutes variables in the JSON form of these only; CMD, ENTRYPOINT and RUN pass their strings on. */
function expandable(instruction: Instruction): boolean {
  return ["ADD", "COPY", "VOLUME"].includes(instruction.keyword);
}
