import { defineRule } from "../rule.ts";
import { refusedValues } from "../shared/refused-values.ts";

export default defineRule({
  name: "compose-syntax",
  subject: "compose",
  category: "syntax",
  severity: "error",
  since: "0.2.0",
  summary:
    "what Compose refuses or cannot read: broken YAML, duplicates, empty keys, substitutions, files that are missing",
  sources: ["Compose specification; compose-go loader; measured with Compose 2.26"],
  *check({ project, source }) {
    for (const { at, message, severity } of project.problems) {
      yield severity === undefined ? { at, message } : { at, message, severity };
    }
    if (project.yaml.problems.length === 0) yield* refusedValues(project, source);
  },
});
