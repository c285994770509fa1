/** A zero-based line and a zero-based UTF-16 column. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Converts between offsets and positions of one text. A line ends at "\n", "\r\n" or a lone "\r", as the Language Server
 * Protocol counts lines.
 */
export class LineIndex {
  readonly text: string;
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.text = text;
    this.#starts = lineStarts(text);
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** The position of an offset; offsets outside the text are moved to its nearest end. */
  positionAt(offset: number): Position {
    const inside = Math.min(Math.max(offset, 0), this.text.length);
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= inside) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: inside - (this.#starts[low] ?? 0) };
  }

  /** The offset of a position; a column past the line's end means the line's end. */
  offsetAt(position: Position): number {
    if (position.line < 0) return 0;
    const start = this.#starts[position.line];
    if (start === undefined) return this.text.length;
    return Math.min(start + Math.max(position.column, 0), this.lineEnd(position.line));
  }

  /** The offset at which a zero-based line begins; the text's length for lines past its end. */
  lineStart(line: number): number {
    return this.#starts[line] ?? this.text.length;
  }

  /** The offset at which a zero-based line ends, its line break not included. */
  lineEnd(line: number): number {
    let end = this.#starts[line + 1] ?? this.text.length;
    if (this.#starts[line + 1] === undefined) return end;
    if (this.text[end - 1] === "\n") end -= 1;
    if (this.text[end - 1] === "\r") end -= 1;
    return end;
  }

  /** A zero-based line's text without its line break; empty past the end. */
  lineText(line: number): string {
    return this.text.slice(this.lineStart(line), this.lineEnd(line));
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 10 || (code === 13 && text.charCodeAt(index + 1) !== 10)) starts.push(index + 1);
  }
  return starts;
}
