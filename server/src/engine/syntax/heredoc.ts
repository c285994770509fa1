import { splitWords } from "./words.ts";

/** A `<<NAME` word of an instruction's line. Offsets are logical. */
export interface HeredocWord {
  readonly name: string;
  readonly stripTabs: boolean;
  readonly expand: boolean;
  readonly start: number;
  readonly end: number;
}

/**
 * The heredocs that a logical line opens, in order. A word opens one only if it begins with `<<` (after an optional file
 * descriptor), so quoted text, `cat<<EOF` and here-strings (`<<<`) open none.
 *
 * Source: moby/buildkit frontend/dockerfile/parser/parser.go (reHeredoc, ParseHeredoc).
 */
export function heredocWords(text: string, escape: string): readonly HeredocWord[] {
  const found: HeredocWord[] = [];
  for (const word of splitWords(text, escape)) {
    const match = /^\d*<<(-?)([^<]*)$/.exec(word.raw);
    const rest = match?.[2] ?? "";
    if (match === null || rest === "") continue;
    const name = unquoted(rest);
    if (name === undefined || name === "") continue;
    found.push({
      name,
      stripTabs: match[1] === "-",
      expand: name === rest,
      start: word.start,
      end: word.end,
    });
  }
  return found;
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
