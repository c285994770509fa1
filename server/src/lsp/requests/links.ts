import type { DocumentLink } from "vscode-languageserver";
import { links } from "../../engine/features.ts";
import { toRange } from "../convert.ts";
import type { Opened } from "./opened.ts";

/** The places of a document that lead to a page or to another file. */
export function linksOf(opened: Opened): DocumentLink[] {
  return links(opened.analysis).map(({ span, url, file, tooltip }) => {
    const range = toRange(opened.document, span);
    const target = file === undefined ? url : opened.addressOf(file);
    return tooltip === undefined ? { range, target } : { range, target, tooltip };
  });
}
