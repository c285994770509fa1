import type { Span } from "../text/span.ts";

/** What is being typed at a caret, told by lines and indentation alone: while somebody types, the text is rarely YAML. */
export type Caret = TextCaret | CommentCaret;

/** In a comment; `text` is the comment up to the caret. */
export interface CommentCaret {
  readonly part: "comment";
  readonly text: string;
}

export interface TextCaret {
  /** key: the name of an entry, or an item that may become one; value: what stands behind `key:`, or an item of a flow list. */
  readonly part: "key" | "value";
  /** The keys around the place from the top; `[]` stands for an item of a list. */
  readonly path: readonly string[];
  /** For a value: its key. Undefined for an item of a list. */
  readonly key: string | undefined;
  /** The word around the caret on its line, without quotes. */
  readonly word: Span;
  /** The scalar up to the caret as it is written, without its opening quote; it may have several lines. */
  readonly text: string;
  readonly style: "plain" | "single" | "double" | "block";
  /** Whether the place is in a flow collection. */
  readonly flow: boolean;
  /** The column in which the entry or item begins. */
  readonly column: number;
  /** Of an item of a list: the text of the item before it, where it is a scalar. */
  readonly previous: string | undefined;
}

/** What stands in a path for an item of a list. */
export const ITEM = "[]";
