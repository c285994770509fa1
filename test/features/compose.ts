import type { ComposeAnalysis } from "../../server/src/engine/analyze.ts";
import { analyze } from "../../server/src/engine/analyze.ts";
import { complete } from "../../server/src/engine/compose/completion.ts";
import { hover } from "../../server/src/engine/compose/hover.ts";
import type { CompletionItem } from "../../server/src/engine/features/types.ts";
import { applyEdits } from "../../server/src/engine/text/edit.ts";
import { filesOf } from "../lib/files.ts";
import { TODAY, caret } from "./lib.ts";

/** Files beside `compose.yaml`, by path. */
export type Beside = Readonly<Record<string, string>>;

export function composed(source: string, beside: Beside = {}): ComposeAnalysis {
  const path = "compose.yaml";
  const files = filesOf({ ...beside, [path]: source });
  return analyze(source, { kind: "compose", today: TODAY, rules: [], path, files });
}

/** The hover at the caret: the text that it covers, and its Markdown; both empty where there is none. */
export function hoverIn(
  marked: string,
  beside: Beside = {},
): { readonly over: string; readonly markdown: string } {
  const { source, offset } = caret(marked);
  const found = hover(composed(source, beside), offset);
  if (found === undefined) return { over: "", markdown: "" };
  return { over: source.slice(found.span.start, found.span.end), markdown: found.markdown };
}

export function itemsIn(marked: string, beside: Beside = {}): readonly CompletionItem[] {
  const { source, offset } = caret(marked);
  return complete(composed(source, beside), offset).toSorted((a, b) => (a.sortText < b.sortText ? -1 : 1));
}

/** The labels at the caret, in the order that an editor shows them in. */
export function labelsIn(marked: string, beside: Beside = {}): readonly string[] {
  return itemsIn(marked, beside).map(({ label }) => label);
}

/** The text after a proposal was accepted at the caret. */
export function accepted(marked: string, label: string, beside: Beside = {}): string {
  const item = itemsIn(marked, beside).find((one) => one.label === label);
  if (item === undefined)
    throw new Error(`${label} is not among ${labelsIn(marked, beside).slice(0, 20).join(" | ")}`);
  return applyEdits(caret(marked).source, [item.edit]);
}

/** A service `a` with these lines, and two others. */
export function service(...lines: readonly string[]): string {
  return ["services:", "  db:", "    image: python:3.12", "  redis: {image: redis}", "  a:", ...lines].join(
    "\n",
  );
}
