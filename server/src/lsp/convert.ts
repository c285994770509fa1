import type { Position, Range, TextEdit, WorkspaceEdit } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Edit } from "../engine/text/edit.ts";
import type { Span } from "../engine/text/span.ts";

/**
 * The only place where offsets become positions and back. Both count UTF-16 code units, the encoding that every client has and
 * the only one that the server offers.
 */
export function toRange(document: TextDocument, span: Span): Range {
  return { start: document.positionAt(span.start), end: document.positionAt(span.end) };
}

export function toPosition(document: TextDocument, offset: number): Position {
  return document.positionAt(offset);
}

/** Positions past the end of a line or of the text mean that end. */
export function toOffset(document: TextDocument, position: Position): number {
  return document.offsetAt(position);
}

/** Ends that came in the wrong order are swapped. */
export function toSpan(document: TextDocument, range: Range): Span {
  const start = document.offsetAt(range.start);
  const end = document.offsetAt(range.end);
  return start <= end ? { start, end } : { start: end, end: start };
}

export function toTextEdit(document: TextDocument, edit: Edit): TextEdit {
  return { range: toRange(document, edit.span), newText: edit.text };
}

/** With the document's version where the client checks it, so that an edit of an older text is refused. */
export function toWorkspaceEdit(
  document: TextDocument,
  edits: readonly Edit[],
  versioned: boolean,
): WorkspaceEdit {
  const converted = edits.map((edit) => toTextEdit(document, edit));
  if (!versioned) return { changes: { [document.uri]: converted } };
  return {
    documentChanges: [{ textDocument: { uri: document.uri, version: document.version }, edits: converted }],
  };
}
