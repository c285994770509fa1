import type { EnvironmentVariable } from "../knowledge/types.ts";
import type { Reason, Resolved } from "../model/resolved.ts";
import { blocks, bullets, code, plain } from "./markdown.ts";
import { sourcesLine } from "./sources.ts";

/** A value with its unknown parts shown as what they are; Markdown. */
export function resolvedText(value: Resolved): string {
  if (value.known) return code(value.text);
  const shown = value.parts.map((part) => (typeof part === "string" ? part : `\${${part.name}}`)).join("");
  return `${code(shown)} (unknown: ${REASONS[value.because]})`;
}

/** What a known environment variable does. */
export function describeVariable(variable: EnvironmentVariable): string {
  const { name, component, type, allowed, meaning, pitfalls, deprecatedBy } = variable;
  const facts = [`Type: ${plain(type)}`];
  if (allowed !== undefined) facts.push(`Values: ${allowed.map((value) => code(value)).join(", ")}`);
  facts.push(`Default: ${plain(variable.default ?? "unknown")}`);
  return blocks(
    `**${code(name)}** (${plain(component)}): ${plain(meaning)}`,
    deprecatedBy === undefined ? undefined : `⚠️ **Deprecated**: use ${plain(deprecatedBy)}.`,
    bullets(facts),
    pitfalls === undefined ? undefined : plain(pitfalls),
    sourcesLine(variable.source),
  );
}

export const REASONS: Readonly<Record<Reason, string>> = {
  "build-arg": "given at build time",
  environment: "only the base image may define it",
  platform: "the target platform decides",
  shell: "computed when the image is built",
  host: "the shell that runs Compose may set it",
  undeclared: "nothing declares it",
  malformed: "the substitution is malformed",
};
