import { pairs } from "../../model/words.ts";
import type { Instruction } from "../../syntax/ast.ts";
import type { YamlFile, YamlNode } from "../../syntax/yaml.ts";
import type { Span } from "../../text/span.ts";
import { firstBehind, overlaps } from "../../text/span.ts";
import type { ComposeInput, DockerfileInput, Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import type { GivenVariable } from "../shared/compose-secrets.ts";
import { variableAround } from "../shared/compose-secrets.ts";
import { literalOf, takeFromDotenv } from "../shared/dotenv-edits.ts";
import { findSecrets, maskSecret } from "../shared/secrets.ts";

export default defineRule({
  name: "secret-literal",
  subject: "any",
  category: "security",
  severity: "error",
  since: "0.1.0",
  summary: "a token, key or password that stands in the file, and so in the image or its container",
  sources: ["Docker documentation, Build secrets", "Dockerfile reference, RUN --mount=type=secret"],
  supersedes: ["secret-ml-name"],
  check: (input) => (input.kind === "dockerfile" ? inDockerfile(input) : inCompose(input)),
});

function* inDockerfile({ dockerfile, source }: DockerfileInput): Generator<Finding> {
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
}

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

function* inCompose({ project, source }: ComposeInput): Generator<Finding> {
  const secrets = findSecrets(source);
  if (secrets.length === 0) return;
  const texts = scalarSpans(project.yaml);
  for (const { kind, start, end } of secrets) {
    const text = firstBehind(texts, start);
    if (text === undefined || text.start >= end) continue;
    const value = source.slice(start, end);
    const given = variableAround(project, start);
    const isWhole = given !== undefined && literalOf(given.pair)?.text === value;
    yield {
      at: { start, end },
      message: `This looks like ${kind} (${maskSecret(value)}). ${whoReadsIt(given)} Revoke it, and ${advice(given)}.`,
      fixes: isWhole ? takeFromDotenv(source, given.pair, given.around) : [],
    };
  }
}

function whoReadsIt(given: GivenVariable | undefined): string {
  return given?.to === "build"
    ? "Everybody who can read this file or the image's history has it."
    : "Everybody who can read this file or inspect the container has it.";
}

function advice(given: GivenVariable | undefined): string {
  return given?.to === "build"
    ? "give the new one to the build as a secret"
    : "keep the new one in .env, which stays out of the repository";
}

/** Everything but comments, in order. */
function scalarSpans({ documents }: YamlFile): readonly Span[] {
  const spans: Span[] = [];
  const visit = (node: YamlNode): void => {
    if (node.kind === "scalar") spans.push(node.span);
    else if (node.kind === "list") node.items.forEach(visit);
    else if (node.kind === "map") {
      for (const { key, value } of node.entries) {
        visit(key);
        visit(value);
      }
    }
  };
  for (const { root } of documents) if (root !== undefined) visit(root);
  return spans;
}
