import { defineRule } from "../rule.ts";

export default defineRule({
  name: "suppression-unknown",
  subject: "any",
  category: "syntax",
  severity: "warning",
  since: "0.1.0",
  summary: "an allow comment that names no rule, and so allows nothing",
  sources: ["docs/suppressions.md"],
  *check({ allowComments }) {
    for (const { at, message, nearest } of allowComments.unknown) {
      yield {
        at,
        message,
        fixes:
          nearest === undefined
            ? []
            : [{ title: `Change to ${nearest}`, safety: "suggested", edits: [{ span: at, text: nearest }] }],
      };
    }
  },
});
