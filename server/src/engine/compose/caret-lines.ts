import { FlowReader } from "./caret-flow.ts";
import type { CommentCaret, TextCaret } from "./typed.ts";
import { ITEM } from "./typed.ts";

/** The place of a caret before its word is known; `begin` is where the scalar's text begins. */
export type Found =
  CommentCaret | (Omit<TextCaret, "word" | "text"> & { readonly begin: number }) | undefined;

/** A key or an item of a list that the lines below may belong to. */
interface Level {
  readonly column: number;
  readonly key: string;
  /** Of an item: its text, and that of the item above it. */
  text: string | undefined;
  readonly previous: string | undefined;
}

/** A scalar or flow collection that the next lines may continue. */
type Pending =
  | { readonly kind: "block"; readonly column: number; readonly begin: number }
  | { readonly kind: "plain"; readonly column: number; readonly begin: number }
  | { readonly kind: "flow"; readonly column: number; readonly reader: FlowReader };

/** Reads a text line by line and knows what is open where it ends. A line that stands too far left ends what was left open. */
export class LineReader {
  readonly #source: string;
  readonly #levels: Level[] = [];
  #pending: Pending | undefined;

  constructor(source: string) {
    this.#source = source;
  }

  /** A whole line, without its break. */
  line(start: number, end: number): void {
    const indent = this.#indent(start, end);
    const isBlank = indent === end;
    if (this.#continues(indent - start, indent, isBlank)) {
      if (this.#pending?.kind === "flow" && this.#pending.reader.read(indent, end)) this.#pending = undefined;
      return;
    }
    this.#pending = undefined;
    if (isBlank || this.#source[indent] === "#") return;
    if (
      indent === start &&
      /^(?:---|\.\.\.)(?:\s|$)/.test(this.#source.slice(start, Math.min(end, start + 4)))
    ) {
      this.#levels.length = 0;
      return;
    }
    this.#entry(start, indent, end, false);
  }

  /** The line of the caret, up to it. */
  last(start: number, end: number): Found {
    const indent = this.#indent(start, end);
    const isBlank = indent === end;
    if (this.#continues(indent - start, indent, isBlank)) {
      const pending = this.#pending;
      if (pending?.kind === "flow") {
        pending.reader.read(indent, end);
        return this.#inFlow(pending.reader, end);
      }
      if (pending === undefined || (isBlank && pending.kind === "plain")) return undefined;
      if (isBlank && indent - start <= pending.column) return this.#bare(indent - start, end);
      return this.#value(pending.begin, pending.kind === "block" ? "block" : "plain", end);
    }
    this.#pending = undefined;
    if (isBlank) return this.#bare(indent - start, end);
    if (this.#source[indent] === "#") return { part: "comment", text: this.#source.slice(indent, end) };
    return this.#entry(start, indent, end, true);
  }

  /** Whether a line belongs to what is open above it. */
  #continues(column: number, at: number, isBlank: boolean): boolean {
    const pending = this.#pending;
    if (pending === undefined) return false;
    if (column > pending.column) {
      if (pending.kind !== "plain" || isBlank) return true;
      // A key or item below half a word is one, not more of the word.
      const end = this.#lineEnd(at);
      return !/[#-]/.test(this.#source[at] ?? "") && keyAt(this.#source, at, end) === undefined;
    }
    if (isBlank) return pending.kind === "block";
    return pending.kind === "flow" && /[\]}]/.test(this.#source[at] ?? "");
  }

  #entry(start: number, indent: number, end: number, isLast: boolean): Found {
    const source = this.#source;
    let at = indent;
    let isFirst = true;
    while (source[at] === "-" && at < end && (at + 1 === end ? !isLast : isBlank(source[at + 1]))) {
      this.#push(at - start, ITEM, isFirst);
      isFirst = false;
      at = this.#skip(at + 1, end);
    }
    const isInItem = !isFirst;
    const column = at - start;
    const begin = this.#properties(at, end, isLast);
    if (begin === end) return isLast ? this.#item(column, end, isInItem) : undefined;
    if (source[begin] === "#" && begin > indent) return this.#comment(begin, end, isLast);
    const key = keyAt(source, begin, end);
    // Directly behind a colon no value can begin: it needs a space.
    if (isLast && key?.end === end) return undefined;
    if (key === undefined) return this.#text(begin, end, column, isInItem, isLast);
    this.#push(column, key.name, false);
    const value = this.#properties(this.#skip(key.end, end), end, isLast);
    return this.#rest(value, end, column, isLast);
  }

  /** What stands where no key does: an item's text, or the beginning of a key. */
  #text(begin: number, end: number, column: number, isInItem: boolean, isLast: boolean): Found {
    const top = isInItem ? this.#levels.at(-1) : undefined;
    if (!isInItem) this.#cut(column);
    const first = this.#source[begin] ?? "";
    if (isLast && /[&*!]/.test(first)) return undefined;
    // All of a file may be one collection in brackets, whose lines stand where they like.
    if (/[[{|>]/.test(first) && (isInItem || this.#levels.length === 0))
      return this.#rest(begin, end, top?.column ?? -1, isLast);
    const quote = first === '"' || first === "'" ? first : "";
    if (quote === "") {
      const hash = this.#hash(begin, end);
      if (hash !== -1) {
        if (top !== undefined) top.text = this.#source.slice(begin, hash).trimEnd();
        return this.#comment(hash, end, isLast);
      }
    } else if (top !== undefined && !isLast) {
      top.text = unquoted(this.#source.slice(begin, end));
      // It may go on below.
      return this.#rest(begin, end, top.column, false);
    }
    if (top !== undefined) top.text = unquoted(this.#source.slice(begin, end));
    if (!isLast) {
      if (top !== undefined) this.#pending = { kind: "plain", column: top.column, begin };
      return undefined;
    }
    if (quote !== "" && this.#source.slice(begin + 1, end).includes(quote)) return undefined;
    return {
      part: "key",
      path: this.#path(),
      key: undefined,
      begin: quote === "" ? begin : begin + 1,
      style: quote === "" ? "plain" : quote === "'" ? "single" : "double",
      flow: false,
      column,
      previous: top?.previous,
    };
  }

  /** What stands behind a key, or is a collection or text that an item begins with. */
  #rest(begin: number, end: number, column: number, isLast: boolean): Found {
    const source = this.#source;
    if (begin === end) return isLast ? this.#value(end, "plain", end) : undefined;
    const first = source[begin] ?? "";
    if (first === "#") return this.#comment(begin, end, isLast);
    if (isLast && /[&*!]/.test(first)) return undefined;
    if (/[|>]/.test(first) && /^[|>][-+\d]*(?:\s|$)/.test(source.slice(begin, Math.min(end, begin + 8)))) {
      const hash = this.#hash(begin, end);
      if (isLast) return hash === -1 ? undefined : this.#comment(hash, end, true);
      this.#pending = { kind: "block", column, begin: Math.min(end + 1, source.length) };
      return undefined;
    }
    if (/[[{"']/.test(first)) {
      const reader = new FlowReader(source);
      const isDone = reader.read(begin, end);
      if (!isDone) this.#pending = { kind: "flow", column, reader };
      if (!isLast) return undefined;
      if (!isDone) return this.#inFlow(reader, end);
      const hash = this.#hash(reader.end, end);
      return hash === -1 ? undefined : this.#comment(hash, end, true);
    }
    const hash = this.#hash(begin, end);
    if (hash !== -1) return this.#comment(hash, end, isLast);
    if (isLast) return this.#value(begin, "plain", end);
    this.#pending = { kind: "plain", column, begin };
    return undefined;
  }

  #inFlow(reader: FlowReader, end: number): Found {
    const place = reader.place(end);
    if (place.part === "comment") return place;
    if (!place.flow) return this.#value(place.begin, place.style, end);
    return { ...place, path: [...this.#path(), ...place.path], column: this.#levels.at(-1)?.column ?? 0 };
  }

  /** The value of the innermost key or item. */
  #value(begin: number, style: TextCaret["style"], end: number): Found {
    const top = this.#levels.at(-1);
    if (begin > end) return undefined;
    const base = { begin, style, flow: false, column: top?.column ?? 0, previous: top?.previous };
    if (top === undefined || top.key === ITEM)
      return { ...base, part: "value", key: undefined, path: this.#path() };
    return { ...base, part: "value", key: top.key, path: this.#path().slice(0, -1) };
  }

  /** An empty line, by its indentation. */
  #bare(column: number, end: number): Found {
    this.#cut(column);
    return this.#item(column, end, false);
  }

  #item(column: number, end: number, isInItem: boolean): Found {
    const previous = isInItem ? this.#levels.at(-1)?.previous : undefined;
    const path = this.#path();
    // In the middle of a line's indentation nothing begins.
    if (!isInItem && /^(?:[ \t]+\S|-(?:\s|$))/.test(this.#source.slice(end, this.#lineEnd(end))))
      return undefined;
    return { part: "key", path, key: undefined, begin: end, style: "plain", flow: false, column, previous };
  }

  #comment(hash: number, end: number, isLast: boolean): Found {
    return isLast ? { part: "comment", text: this.#source.slice(hash, end) } : undefined;
  }

  /** Opens a key or item; what stands in its column or further right is over. */
  #push(column: number, key: string, mayHaveSiblings: boolean): void {
    let previous: string | undefined;
    for (;;) {
      const top = this.#levels.at(-1);
      if (top === undefined || top.column < column) break;
      // A list may stand in the column of its key.
      if (key === ITEM && top.column === column && top.key !== ITEM) break;
      if (mayHaveSiblings && top.column === column) previous = top.text;
      this.#levels.pop();
    }
    this.#levels.push({ column, key, text: undefined, previous });
  }

  #cut(column: number): void {
    while ((this.#levels.at(-1)?.column ?? -1) >= column) this.#levels.pop();
  }

  #path(): readonly string[] {
    return this.#levels.map(({ key }) => key);
  }

  #indent(start: number, end: number): number {
    return this.#skip(start, end);
  }

  #skip(from: number, end: number): number {
    let at = from;
    while (at < end && isBlank(this.#source[at])) at += 1;
    return at;
  }

  /** Behind anchors and tags. */
  #properties(from: number, end: number, isLast: boolean): number {
    let at = from;
    while (at < end && /[&!]/.test(this.#source[at] ?? "")) {
      let stop = at;
      while (stop < end && !isBlank(this.#source[stop])) stop += 1;
      if (stop === end) return isLast ? at : end;
      at = this.#skip(stop, end);
    }
    return at;
  }

  /** Where a comment begins behind a plain text; -1 where none does. */
  #hash(from: number, end: number): number {
    const found = /(?:^|[ \t])#/.exec(this.#source.slice(from, end));
    return found === null ? -1 : from + found.index + found[0].length - 1;
  }

  #lineEnd(from: number): number {
    const feed = this.#source.indexOf("\n", from);
    return feed === -1 ? this.#source.length : feed;
  }
}

/** The key at an offset, and where its colon ends; undefined where no `key:` stands there. */
function keyAt(
  source: string,
  from: number,
  end: number,
): { readonly name: string; readonly end: number } | undefined {
  const text = source.slice(from, Math.min(end, from + LONGEST_KEY));
  const quoted = /^(?:"([^"]*)"|'([^']*)')[ \t]*:(?=[ \t]|$)/.exec(text);
  if (quoted !== null) return { name: quoted[1] ?? quoted[2] ?? "", end: from + quoted[0].length };
  if (/^["'#&*!|>%@`[\]{},]/.test(text)) return undefined;
  const colon = text.search(/:(?:[ \t]|$)/);
  const name = text.slice(0, colon).trimEnd();
  return colon === -1 || name === "" || / #/.test(name) ? undefined : { name, end: from + colon + 1 };
}

/** YAML allows no longer ones without a question mark. */
const LONGEST_KEY = 1024;

function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t";
}

function unquoted(text: string): string {
  return text.trim().replaceAll(/^["']|["']$/g, "");
}
