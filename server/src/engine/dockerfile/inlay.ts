import type { DockerfileAnalysis } from "../analyze.ts";
import type { Stage } from "../model/dockerfile.ts";
import { knownText } from "../model/resolved.ts";
import { baseOf } from "../model/stage-facts.ts";
import type { Span } from "../text/span.ts";
import { imageHint } from "../features/image-hint.ts";
import type { InlayHint } from "../features/types.ts";

/** Behind each image of a FROM in the range: its CUDA, its Python, the oldest driver it runs on, and what it resolves to. */
export function inlayHints(analysis: DockerfileAnalysis, range: Span): readonly InlayHint[] {
  const hints: InlayHint[] = [];
  for (const stage of analysis.dockerfile.stages) {
    const { image } = stage.from;
    if (image === undefined || image.span.end < range.start || image.span.start > range.end) continue;
    const hint = stage.parent === undefined ? hintOf(stage, image.span.end) : undefined;
    if (hint !== undefined) hints.push(hint);
  }
  return hints;
}

function hintOf(stage: Stage, at: number): InlayHint | undefined {
  const { image } = stage.from;
  const base = baseOf(stage);
  const text = image?.raw.includes("$") === true ? knownText(image.value) : undefined;
  return imageHint(at, base?.facts, base?.reference === undefined ? undefined : text);
}
