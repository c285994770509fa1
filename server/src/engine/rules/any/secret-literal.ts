import type { Instruction } from "../../syntax/ast.ts";
import type { Span } from "../../text/span.ts";
import { overlaps } from "../../text/span.ts";
import { pairs } from "../../model/words.ts";
import type { Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { findSecrets, maskSecret } from "../shared/secrets.ts";

export default defineRule({
  name: "secret-literal",
  subject: "any",
  category: "security",
  severity: "error",
  since: "0.1.0",
  summary: "a token, key or password that stands in the file and stays in the image",
  sources: ["Docker documentation, Build secrets", "Dockerfile reference, RUN --mount=type=secret"],
  supersedes: ["secret-ml-name"],
  *check(input) {
    if (input.kind !== "dockerfile") return;
    const { dockerfile, source } = input;
    const { comments, escape, instructions } = dockerfile.syntax;
    for (const secret of findSecrets(source)) {
      const at: Span = { start: secret.start, end: secret.end };
      const instruction = instructions.find((one) => one.span.start <= at.start && at.end <= one.span.end);
      if (instruction === undefined || comments.some((comment) => overlaps(comment, at))) continue;
      const shown = maskSecret(source.slice(at.start, at.end));
      const fix = fixOf(instruction, at, escape);
      yield {
        at,
        message: `This looks like ${secret.kind} (${shown}). ${whoHasIt(instruction)} Revoke it, and ${remedy(instruction)}.`,
        fixes: fix === undefined ? [] : [fix],
      };
    }
  },
});

function whoHasIt({ keyword }: Instruction): string {
  if (keyword === "ENV" || keyword === "LABEL")
    return "Everybody who can read this file or inspect the image has it.";
  return "Everybody who can read this file or the image's history has it.";
}

function remedy({ keyword }: Instruction): string {
  if (keyword === "CMD" || keyword === "ENTRYPOINT" || keyword === "HEALTHCHECK")
    return "pass it in when the container starts";
  return "pass it to the RUN that needs it with --mount=type=secret, or in when the container starts";
}

/** Takes the default away from an ARG. */
function fixOf(instruction: Instruction, at: Span, escape: string): Fix | undefined {
  if (instruction.keyword !== "ARG") return undefined;
  const pair = pairs(instruction, escape).find(
    ({ valueSpan }) => valueSpan !== undefined && overlaps(valueSpan, at),
  );
  if (pair === undefined) return undefined;
  const span = { start: pair.nameSpan.end, end: pair.span.end };
  return {
    title: `Take the value of ${pair.name} out of the file`,
    safety: "suggested",
    edits: [{ span, text: "" }],
  };
}
