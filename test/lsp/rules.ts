import type { Rule } from "../../server/src/engine/rules/rule.ts";
import { defineRule } from "../../server/src/engine/rules/rule.ts";

const common = {
  category: "syntax",
  severity: "warning",
  since: "0.1.0",
  summary: "something a test wants",
  sources: ["this test"],
} as const;

/** Reports every "bad", with a safe fix, related information and tags. */
export const badWord: Rule = defineRule({
  ...common,
  subject: "dockerfile",
  name: "bad-word",
  *check({ source }) {
    for (const match of source.matchAll(/bad/g)) {
      const at = { start: match.index, end: match.index + 3 };
      yield {
        at,
        message: `"bad" at ${match.index}.`,
        related: [{ at: { start: 0, end: 4 }, message: "the first word" }],
        tags: ["deprecated", "unnecessary"],
        fixes: [{ title: "Write good", safety: "safe", edits: [{ span: at, text: "good" }] }],
      };
    }
  },
});

/** Reports every "odd", with a fix that somebody has to look at. */
export const oddWord: Rule = defineRule({
  ...common,
  subject: "dockerfile",
  name: "odd-word",
  severity: "info",
  *check({ source }) {
    for (const match of source.matchAll(/odd/g)) {
      const at = { start: match.index, end: match.index + 3 };
      yield {
        at,
        message: `"odd" at ${match.index}.`,
        fixes: [{ title: "Write even", safety: "suggested", edits: [{ span: at, text: "even" }] }],
      };
    }
  },
});

/** Fails on every text. */
export const broken: Rule = defineRule({
  ...common,
  subject: "dockerfile",
  name: "broken",
  check() {
    throw new Error("the rule is broken");
  },
});
