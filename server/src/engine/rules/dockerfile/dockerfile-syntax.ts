import { refusals } from "../../model/refusals.ts";
import { onePerRun } from "../../model/refused-lines.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  name: "dockerfile-syntax",
  subject: "dockerfile",
  category: "syntax",
  severity: "error",
  since: "0.1.0",
  summary: "a line that BuildKit refuses or cannot read",
  sources: ["Dockerfile reference; moby/buildkit frontend/dockerfile/parser"],
  *check({ dockerfile }) {
    const all = [...dockerfile.syntax.problems, ...dockerfile.problems, ...refusals(dockerfile)];
    for (const { span, message, severity } of onePerRun(dockerfile.syntax, all)) {
      yield severity === undefined ? { at: span, message } : { at: span, message, severity };
    }
  },
});
