import type { ComposeAnalysis } from "../analyze.ts";
import type { Hover } from "../features/types.ts";

/** What is worth knowing of the text at an offset; undefined where there is nothing. */
export function hover(_analysis: ComposeAnalysis, _offset: number): Hover | undefined {
  return undefined;
}
