import { defineRule } from "../rule.ts";

export default defineRule({
  name: "compose-syntax",
  subject: "compose",
  category: "syntax",
  severity: "error",
  since: "0.2.0",
  summary:
    "what Compose refuses or cannot read: broken YAML, duplicate keys, substitutions, files that are missing",
  sources: ["Compose specification; compose-go loader"],
  *check({ project }) {
    for (const { at, message, severity } of project.problems) {
      yield severity === undefined ? { at, message } : { at, message, severity };
    }
  },
});
