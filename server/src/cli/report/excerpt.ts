import { maskSecrets } from "../../engine/rules/shared/secrets.ts";
import type { LineIndex } from "../../engine/text/lines.ts";
import type { Span } from "../../engine/text/span.ts";
import { displayWidth, visible } from "../../../../workbench/src/text/visible.ts";

/** A line of a file, made fit for a terminal, and the carets that stand below the marked part of it. */
export interface Excerpt {
  /** The line's number, from 1. */
  readonly line: number;
  readonly text: string;
  readonly carets: string;
}

/**
 * The first line of a span, at most `width` columns of it: what lies far from the span is cut. Credentials are masked, whatever
 * the finding is about: reports end in logs.
 */
export function excerpt(lines: LineIndex, span: Span, width: number): Excerpt {
  const { line } = lines.positionAt(span.start);
  const lineStart = lines.lineStart(line);
  const lineEnd = lines.lineEnd(line);
  const start = Math.min(span.start, lineEnd);
  const end = Math.min(Math.max(span.end, start), lineEnd);
  // No line is read in full: a file may be one line of a megabyte.
  const from = Math.max(lineStart, start - width);
  const to = Math.min(lineEnd, start + width);
  // A credential that the window cuts has lost the prefix that it is known by, so more is read than is shown.
  const wide = Math.max(lineStart, from - LONGEST_SECRET);
  const masked = maskSecrets(lines.text.slice(wide, Math.min(lineEnd, to + LONGEST_SECRET)));
  const text = masked.slice(from - wide, to - wide);
  const before = cells(text.slice(0, start - from));
  const marked = cells(text.slice(start - from, Math.min(end, to) - from));
  const after = cells(text.slice(Math.min(end, to) - from));
  const shown = cut({ before, marked, after }, width, { left: from > lineStart, right: to < lineEnd });
  return {
    line: line + 1,
    text: shown.text,
    carets: " ".repeat(shown.indent) + "^".repeat(Math.max(1, shown.marked)),
  };
}

const TAB = "    ";
const CUT = "…";
/** Characters. */
const LONGEST_SECRET = 300;
/** Columns kept in front of the span of a line that is too long. */
const LEAD = 30;

interface Parts {
  readonly before: readonly string[];
  readonly marked: readonly string[];
  readonly after: readonly string[];
}

function cells(text: string): readonly string[] {
  return Array.from(text, (character) => (character === "\t" ? TAB : visible(character)));
}

function cut(
  { before, marked, after }: Parts,
  width: number,
  hidden: { readonly left: boolean; readonly right: boolean },
): { text: string; indent: number; marked: number } {
  const total = [...before, ...marked, ...after].reduce((sum, cell) => sum + displayWidth(cell), 0);
  if (total <= width && !hidden.left && !hidden.right) {
    const lead = before.join("");
    const middle = marked.join("");
    return { text: lead + middle + after.join(""), indent: displayWidth(lead), marked: displayWidth(middle) };
  }
  const markedWidth = displayWidth(marked.join(""));
  const room = Math.max(LEAD, width - markedWidth - LEAD);
  const lead = taken(before.toReversed(), Math.min(room, width - 2));
  const cutLeft = hidden.left || lead.length < before.length;
  const left = (cutLeft ? CUT : "") + lead.toReversed().join("");
  const middle = taken(marked, Math.max(1, width - displayWidth(left) - 1));
  const tail = taken(after, Math.max(0, width - displayWidth(left) - displayWidth(middle.join("")) - 1));
  const cutRight = hidden.right || middle.length < marked.length || tail.length < after.length;
  return {
    text: left + middle.join("") + tail.join("") + (cutRight ? CUT : ""),
    indent: displayWidth(left),
    marked: displayWidth(middle.join("")),
  };
}

/** The first cells, as many as fit into the columns. */
function taken(cells: readonly string[], columns: number): readonly string[] {
  let used = 0;
  let count = 0;
  for (const cell of cells) {
    used += displayWidth(cell);
    if (used > columns) break;
    count += 1;
  }
  return cells.slice(0, count);
}
