import type { Definition, Scope } from "../../model/scope.ts";
import { knownText } from "../../model/resolved.ts";
import type { Word } from "../../model/words.ts";
import type { Span } from "../../text/span.ts";

/** A part of a word's value: text that stands in the word itself, or what one variable gives. */
export interface Piece {
  readonly text: string;
  /** Where it stands in the word: the text itself, or the whole `${NAME}`. */
  readonly site: Span;
  /** The ARG that gives the text; undefined for text of the word itself. */
  readonly definition: Definition | undefined;
  /** The pieces of that ARG's default, where they can be traced. */
  readonly inner: readonly Piece[] | undefined;
}

/**
 * Traces a word's value back to the source: literal text, `$NAME`, `${NAME}` and `${NAME:-default}`, through the defaults
 * of ARGs. Undefined where the word holds more than that, or where the pieces do not add up to the value.
 */
export function piecesOf(word: Word, scope: Scope, source: string): readonly Piece[] | undefined {
  const text = knownText(word.value);
  if (text === undefined) return undefined;
  return trace(word.span, text, scope, source, 0);
}

const PART = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?-([^${}"'\\]*))?\})|[^$"'\\]+|["']/y;
const DEEPEST = 8;

function trace(
  span: Span,
  value: string,
  scope: Scope,
  source: string,
  depth: number,
): readonly Piece[] | undefined {
  if (depth > DEEPEST) return undefined;
  const raw = source.slice(span.start, span.end);
  const pieces: Piece[] = [];
  PART.lastIndex = 0;
  for (let at = 0; at < raw.length; at = PART.lastIndex) {
    PART.lastIndex = at;
    const match = PART.exec(raw);
    if (match === null) return undefined;
    const next = PART.lastIndex;
    const [all, plain, braced, fallback] = match;
    const site = { start: span.start + at, end: span.start + next };
    const name = plain ?? braced;
    if (name !== undefined) {
      const piece = variable(name, fallback, site, scope, source, depth);
      if (piece === undefined) return undefined;
      pieces.push(piece);
    } else if (all !== '"' && all !== "'")
      pieces.push({ text: all, site, definition: undefined, inner: undefined });
    PART.lastIndex = next;
  }
  return pieces.map((piece) => piece.text).join("") === value ? pieces : undefined;
}

function variable(
  name: string,
  fallback: string | undefined,
  site: Span,
  scope: Scope,
  source: string,
  depth: number,
): Piece | undefined {
  const definition = scope.definition(name);
  const value = definition?.variable.state === "set" ? knownText(definition.variable.value) : undefined;
  if (value === undefined || (value === "" && fallback !== undefined)) {
    if (fallback === undefined) return undefined;
    const start = site.end - 1 - fallback.length;
    return {
      text: fallback,
      site,
      definition: undefined,
      inner: [
        { text: fallback, site: { start, end: site.end - 1 }, definition: undefined, inner: undefined },
      ],
    };
  }
  const { valueSpan } = definition ?? {};
  const inner = valueSpan === undefined ? undefined : trace(valueSpan, value, scope, source, depth + 1);
  return { text: value, site, definition, inner };
}
