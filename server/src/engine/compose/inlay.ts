import type { ComposeAnalysis } from "../analyze.ts";
import type { InlayHint } from "../features/types.ts";
import type { Span } from "../text/span.ts";

/** The hints of a range. */
export function inlayHints(_analysis: ComposeAnalysis, _range: Span): readonly InlayHint[] {
  return [];
}
