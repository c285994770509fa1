import type { Edit } from "../text/edit.ts";
import type { Span } from "../text/span.ts";

/** What the editor shows over a piece of text. */
export interface Hover {
  /** The text that it speaks of. */
  readonly span: Span;
  /** Markdown in which nothing from the file is active: it is plain text or a code span. */
  readonly markdown: string;
}

export type CompletionKind = "image" | "tag" | "variable" | "value" | "keyword" | "stage";

/** One proposal at a caret. */
export interface CompletionItem {
  readonly label: string;
  readonly kind: CompletionKind;
  /** One line of plain text. */
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  /** Sorts the proposals when compared as text. */
  readonly sortText: string;
  /** Puts the proposal in the place of what is typed; its span contains the caret and lies on the caret's line. */
  readonly edit: Edit;
  readonly deprecated?: boolean;
}

/** A short text that the editor shows in the line, though it is not in the file. */
export interface InlayHint {
  readonly at: number;
  readonly label: string;
  /** Plain text. */
  readonly tooltip?: string;
}

/** A piece of text that leads to a page, by its address, or to a file, by the path that the analysis has for it. */
export type DocumentLink = { readonly span: Span; readonly tooltip?: string } & (
  { readonly url: string; readonly file?: never } | { readonly file: string; readonly url?: never }
);
