import type { Analysis } from "./analyze.ts";
import { complete as completeCompose } from "./compose/completion.ts";
import { hover as hoverCompose } from "./compose/hover.ts";
import { inlayHints as inlayHintsCompose } from "./compose/inlay.ts";
import { links as linksCompose } from "./compose/links.ts";
import { complete as completeConfig } from "./config/completion.ts";
import { hover as hoverConfig } from "./config/hover.ts";
import { complete as completeDockerfile } from "./dockerfile/completion.ts";
import { hover as hoverDockerfile } from "./dockerfile/hover.ts";
import { inlayHints as inlayHintsDockerfile } from "./dockerfile/inlay.ts";
import { links as linksDockerfile } from "./dockerfile/links.ts";
import type { CompletionItem, DocumentLink, Hover, InlayHint } from "./features/types.ts";
import type { Span } from "./text/span.ts";

export type { CompletionItem } from "./features/types.ts";

/** What is worth knowing of the text at an offset; undefined where there is nothing. */
export function hover(analysis: Analysis, offset: number): Hover | undefined {
  switch (analysis.kind) {
    case "compose":
      return hoverCompose(analysis, offset);
    case "config":
      return hoverConfig(analysis, offset);
    default:
      return hoverDockerfile(analysis, offset);
  }
}

/** What may stand at an offset, best first by `sortText`. */
export function complete(analysis: Analysis, offset: number): readonly CompletionItem[] {
  switch (analysis.kind) {
    case "compose":
      return completeCompose(analysis, offset);
    case "config":
      return completeConfig(analysis, offset);
    default:
      return completeDockerfile(analysis, offset);
  }
}

/** The hints of a range. */
export function inlayHints(analysis: Analysis, range: Span): readonly InlayHint[] {
  if (analysis.kind === "config") return [];
  return analysis.kind === "compose"
    ? inlayHintsCompose(analysis, range)
    : inlayHintsDockerfile(analysis, range);
}

/** The places of a file that lead to a page or to another file. */
export function links(analysis: Analysis): readonly DocumentLink[] {
  if (analysis.kind === "config") return [];
  return analysis.kind === "compose" ? linksCompose(analysis) : linksDockerfile(analysis);
}
