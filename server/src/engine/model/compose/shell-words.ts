import type { LogicalText } from "../../text/logical.ts";
import { joinLogical, sliceLogical, sourceSpan } from "../../text/logical.ts";
import type { Span } from "../../text/span.ts";

/** A word of a command that is written as one string. */
export interface StringWord {
  /** The word without its quotes, every character traced to the source. */
  readonly logical: LogicalText;
  /** As it stands in the string, quotes and escapes included. */
  readonly raw: string;
  readonly span: Span;
  readonly quoted: boolean;
}

export interface StringWords {
  readonly words: readonly StringWord[];
  /** From an unquoted `;`, `&`, `|`, `<` or `>` to the end: Compose drops it without a word. */
  readonly dropped: Span | undefined;
}

/**
 * Splits a string of `command` or `entrypoint` as Compose does: no shell runs it, quotes and backslashes work, and nothing is
 * substituted any more. Undefined for what Compose refuses: an open quote, a bare parenthesis, a backslash at the end.
 *
 * Source: mattn/go-shellwords without environment and backticks, which compose-go uses; measured with Compose 2.26.
 */
export function stringWords(string: LogicalText): StringWords | undefined {
  const splitter = new Splitter(string);
  return splitter.run() ? { words: splitter.words, dropped: splitter.dropped } : undefined;
}

type Quote = "" | "'" | '"' | "`" | "(";

class Splitter {
  readonly words: StringWord[] = [];
  dropped: Span | undefined;
  readonly #string: LogicalText;
  #runs: Span[] = [];
  #start = -1;
  #quoted = false;
  #quote: Quote = "";

  constructor(string: LogicalText) {
    this.#string = string;
  }

  /** False where Compose refuses the string. */
  run(): boolean {
    const { text } = this.#string;
    for (let at = 0; at < text.length; at += 1) {
      const character = text[at] ?? "";
      if (character === "\\" && this.#quote !== "'") {
        if (at + 1 >= text.length) return false;
        this.#begin(at);
        at += 1;
        this.#keep(at);
      } else if (/[ \t\r\n]/.test(character)) {
        if (this.#quote === "") this.#end(at);
        else this.#keep(at);
      } else if (this.#quote === "" && /[;&|<>]/.test(character)) {
        // `2>&1` drops the digits in front of it as well.
        const isDescriptor = character === ">" && /^\d/.test(this.#word());
        if (isDescriptor) this.#start = -1;
        else this.#end(at);
        this.dropped = sourceSpan(this.#string, at, text.length);
        return true;
      } else if (!this.#character(character, at)) return false;
    }
    this.#end(text.length);
    return this.#quote === "";
  }

  #character(character: string, at: number): boolean {
    const quote = this.#quote;
    this.#begin(at);
    if ((character === '"' && quote !== "'") || (character === "'" && quote !== '"')) {
      if (quote !== "(") {
        this.#quote = quote === character ? "" : character;
        this.#quoted = true;
        return true;
      }
    } else if (character === "`" && (quote === "" || quote === "`")) this.#quote = quote === "" ? "`" : "";
    else if (character === ")" && (quote === "" || quote === "(")) this.#quote = quote === "" ? "(" : "";
    else if (character === "(" && quote === "") {
      if (!this.#word().endsWith("$")) return false;
      this.#quote = "(";
    } else if (character === "(" && quote === "(") return false;
    this.#keep(at);
    return true;
  }

  #begin(at: number): void {
    if (this.#start === -1) this.#start = at;
  }

  #keep(at: number): void {
    this.#begin(at);
    const last = this.#runs.at(-1);
    if (last?.end === at) this.#runs[this.#runs.length - 1] = { start: last.start, end: at + 1 };
    else this.#runs.push({ start: at, end: at + 1 });
  }

  #word(): string {
    return this.#runs.map(({ start, end }) => this.#string.text.slice(start, end)).join("");
  }

  #end(at: number): void {
    if (this.#start !== -1) {
      const parts = this.#runs.map(({ start, end }) => sliceLogical(this.#string, start, end));
      this.words.push({
        logical: parts.length === 1 && parts[0] !== undefined ? parts[0] : joinLogical(parts, ""),
        raw: this.#string.text.slice(this.#start, at),
        span: sourceSpan(this.#string, this.#start, at),
        quoted: this.#quoted,
      });
    }
    this.#runs = [];
    this.#start = -1;
    this.#quoted = false;
  }
}
