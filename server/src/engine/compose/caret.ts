import { LineReader } from "./caret-lines.ts";
import type { Caret, TextCaret } from "./typed.ts";

/** The caret's place; undefined where nothing can be typed that is known: in indentation, an anchor, an alias. */
export function caretAt(source: string, offset: number): Caret | undefined {
  const reader = new LineReader(source);
  let start = sectionStart(source, offset);
  if (offset < start) return undefined;
  for (;;) {
    const feed = source.indexOf("\n", start);
    if (feed === -1 || feed >= offset) break;
    reader.line(start, source[feed - 1] === "\r" ? feed - 1 : feed);
    start = feed + 1;
  }
  const found = reader.last(start, offset);
  if (found === undefined || found.part === "comment") return found;
  const { begin, style, path, ...rest } = found;
  const line = source.slice(start, offset);
  const first = style === "block" ? offset - (/\S*$/.exec(line)?.[0].length ?? 0) : Math.max(begin, start);
  const end = offset + wordEnd(source, offset, style, rest.flow);
  // Some editors end lines with it alone; it is no part of a word.
  if (source.slice(first, end).includes("\r")) return undefined;
  return { ...rest, path, style, word: { start: first, end }, text: source.slice(begin, offset) };
}

/** How much of the word follows the caret. */
function wordEnd(source: string, offset: number, style: TextCaret["style"], flow: boolean): number {
  const feed = source.indexOf("\n", offset);
  const behind = source.slice(
    offset,
    feed === -1 ? offset + MOST_BEHIND : Math.min(feed, offset + MOST_BEHIND),
  );
  const stop = style === "plain" ? (flow ? /[\s,:#[\]{}"']/ : /[\s:#[\]{}"']/) : /[\s"',[\]]/;
  const found = behind.search(stop);
  return found === -1 ? behind.length : found;
}

/** Longer than any word that a proposal replaces. */
const MOST_BEHIND = 1000;

/**
 * Where reading begins: the last line above the caret's that stands in the first column, which ends all that is open above it. Items may
 * stand in the column of their key.
 */
function sectionStart(source: string, offset: number): number {
  let feed = offset === 0 ? -1 : source.lastIndexOf("\n", offset - 1);
  while (feed > 0) {
    const before = source.lastIndexOf("\n", feed - 1);
    const at = before + 1;
    const isDash = source[at] === "-" && !source.startsWith("---", at);
    if (!isDash && /[^\s#\]}]/.test(source[at] ?? "")) return at;
    feed = before;
  }
  return source.startsWith("\uFEFF") ? 1 : 0;
}
