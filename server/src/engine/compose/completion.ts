import type { ComposeAnalysis } from "../analyze.ts";
import type { CompletionItem } from "../features/types.ts";

/** What may stand at an offset, best first by `sortText`. */
export function complete(_analysis: ComposeAnalysis, _offset: number): readonly CompletionItem[] {
  return [];
}
