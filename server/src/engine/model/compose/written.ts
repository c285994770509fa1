import type { YamlScalar } from "../../syntax/yaml.ts";
import type { LogicalText, Piece } from "../../text/logical.ts";
import type { Span } from "../../text/span.ts";
import type { ComposeProject } from "./project.ts";
import type { ComposeScalar, ComposeValue, Place } from "./value.ts";

/** Where to report a part of a scalar: where it is written, or the alias that brings the scalar in. */
export function partAt(value: ComposeValue, span: Span): Place {
  const { at, place } = value;
  const isHere = at.file === place.file && at.start === place.start && at.end === place.end;
  return isHere ? { file: place.file, start: span.start, end: span.end } : at;
}

/**
 * The text of a scalar before substitution, each character traced to where it is written: quotes, escapes, folded lines and a block's
 * indentation undone. Where that fails, and in other files than the analysed one, all of it stands for the whole scalar.
 */
export function writtenText(scalar: ComposeScalar, project: ComposeProject): LogicalText {
  const { node, place, raw } = scalar;
  if (place.file === project.path && node.kind === "scalar")
    return writtenNode(node, project.yaml.source, raw);
  return { text: raw, pieces: [{ at: 0, source: place.start, until: place.end }] };
}

/** The same of a scalar of a YAML tree; `raw` is its text. */
export function writtenNode(node: YamlScalar, source: string, raw: string = node.text): LogicalText {
  const { start, end } = node.span;
  return trace(node, source) ?? { text: raw, pieces: [{ at: 0, source: start, until: end }] };
}

function trace(node: YamlScalar, source: string): LogicalText | undefined {
  const { span, style, text } = node;
  const start = span.start + (style === "single" || style === "double" ? 1 : 0);
  if (source.startsWith(text, start)) return { text, pieces: [{ at: 0, source: start }] };
  const tracer = new Tracer(text, source);
  if (style === "block") tracer.block(span);
  else tracer.flow({ start, end: start === span.start ? span.end : span.end - 1 }, style);
  return tracer.done();
}

class Tracer {
  readonly #text: string;
  readonly #source: string;
  readonly #pieces: Piece[] = [];
  #at = 0;
  #failed = false;

  constructor(text: string, source: string) {
    this.#text = text;
    this.#source = source;
  }

  done(): LogicalText | undefined {
    if (this.#failed || this.#text.slice(this.#at).trim() !== "") return undefined;
    return { text: this.#text, pieces: this.#pieces };
  }

  block(span: Span): void {
    const { lines, first } = this.#blockLines(span);
    if (first === undefined) return;
    const lead = /^[ \t]*/.exec(this.#text.slice(/^\n*/.exec(this.#text)?.[0].length ?? 0))?.[0].length ?? 0;
    const indent = first - lead;
    for (const { start, end } of lines) {
      if (this.#failed) return;
      if (end - start <= indent) continue;
      this.#line(start + indent, end);
    }
  }

  flow(span: Span, style: YamlScalar["style"]): void {
    let at = span.start;
    while (at < span.end && !this.#failed) {
      const character = this.#source[at] ?? "";
      if (/[ \t\r\n]/.test(character)) at = this.#space(at, span.end);
      else if (style === "double" && character === "\\") at = this.#escape(at, span.end);
      else if (style === "single" && character === "'") {
        this.#covering("'", at, at + 2);
        at += 2;
      } else at = this.#copy(at, span.end, style);
    }
  }

  /** The lines of a block below its header, and the indentation of the first that is not empty. */
  #blockLines({ start, end }: Span): { readonly lines: readonly Span[]; readonly first: number | undefined } {
    const lines: Span[] = [];
    let first: number | undefined;
    let at = this.#source.indexOf("\n", start) + 1;
    while (at > 0 && at < end) {
      const next = this.#source.indexOf("\n", at);
      let stop = next === -1 || next > end ? end : next;
      if (this.#source[stop - 1] === "\r") stop -= 1;
      const blank = /^ *$/.test(this.#source.slice(at, stop));
      if (!blank) first ??= /^ */.exec(this.#source.slice(at, stop))?.[0].length ?? 0;
      lines.push({ start: at, end: stop });
      at = next === -1 ? end : next + 1;
    }
    return { lines, first };
  }

  /** One line of a block: the text's line breaks or fold up to it, then the line as it stands. */
  #line(start: number, end: number): void {
    const line = this.#source.slice(start, end);
    let from = this.#at;
    while (from < this.#text.length && !this.#text.startsWith(line, from)) {
      if (this.#text[from] !== "\n" && this.#text[from] !== " ") break;
      from += 1;
    }
    if (!this.#text.startsWith(line, from)) {
      this.#failed = true;
      return;
    }
    if (from > this.#at) this.#pieces.push({ at: this.#at, source: start, until: start });
    this.#pieces.push({ at: from, source: start });
    this.#at = from + line.length;
  }

  /** Blanks inside a line are copied; a line break with the blanks around it is a fold. */
  #space(at: number, end: number): number {
    let stop = at;
    while (stop < end && /[ \t\r\n]/.test(this.#source[stop] ?? "")) stop += 1;
    const run = this.#source.slice(at, stop);
    if (!run.includes("\n")) {
      this.#exact(run, at);
      return stop;
    }
    const breaks = run.split("\n").length - 1;
    this.#covering(breaks === 1 ? " " : "\n".repeat(breaks - 1), at, stop);
    return stop;
  }

  #escape(at: number, end: number): number {
    const next = this.#source[at + 1] ?? "";
    if (next === "\n" || next === "\r") {
      let stop = at + 1;
      while (stop < end && /[ \t\r\n]/.test(this.#source[stop] ?? "")) stop += 1;
      return stop;
    }
    const digits = { x: 2, u: 4, U: 8 }[next] ?? 0;
    const stop = at + 2 + digits;
    const code = digits > 0 ? Number.parseInt(this.#source.slice(at + 2, stop), 16) : Number.NaN;
    const isCode = code >= 0 && code <= 0x10_ff_ff;
    this.#covering(isCode ? String.fromCodePoint(code) : (ESCAPES[next] ?? next), at, stop);
    return stop;
  }

  #copy(at: number, end: number, style: YamlScalar["style"]): number {
    let stop = at + 1;
    while (stop < end) {
      const character = this.#source[stop] ?? "";
      if (/[ \t\r\n]/.test(character)) break;
      if (style === "double" ? character === "\\" : style === "single" && character === "'") break;
      stop += 1;
    }
    this.#exact(this.#source.slice(at, stop), at);
    return stop;
  }

  #exact(text: string, source: number): void {
    this.#expect(text);
    const last = this.#pieces.at(-1);
    const follows =
      last !== undefined && last.until === undefined && last.source + this.#at - last.at === source;
    if (!follows) this.#pieces.push({ at: this.#at, source });
    this.#at += text.length;
  }

  #covering(text: string, source: number, until: number): void {
    this.#expect(text);
    this.#pieces.push({ at: this.#at, source, until });
    this.#at += text.length;
  }

  #expect(text: string): void {
    if (!this.#text.startsWith(text, this.#at)) this.#failed = true;
  }
}

/** YAML's escapes of one letter that do not stand for themselves. */
const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\u0007",
  b: "\b",
  t: "\t",
  n: "\n",
  v: "\u000B",
  f: "\f",
  r: "\r",
  e: "\u001B",
  N: "\u0085",
  _: "\u00A0",
  L: "\u2028",
  P: "\u2029",
};
