import type { InlayHint, InlayHintParams } from "vscode-languageserver";
import { inlayHints } from "../../engine/features.ts";
import { toPosition, toSpan } from "../convert.ts";
import { markup } from "./hover.ts";
import type { Opened } from "./opened.ts";

/** The hints of a range; none where the user does not want them. */
export function inlayHintsIn({ document, analysis, settings }: Opened, params: InlayHintParams): InlayHint[] {
  if (!settings.inlayHints) return [];
  return inlayHints(analysis, toSpan(document, params.range)).map(({ at, label, tooltip }) => {
    const position = toPosition(document, at);
    if (tooltip === undefined) return { position, label, paddingLeft: true };
    return { position, label, paddingLeft: true, tooltip: markup(tooltip, true) };
  });
}
