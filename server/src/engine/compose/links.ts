import type { ComposeAnalysis } from "../analyze.ts";
import type { DocumentLink } from "../features/types.ts";

/** The places of a file that lead to a page or to another file. */
export function links(_analysis: ComposeAnalysis): readonly DocumentLink[] {
  return [];
}
