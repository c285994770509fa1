import type { DockerfileAnalysis } from "../analyze.ts";
import type { Place } from "./locate.ts";
import { definitionAt, lineNumber } from "./locate.ts";
import type { Dockerfile, Stage } from "../model/dockerfile.ts";
import { lineage } from "../model/dockerfile.ts";
import type { ImageReference } from "../model/reference.ts";
import { parseImageReference } from "../model/reference.ts";
import { knownPrefix, knownText } from "../model/resolved.ts";
import type { Resolved } from "../model/resolved.ts";
import { baseOf } from "../model/stage-facts.ts";
import { imageFacts } from "../knowledge/index.ts";
import { describeImage } from "../features/describe-image.ts";
import { resolvedText } from "../features/describe-variable.ts";
import { blocks, bullets, code } from "../features/markdown.ts";

/** The base of a stage whose FROM names an image: what it resolves to and what is inside. */
export function describeBase(analysis: DockerfileAnalysis, stage: Stage, place: Place): string {
  const word = stage.from.image;
  if (word === undefined) return "";
  if (stage.parent !== undefined) {
    return blocks(describeStage(analysis, stage.parent), origins(analysis, place, word.raw));
  }
  const base = baseOf(stage);
  const lead = word.raw.includes("$") ? `Resolves to ${resolvedText(word.value)}.` : undefined;
  return blocks(
    lead,
    origins(analysis, place, word.raw),
    base?.facts === undefined
      ? unknownImage(word.value, base?.reference)
      : describeImage(base.facts, base.reference, analysis.today),
  );
}

/** An image that a flag names, as `COPY --from=` does. */
export function describeReference(text: string, today: string): string {
  const reference = parseImageReference(text);
  const facts = reference === undefined ? undefined : imageFacts(reference);
  return facts === undefined
    ? unknownImage({ known: true, text }, reference)
    : describeImage(facts, reference, today);
}

/** A stage: where it begins and what it is built on. */
export function describeStage(analysis: DockerfileAnalysis, stage: Stage): string {
  const line = lineNumber(analysis, stage.span.start);
  const name = stage.name === undefined ? `Stage ${stage.index}` : `Stage ${code(stage.name)}`;
  const via = lineage(stage)
    .slice(1)
    .map((one) => (one.name === undefined ? `stage ${one.index}` : code(one.name)));
  const base = baseOf(stage);
  const image = base === undefined ? "nothing that can be read" : resolvedText(base.word.value);
  const path = via.length === 0 ? "" : `, by way of ${via.join(", ")}`;
  return blocks(
    `**${name}** begins on line ${line} and is built on ${image}${path}.`,
    base?.facts === undefined ? undefined : describeImage(base.facts, base.reference, analysis.today),
  );
}

/** The stage that a text names, in the instructions that follow it. */
export function stageNamed(dockerfile: Dockerfile, text: string, before: number): Stage | undefined {
  const name = text.toLowerCase();
  const earlier = dockerfile.stages.filter((stage) => stage.span.start < before);
  const named = earlier.findLast((stage) => stage.name === name);
  return named ?? (/^\d+$/.test(name) ? earlier[Number(name)] : undefined);
}

/** Where each variable of a text gets its value. */
function origins(analysis: DockerfileAnalysis, place: Place, raw: string): string | undefined {
  const names = new Set([...raw.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map((match) => match[1] ?? ""));
  if (names.size === 0) return undefined;
  return bullets(
    [...names].map((name) => {
      const definition = definitionAt(analysis.dockerfile, place, name);
      if (definition === undefined) return `${code(name)} is not defined before the first FROM`;
      const line = lineNumber(analysis, definition.span.start);
      const { variable } = definition;
      return variable.state === "set"
        ? `${code(name)} is ${resolvedText(variable.value)} by default, from line ${line}`
        : `${code(name)} has no default on line ${line}: whoever builds decides`;
    }),
  );
}

function unknownImage(value: Resolved, reference: ImageReference | undefined): string {
  const text = knownText(value);
  if (text === undefined) {
    return knownPrefix(value) === ""
      ? "The image cannot be told from the file."
      : `The image cannot be told from the file in full: ${resolvedText(value)}.`;
  }
  if (text === "scratch") return `${code("scratch")} is the empty image: no files, no shell, no libraries.`;
  if (reference === undefined) return `${code(text)} is not a valid image reference.`;
  return `Nothing is known of the contents of ${code(text)}.`;
}
