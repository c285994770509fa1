import { imageFacts } from "../../knowledge/index.ts";
import type { ImageFacts } from "../../knowledge/index.ts";
import { perDockerfile } from "../../model/memo.ts";
import type { Dockerfile, Stage } from "../../model/dockerfile.ts";
import type { ImageReference } from "../../model/reference.ts";
import { parseImageReference } from "../../model/reference.ts";
import { knownText } from "../../model/resolved.ts";
import type { Flag, Instruction } from "../../syntax/ast.ts";
import type { Span } from "../../text/span.ts";
import type { Piece } from "./pieces.ts";
import { piecesOf } from "./pieces.ts";

/** A place where a Dockerfile names an image that a registry serves. */
export interface ImageUse {
  /** from: a stage builds on it; copy, mount: COPY --from or RUN --mount=from takes files out of it. */
  readonly kind: "from" | "copy" | "mount";
  readonly stage: Stage;
  /** The word as it stands, quotes included. */
  readonly span: Span;
  /** `reference.text` piece by piece, where each stands in the source; undefined when it cannot be traced. */
  readonly pieces: readonly Piece[] | undefined;
  readonly reference: ImageReference;
  /** Undefined for an image that the facts do not hold. */
  readonly facts: ImageFacts | undefined;
}

/**
 * Every image that the file names in full, in order. Names of stages, `scratch`, and references of which a part is
 * unknown are left out.
 */
export const imageUses = perDockerfile((dockerfile): readonly ImageUse[] => [...read(dockerfile)]);

/** The image as the user wrote it, variables filled in. */
export function written(use: ImageUse): string {
  return use.reference.text;
}

/** The image without its tag and digest, as the user wrote it. */
export function writtenName({ reference }: ImageUse): string {
  return reference.text.slice(0, nameEnd(reference));
}

/** Where the name ends in the text of a reference, and the tag or digest begins. */
export function nameEnd({ text, tag, digest }: ImageReference): number {
  const behind = (tag === undefined ? 0 : tag.length + 1) + (digest === undefined ? 0 : digest.length + 1);
  return text.length - behind;
}

function* read(dockerfile: Dockerfile): Generator<ImageUse> {
  const stages = new Set<string>();
  for (const stage of dockerfile.stages) {
    const base = stage.parent === undefined ? fromUse(dockerfile, stage) : undefined;
    if (base !== undefined) yield base;
    if (stage.name !== undefined) stages.add(stage.name);
    for (const { instruction } of stage.instructions) {
      if (instruction.flags.length > 0 || instruction.trigger !== undefined) {
        yield* flagUses(instruction.trigger ?? instruction, stage, stages);
      }
    }
  }
}

function fromUse(dockerfile: Dockerfile, stage: Stage): ImageUse | undefined {
  const word = stage.from.image;
  const text = knownText(word?.value);
  if (word === undefined || text === undefined) return undefined;
  const pieces = piecesOf(word, dockerfile.globals, dockerfile.syntax.source);
  return useOf("from", stage, word.span, text, pieces);
}

function* flagUses(instruction: Instruction, stage: Stage, stages: ReadonlySet<string>): Generator<ImageUse> {
  for (const flag of instruction.flags) {
    const named = imageOfFlag(instruction, flag);
    if (named === undefined || isStage(named.text, stages)) continue;
    const pieces = [{ text: named.text, site: named.span, definition: undefined, inner: undefined }];
    const use = useOf(named.kind, stage, named.span, named.text, pieces);
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
  kind: ImageUse["kind"],
  stage: Stage,
  span: Span,
  text: string,
  pieces: readonly Piece[] | undefined,
): ImageUse | undefined {
  const reference = text === "scratch" ? undefined : parseImageReference(text);
  if (reference === undefined) return undefined;
  return { kind, stage, span, pieces, reference, facts: imageFacts(reference) };
}
