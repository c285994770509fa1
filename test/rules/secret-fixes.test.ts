import { expect, test } from "vitest";
import { analyze } from "../../server/src/engine/analyze.ts";

function titles(text: string): readonly string[] {
  return analyze(text, { today: "2026-11-23" })
    .findings.filter(({ rule }) => rule === "secret-ml-name")
    .flatMap(({ fixes }) => fixes.map(({ title }) => title));
}

test.each([
  ["a RUN names it", "RUN wandb sync $WANDB_API_KEY\n", ["Take WANDB_API_KEY as a build secret"]],
  ["nothing runs after it", "", ["Take WANDB_API_KEY out of the image"]],
  ["a program may read it unnamed", "RUN python prepare.py\n", []],
])("a credential in ENV where %s", (_, runs, wanted) => {
  expect(titles(`FROM python:3.12-slim\nENV WANDB_API_KEY=abc123def\n${runs}`)).toEqual(wanted);
});
