import type { DocumentLink } from "vscode-languageserver";
import { links } from "../../engine/features.ts";
import { toRange } from "../convert.ts";
import type { Opened } from "./opened.ts";

/** The places of a document that lead to a page. */
export function linksOf({ document, analysis }: Opened): DocumentLink[] {
  return links(analysis).map(({ span, url: target, tooltip }) => {
    const range = toRange(document, span);
    return tooltip === undefined ? { range, target } : { range, target, tooltip };
  });
}
