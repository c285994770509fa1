import { imageFacts } from "../../knowledge/index.ts";
import { perDockerfile } from "../../model/memo.ts";
import type { Dockerfile, Stage } from "../../model/dockerfile.ts";
import { parseImageReference } from "../../model/reference.ts";
import { knownText } from "../../model/resolved.ts";
import type { Flag, Instruction } from "../../syntax/ast.ts";
import type { Span } from "../../text/span.ts";
import type { DockerfileImage } from "./image-uses.ts";
import { piecesOf } from "./pieces.ts";

/** The images that a Dockerfile names in full. Names of stages and `scratch` are left out. */
export const dockerfileImages = perDockerfile((dockerfile): readonly DockerfileImage[] => [
  ...read(dockerfile),
]);

function* read(dockerfile: Dockerfile): Generator<DockerfileImage> {
  const stages = new Set<string>();
  for (const stage of dockerfile.stages) {
    const base = stage.parent === undefined ? fromUse(dockerfile, stage) : undefined;
    if (base !== undefined) yield base;
    if (stage.name !== undefined) stages.add(stage.name);
    for (const { instruction } of stage.instructions) {
      if (instruction.flags.length > 0 || instruction.trigger !== undefined) {
        yield* flagUses(dockerfile, instruction.trigger ?? instruction, stage, stages);
      }
    }
  }
}

function fromUse(dockerfile: Dockerfile, stage: Stage): DockerfileImage | undefined {
  const word = stage.from.image;
  const text = knownText(word?.value);
  if (word === undefined || text === undefined) return undefined;
  const pieces = piecesOf(word, dockerfile.globals, dockerfile.syntax.source);
  return useOf({ kind: "from", dockerfile, stage, span: word.span, pieces }, text);
}

function* flagUses(
  dockerfile: Dockerfile,
  instruction: Instruction,
  stage: Stage,
  stages: ReadonlySet<string>,
): Generator<DockerfileImage> {
  for (const flag of instruction.flags) {
    const named = imageOfFlag(instruction, flag);
    if (named === undefined || isStage(named.text, stages)) continue;
    const pieces = [{ text: named.text, site: named.span, definition: undefined, inner: undefined }];
    const { kind, span, text } = named;
    const use = useOf({ kind, dockerfile, stage, span, pieces }, text);
    if (use !== undefined) yield use;
  }
}

/** BuildKit substitutes no variables in these flags; a value that holds one is left out. */
function imageOfFlag(
  { keyword }: Instruction,
  { name, value, valueSpan }: Flag,
): { readonly kind: "copy" | "mount"; readonly text: string; readonly span: Span } | undefined {
  if (value === undefined || valueSpan === undefined || /["'$\\`]/.test(value)) return undefined;
  if (keyword === "COPY" && name === "from") return { kind: "copy", text: value, span: valueSpan };
  if (keyword !== "RUN" || name !== "mount") return undefined;
  const found = /(?:^|,)from=([^,]+)/d.exec(value);
  const [from, to] = found?.indices?.[1] ?? [0, 0];
  const text = found?.[1];
  if (text === undefined || valueSpan.end - valueSpan.start !== value.length) return undefined;
  return { kind: "mount", text, span: { start: valueSpan.start + from, end: valueSpan.start + to } };
}

function isStage(text: string, stages: ReadonlySet<string>): boolean {
  return /^\d+$/.test(text) || stages.has(text.toLowerCase());
}

function useOf(
  place: Omit<DockerfileImage, "reference" | "facts">,
  text: string,
): DockerfileImage | undefined {
  const reference = text === "scratch" ? undefined : parseImageReference(text);
  return reference === undefined ? undefined : { ...place, reference, facts: imageFacts(reference) };
}
