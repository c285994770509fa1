import type { RawWord } from "./words.ts";
import { splitWords } from "./words.ts";

/** A `<<NAME` word of an instruction's line. Offsets are logical. */
export interface HeredocWord {
  readonly name: string;
  readonly stripTabs: boolean;
  readonly expand: boolean;
  /** `<< NAME`: BuildKit before 0.22, and Dockerfile frontends before 1.16, take it for no heredoc. */
  readonly hasBlank: boolean;
  readonly start: number;
  readonly end: number;
}

/**
 * The heredocs that a logical line opens, in order. A word opens one only if it begins with `<<` (after an optional file
 * descriptor), so quoted text, `cat<<EOF` and here-strings (`<<<`) open none. Blanks may stand between `<<` and the name, but
 * not behind `<<-`.
 *
 * Source: moby/buildkit frontend/dockerfile/parser/parser.go (reHeredoc, ParseHeredoc) and frontend/dockerfile/shell/lex.go
 * (processPossibleHeredoc).
 */
export function heredocWords(text: string, escape: string): readonly HeredocWord[] {
  const found: HeredocWord[] = [];
  for (const word of joined(splitWords(text, escape), text)) {
    const match = /^\d*<<(-?)(\s*)([^<]*)$/.exec(word.raw);
    const rest = match?.[3] ?? "";
    if (match === null || rest === "") continue;
    const name = unquoted(rest);
    if (name === undefined || name === "") continue;
    found.push({
      name,
      stripTabs: match[1] === "-",
      expand: name === rest,
      hasBlank: match[2] !== "",
      start: word.start,
      end: word.end,
    });
  }
  return found;
}

/** The words, with a `<<` and what follows its blanks as one. */
function* joined(words: readonly RawWord[], text: string): Generator<RawWord> {
  let open: RawWord | undefined;
  for (const word of words) {
    const start: number = open?.start ?? word.start;
    const whole = open === undefined ? word : { raw: text.slice(start, word.end), start, end: word.end };
    open = /^\d*<<$/.test(word.raw) ? whole : undefined;
    if (open === undefined) yield whole;
  }
}

/** The name without its quotes; undefined when a quote stays open. */
function unquoted(text: string): string | undefined {
  let name = "";
  let quote = "";
  for (const character of text) {
    if (quote === "" && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = "";
    else name += character;
  }
  return quote === "" ? name : undefined;
}
