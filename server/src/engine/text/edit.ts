import type { Span } from "./span.ts";

/** Replace the text at `span` by `text`; an empty span inserts. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/**
 * The text after all edits. Edits may come in any order; of edits that overlap, the first in the text is applied and the
 * others are left out, so that the result never mixes two changes of one place.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = "";
  let from = 0;
  for (const edit of sorted(edits)) {
    if (edit.span.start < from) continue;
    result += text.slice(from, edit.span.start) + edit.text;
    from = edit.span.end;
  }
  return result + text.slice(from);
}

/** Whether any two of the edits change the same characters, or insert at the same place. */
export function editsConflict(a: readonly Edit[], b: readonly Edit[]): boolean {
  return a.some((one) =>
    b.some(
      (two) =>
        (one.span.start < two.span.end && two.span.start < one.span.end) || one.span.start === two.span.start,
    ),
  );
}

function sorted(edits: readonly Edit[]): readonly Edit[] {
  return edits.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}
