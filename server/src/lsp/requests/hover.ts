import type { Hover, HoverParams, MarkupContent } from "vscode-languageserver";
import { hover } from "../../engine/features.ts";
import { toOffset, toRange } from "../convert.ts";
import type { Opened } from "./opened.ts";

/** What is known of the thing at a position; null where there is nothing to say. */
export function hoverAt({ document, analysis, client }: Opened, params: HoverParams): Hover | null {
  const found = hover(analysis, toOffset(document, params.position));
  if (found === undefined) return null;
  return { contents: markup(found.markdown, client.markdownHover), range: toRange(document, found.span) };
}

/** Markdown reads well enough as plain text where a client shows nothing else. */
export function markup(markdown: string, supported: boolean): MarkupContent {
  return { kind: supported ? "markdown" : "plaintext", value: markdown };
}
