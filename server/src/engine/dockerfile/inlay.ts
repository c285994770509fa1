import type { Analysis } from "../analyze.ts";
import { minorOf } from "../knowledge/index.ts";
import type { ImageFacts } from "../knowledge/types.ts";
import type { Stage } from "../model/dockerfile.ts";
import { knownText } from "../model/resolved.ts";
import { baseOf } from "../model/stage-facts.ts";
import type { Span } from "../text/span.ts";
import type { InlayHint } from "./features.ts";

/** Behind each image of a FROM in the range: its CUDA, its Python, the oldest driver it runs on, and what it resolves to. */
export function inlayHints(analysis: Analysis, range: Span): readonly InlayHint[] {
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
  const resolved = text === undefined || base?.reference === undefined ? [] : [`= ${shortened(text)}`];
  // The facts first: editors cut long hints, VS Code after 43 characters.
  const parts = [...(base?.facts === undefined ? [] : factParts(base.facts)), ...resolved];
  if (parts.length === 0) return undefined;
  const label = parts.join(" · ");
  return base?.facts === undefined
    ? { at, label }
    : { at, label, tooltip: `${base.facts.title}: ${base.facts.summary}` };
}

function factParts({ cuda, rocm, python, driver }: ImageFacts): readonly string[] {
  const parts: string[] = [];
  if (cuda !== undefined) parts.push(`CUDA ${minorOf(cuda.version) ?? cuda.version}`);
  if (rocm !== undefined) parts.push(`ROCm ${rocm}`);
  if (python !== undefined && python.from !== "distribution") {
    parts.push(`Python ${minorOf(python.version) ?? python.version}`);
  }
  if (driver !== undefined) parts.push(`driver ≥ ${driver.min.split(".")[0] ?? driver.min}`);
  return parts;
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
