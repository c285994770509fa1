import type { Analysis } from "../analyze.ts";
import { rules } from "../rules/index.ts";
import { plain } from "./markdown.ts";
import { itemsFor } from "./proposals.ts";
import type { CompletionItem } from "./types.ts";
import { endOfWord } from "./end-of-word.ts";

const ALLOW = /^#\s*ml-containers:\s*allow(?:-file)?\s+(?:[a-z0-9-]+\s*,\s*)*([a-z0-9-]*)$/;
const COMMENT_START = /^#\s*((?:m[\w:-]*(?:\s[a-z-]*)?)?)$/;

/**
 * In a comment that allows rules: their names, those with findings first; before that, what begins such a comment. `text` is the
 * comment up to the caret, `next` what a comment speaks of.
 */
export function completeComment(
  { source, findings }: Analysis,
  text: string,
  offset: number,
  next: string,
): readonly CompletionItem[] {
  const name = ALLOW.exec(text)?.[1];
  if (name !== undefined) {
    const end = name === "" ? offset : endOfWord(source, offset, /[^a-z0-9-]/);
    const found = new Set(findings.map(({ rule }) => rule));
    return itemsFor(
      { start: offset - name.length, end },
      rules
        .toSorted((a, b) => Number(found.has(b.name)) - Number(found.has(a.name)))
        .map((rule) => ({
          label: rule.name,
          kind: "value",
          detail: `${rule.severity}: ${rule.summary}`,
          documentation: plain(rule.summary),
        })),
    );
  }
  const typed = COMMENT_START.exec(text)?.[1];
  if (typed === undefined) return [];
  return itemsFor({ start: offset - typed.length, end: offset }, [
    { label: "ml-containers: allow", kind: "keyword", detail: `allows rules for ${next}` },
    { label: "ml-containers: allow-file", kind: "keyword", detail: "allows rules in this file" },
  ]);
}
