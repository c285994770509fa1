import type { LogicalText, Piece } from "../../text/logical.ts";
import { sliceLogical, sourceSpan } from "../../text/logical.ts";
import type { Span } from "../../text/span.ts";
import type { Resolved, UnknownPart } from "../resolved.ts";
import { concat, known } from "../resolved.ts";
import { interpolate } from "./interpolate.ts";
import type { ComposeProject } from "./project.ts";
import type { ComposeScalar } from "./value.ts";
import { writtenText } from "./written.ts";

/** A piece of a scalar: text as it stands there, or one substitution. In order they make up the scalar. */
export interface Segment {
  readonly value: Resolved;
  /** In the scalar's raw text. */
  readonly start: number;
  readonly end: number;
  /** For a substitution: the part of the raw text that gives the value where that is a default which counts. */
  readonly fallback: Span | undefined;
  readonly isVariable: boolean;
}

/** The segments of a scalar, or of a part of its raw text; `$$` is a segment of its own. */
export function segmentsOf(scalar: ComposeScalar, part?: Span): readonly Segment[] {
  const { start: first, end: last } = part ?? { start: 0, end: scalar.raw.length };
  const raw = scalar.raw.slice(first, last);
  if (!raw.includes("$")) return raw === "" ? [] : [literal(raw, first, last)];
  const segments: Segment[] = [];
  let at = 0;
  const plain = (end: number): void => {
    for (const match of raw.slice(at, end).matchAll(/\$\$|(?:[^$]|\$(?!\$))+/g)) {
      const start = first + at + match.index;
      const text = match[0] === "$$" ? "$" : match[0];
      segments.push(literal(text, start, start + match[0].length));
    }
    at = end;
  };
  const { variables } = interpolate(raw, () => ({ state: "unset", because: "host" }));
  for (const { span, operator, word, name } of variables) {
    // A variable in another's default comes after it.
    if (span.start < at) continue;
    plain(span.start);
    const value = scalar.substitute(raw.slice(span.start, span.end));
    const isDefault = operator === ":-" || operator === "-";
    const isUnset = isDefault && scalar.substitute(`\${${name}${operator.replace("-", "+")}x}`);
    const counts = isUnset !== false && isUnset.known && isUnset.text === "";
    const fallback =
      counts && word !== undefined ? { start: first + word.start, end: first + word.end } : undefined;
    segments.push({ value, start: first + span.start, end: first + span.end, fallback, isVariable: true });
    at = span.end;
  }
  plain(raw.length);
  return segments;
}

function literal(text: string, start: number, end: number): Segment {
  return { value: known(text), start, end, fallback: undefined, isVariable: false };
}

/** A text with its variables substituted, of which parts may be unknown, and where all of it is written. */
export interface SubstitutedText {
  /** With one character of `placeholder`'s in the place of each unknown part. */
  readonly logical: LogicalText;
  /** What a part of the text is, placeholders taken for what they stand for. */
  readonly resolve: (text: string) => Resolved;
}

/** Substitutes the variables of a scalar; every character can be traced to where it, or its variable, is written. */
export function substitutedText(scalar: ComposeScalar, project: ComposeProject): SubstitutedText {
  const written = writtenText(scalar, project);
  if (!scalar.raw.includes("$")) return { logical: written, resolve: known };
  const unknowns: UnknownPart[] = [];
  const first = freePlaceholders(scalar);
  let text = "";
  const pieces: Piece[] = [];
  for (const { value, start, end, isVariable, fallback } of segmentsOf(scalar)) {
    const from =
      isVariable && fallback !== undefined && isLiteral(scalar.raw, fallback) ? fallback : undefined;
    const at = text.length;
    for (const part of value.known ? [value.text] : value.parts) {
      if (typeof part === "string") text += part;
      else if (unknowns.length < MOST_UNKNOWNS) {
        text += String.fromCharCode(first + unknowns.length);
        unknowns.push(part);
      }
    }
    if (text.length > LONGEST_TEXT) return tooLong(scalar, first);
    if (text.length === at) continue;
    if (!isVariable && end - start === text.length - at)
      append(pieces, sliceLogical(written, start, end), at);
    else {
      const span = sourceSpan(written, start, end);
      if (from === undefined) pieces.push({ at, source: span.start, until: span.end });
      else append(pieces, sliceLogical(written, from.start, from.end), at, span);
    }
  }
  const whole = { at: 0, source: scalar.place.start, until: scalar.place.end };
  return {
    logical: { text, pieces: pieces.length === 0 ? [whole] : pieces },
    resolve: unknowns.length === 0 ? known : (part) => reveal(part, first, unknowns),
  };
}

/** Longer than any real value; variables that hold long texts could make it endless. */
const LONGEST_TEXT = 200_000;

function tooLong({ place }: ComposeScalar, first: number): SubstitutedText {
  const unknowns: readonly UnknownPart[] = [{ because: "malformed", name: "…" }];
  const text = String.fromCharCode(first);
  return {
    logical: { text, pieces: [{ at: 0, source: place.start, until: place.end }] },
    resolve: (part) => reveal(part, first, unknowns),
  };
}

function append(pieces: Piece[], part: LogicalText, at: number, around?: Span): void {
  for (const piece of part.pieces) {
    const moved = { ...piece, at: piece.at + at };
    pieces.push(around === undefined ? moved : { ...moved, around });
  }
}

/** Whether a default is text without variables, so that its value is what is written. */
function isLiteral(raw: string, { start, end }: Span): boolean {
  return !raw.slice(start, end).includes("$");
}

/** More unknown variables than any real value has. */
const MOST_UNKNOWNS = 1000;

/** Characters of a private area that stand for unknown parts; the first of as many that the scalar does not use itself. */
function freePlaceholders({ raw, value }: ComposeScalar): number {
  const texts = [
    raw,
    ...(value.known ? [value.text] : value.parts.filter((part) => typeof part === "string")),
  ];
  for (let from = 0xe0_00; from + MOST_UNKNOWNS <= 0xf8_ff; from += MOST_UNKNOWNS) {
    if (!texts.some((text) => uses(text, from))) return from;
  }
  return 0xe0_00;
}

function uses(text: string, from: number): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= from && code < from + MOST_UNKNOWNS) return true;
  }
  return false;
}

function reveal(text: string, first: number, unknowns: readonly UnknownPart[]): Resolved {
  const parts: Resolved[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const part = unknowns[text.charCodeAt(at) - first];
    if (part === undefined) continue;
    if (at > from) parts.push(known(text.slice(from, at)));
    parts.push({ known: false, because: part.because, name: part.name, parts: [part] });
    from = at + 1;
  }
  if (parts.length === 0) return known(text);
  if (from < text.length) parts.push(known(text.slice(from)));
  return concat(parts);
}
