import type { Span } from "./span.ts";

/**
 * Text put together from pieces of a source: the line of an instruction after its continuations are joined, or the script
 * that a shell receives. Every offset in it can be traced back to the source.
 */
export interface LogicalText {
  readonly text: string;
  /** Pieces in order: the logical offset at which one begins, and the source offset of its first character. */
  readonly pieces: readonly Piece[];
}

export interface Piece {
  readonly at: number;
  readonly source: number;
  /**
   * The piece's text is not a copy of the source but stands for all of it from `source` up to here: an escape, a variable's
   * value. Undefined for a copy.
   */
  readonly until?: number;
  /**
   * A larger expression that the piece is copied out of, a default's whole `${X:-d}`: a span that reaches beyond the copy holds
   * all of it. The pieces of one expression share the object.
   */
  readonly around?: Span;
}

/** A piece of the source as it stands. */
export function logicalSlice(source: string, span: Span): LogicalText {
  return { text: source.slice(span.start, span.end), pieces: [{ at: 0, source: span.start }] };
}

/** The source offset of the character at a logical offset; the offset after the last character for the text's end. */
export function sourceOffset(logical: LogicalText, offset: number): number {
  const piece = pieceAt(logical.pieces, offset);
  if (piece.until === undefined) return piece.source + (offset - piece.at);
  return offset >= logical.text.length ? piece.until : piece.source;
}

/** The source span of logical `[start, end)`. Its end is the end of the last character, so it never swallows a join. */
export function sourceSpan(logical: LogicalText, start: number, end: number): Span {
  const from = sourceOffset(logical, start);
  if (end <= start) return { start: from, end: from };
  const first = pieceAt(logical.pieces, start);
  const last = pieceAt(logical.pieces, end - 1);
  const isWithin = first.around === last.around;
  return {
    start: isWithin ? from : (first.around?.start ?? from),
    end: (isWithin ? undefined : last.around?.end) ?? last.until ?? last.source + (end - last.at),
  };
}

/** The whole of it as a source span. */
export function wholeSpan(logical: LogicalText): Span {
  return sourceSpan(logical, 0, logical.text.length);
}

/** Logical `[start, end)` as a logical text of its own. */
export function sliceLogical(logical: LogicalText, start: number, end = logical.text.length): LogicalText {
  const text = logical.text.slice(start, end);
  const first = indexAt(logical.pieces, start);
  const pieces: Piece[] = [
    { ...(logical.pieces[first] ?? NOWHERE), at: 0, source: sourceOffset(logical, start) },
  ];
  for (let index = first + 1; index < logical.pieces.length; index += 1) {
    const piece = logical.pieces[index];
    if (piece === undefined || piece.at >= end) break;
    pieces.push({ ...piece, at: piece.at - start });
  }
  return { text, pieces };
}

/** The texts in sequence with `glue` between them; the glue's characters map to what follows the text before it. */
export function joinLogical(texts: readonly LogicalText[], glue: string): LogicalText {
  const pieces: Piece[] = [];
  let length = 0;
  for (const { text, pieces: own } of texts) {
    for (const piece of own) pieces.push({ ...piece, at: piece.at + length });
    length += text.length + glue.length;
  }
  return { text: texts.map((one) => one.text).join(glue), pieces };
}

const NOWHERE: Piece = { at: 0, source: 0 };

function pieceAt(pieces: readonly Piece[], offset: number): Piece {
  return pieces[indexAt(pieces, offset)] ?? NOWHERE;
}

function indexAt(pieces: readonly Piece[], offset: number): number {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.at ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
