import type { DockerfileAnalysis } from "../../server/src/engine/analyze.ts";
import { analyze } from "../../server/src/engine/analyze.ts";
import { complete } from "../../server/src/engine/dockerfile/completion.ts";
import type { CompletionItem } from "../../server/src/engine/features/types.ts";
import { hover } from "../../server/src/engine/dockerfile/hover.ts";
import type { Rule } from "../../server/src/engine/rules/rule.ts";
import { applyEdits } from "../../server/src/engine/text/edit.ts";

export const TODAY = "2026-10-01";

/** The text without its first `|`, and where that was. */
export function caret(marked: string): { readonly source: string; readonly offset: number } {
  const offset = marked.indexOf("|");
  if (offset === -1) throw new Error(`no | in ${JSON.stringify(marked)}`);
  return { source: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}

export function analysed(source: string, rules: readonly Rule[] = []): DockerfileAnalysis {
  return analyze(source, { today: TODAY, rules });
}

/** The hover at the caret: the text that it covers, and its Markdown; both empty where there is none. */
export function hoverIn(marked: string): { readonly over: string; readonly markdown: string } {
  const { source, offset } = caret(marked);
  const found = hover(analysed(source), offset);
  if (found === undefined) return { over: "", markdown: "" };
  return { over: source.slice(found.span.start, found.span.end), markdown: found.markdown };
}

export function itemsIn(marked: string): readonly CompletionItem[] {
  const { source, offset } = caret(marked);
  return complete(analysed(source), offset).toSorted((a, b) => (a.sortText < b.sortText ? -1 : 1));
}

/** The labels at the caret, in the order that an editor shows them in. */
export function labelsIn(marked: string): readonly string[] {
  return itemsIn(marked).map(({ label }) => label);
}

/** The text after a proposal was accepted at the caret. */
export function accepted(marked: string, label: string): string {
  const item = itemsIn(marked).find((one) => one.label === label);
  if (item === undefined) throw new Error(`${label} is not among ${labelsIn(marked).slice(0, 20).join(" ")}`);
  return applyEdits(caret(marked).source, [item.edit]);
}
