import type { CommentCaret, TextCaret } from "./typed.ts";
import { ITEM } from "./typed.ts";

/** A collection in brackets that is open. */
interface Frame {
  readonly bracket: "[" | "{";
  /** In braces: the key of the entry, once it has its colon. */
  key: string | undefined;
  /** The scalar before the last comma. */
  previous: string | undefined;
}

/** Where a caret stands in a quoted text or flow collection; `begin` is where its scalar begins. */
export type FlowPlace =
  | CommentCaret
  | (Pick<TextCaret, "part" | "path" | "key" | "style" | "flow" | "previous"> & { readonly begin: number });

/** Reads a quoted text or a flow collection piece by piece, and knows what is open where the pieces end. */
export class FlowReader {
  readonly #source: string;
  readonly #frames: Frame[] = [];
  /** Where the current scalar begins, its quote included; undefined between scalars. */
  #scalar: number | undefined;
  #quote: '"' | "'" | undefined;
  /** Where the scalar ended, if it is quoted and closed. */
  #closed: number | undefined;
  /** How many `${` are open in a plain scalar. */
  #braces = 0;
  #comment: number | undefined;
  /** Where the whole of it ended. */
  end = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** Reads on; whether the whole of it ends before `to`. */
  read(from: number, to: number): boolean {
    this.#comment = undefined;
    for (let at = from; at < to; at += 1) {
      at = this.#quote === undefined ? this.#plain(at, to) : this.#quoted(at);
      if (this.#frames.length === 0 && (this.#closed !== undefined || this.#scalar === undefined)) {
        this.end = at + 1;
        return true;
      }
    }
    return false;
  }

  /** The place at the end of what was read. */
  place(end: number): FlowPlace {
    if (this.#comment !== undefined) return { part: "comment", text: this.#source.slice(this.#comment, end) };
    const isClosed = this.#closed !== undefined;
    const begin =
      this.#scalar === undefined || isClosed ? end : this.#scalar + (this.#quote === undefined ? 0 : 1);
    const style = this.#quote === undefined ? "plain" : this.#quote === "'" ? "single" : "double";
    const top = this.#frames.at(-1);
    const base = { begin, style, flow: top !== undefined, previous: top?.previous } as const;
    if (top === undefined) return { ...base, part: "value", path: [], key: undefined };
    const path = this.#frames.flatMap(({ bracket, key }, index) =>
      bracket === "[" ? [ITEM] : index === this.#frames.length - 1 || key === undefined ? [] : [key],
    );
    if (top.bracket === "[") return { ...base, part: "value", path, key: undefined };
    return { ...base, part: top.key === undefined ? "key" : "value", path, key: top.key };
  }

  #quoted(at: number): number {
    const character = this.#source[at];
    if (character === "\\" && this.#quote === '"') return at + 1;
    if (character !== this.#quote) return at;
    if (this.#quote === "'" && this.#source[at + 1] === "'") return at + 1;
    this.#quote = undefined;
    this.#closed = at;
    return at;
  }

  #plain(at: number, to: number): number {
    const source = this.#source;
    const character = source[at] ?? "";
    const isBetween = this.#scalar === undefined;
    if (/\s/.test(character)) return at;
    if (character === "#" && /\s/.test(source[at - 1] ?? " ")) {
      this.#comment = at;
      return to;
    }
    if (this.#braces > 0) {
      if (character === "}") this.#braces -= 1;
      return at;
    }
    if ((character === '"' || character === "'") && isBetween) {
      this.#quote = character;
      this.#scalar = at;
    } else if (character === "{" && !isBetween && source[at - 1] === "$") this.#braces += 1;
    else if ((character === "[" || character === "{") && isBetween) {
      this.#frames.push({ bracket: character, key: undefined, previous: undefined });
    } else if (character === "]" || character === "}") {
      this.#frames.pop();
      this.#reset();
    } else if (character === ",") {
      const top = this.#frames.at(-1);
      if (top !== undefined) {
        top.previous = this.#text(at);
        top.key = undefined;
      }
      this.#reset();
    } else if (character === ":" && this.#endsKey(at, to)) {
      const top = this.#frames.at(-1);
      if (top !== undefined) top.key = this.#text(at) ?? "";
      this.#reset();
    } else if (isBetween) this.#scalar = at;
    return at;
  }

  /** Whether a colon ends a key: a space follows, or the key is quoted. */
  #endsKey(at: number, to: number): boolean {
    const top = this.#frames.at(-1);
    if (top?.bracket !== "{" || top.key !== undefined) return false;
    if (this.#closed !== undefined) return true;
    const next = this.#source[at + 1] ?? "\n";
    return at + 1 < to ? /[\s,[\]{}]/.test(next) : this.#source[to] === "\n" || this.#source[to] === "\r";
  }

  #text(end: number): string | undefined {
    if (this.#scalar === undefined) return undefined;
    return this.#closed === undefined
      ? this.#source.slice(this.#scalar, end).trim()
      : this.#source.slice(this.#scalar + 1, this.#closed);
  }

  #reset(): void {
    this.#scalar = undefined;
    this.#closed = undefined;
    this.#quote = undefined;
    this.#braces = 0;
  }
}
