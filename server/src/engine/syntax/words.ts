import { isSpace } from "../text/space.ts";

/** A word of a logical line as written, quotes and escapes included. Offsets are logical. */
export interface RawWord {
  readonly raw: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Splits at white space outside quotes. A quote that stays open reaches to the end of the text; an escape character keeps
 * the next one, except in single quotes.
 *
 * Source: moby/buildkit frontend/dockerfile/parser/line_parsers.go (parseWords).
 */
export function splitWords(text: string, escape: string): readonly RawWord[] {
  const words: RawWord[] = [];
  let at = 0;
  while (at < text.length) {
    while (at < text.length && isSpace(text.charCodeAt(at))) at += 1;
    if (at >= text.length) break;
    const start = at;
    at = wordEnd(text, at, escape);
    words.push({ raw: text.slice(start, at), start, end: at });
  }
  return words;
}

function wordEnd(text: string, from: number, escape: string): number {
  let quote = 0;
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (text[at] === escape && quote !== 39) {
      at += 2;
      continue;
    }
    if (quote === 0) {
      if (isSpace(code)) return at;
      if (code === 34 || code === 39) quote = code;
    } else if (code === quote) quote = 0;
    at += 1;
  }
  return Math.min(at, text.length);
}
