import type { DockerfileAnalysis } from "../analyze.ts";
import { minorOf } from "../knowledge/index.ts";
import type { ImageFacts } from "../knowledge/types.ts";
import type { Stage } from "../model/dockerfile.ts";
import { knownText } from "../model/resolved.ts";
import { baseOf } from "../model/stage-facts.ts";
import { shortened } from "../text/shortened.ts";
import type { Span } from "../text/span.ts";
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
  const resolved = base?.reference === undefined ? undefined : text;
  const facts = base?.facts === undefined ? [] : factParts(base.facts);
  const whole = [...facts, ...(resolved === undefined ? [] : [`= ${resolved}`])];
  // A reference that would be cut says less than none: the tooltip and the hover have it whole.
  const parts = whole.join(SEPARATOR).length <= LONGEST || facts.length === 0 ? whole : facts;
  if (parts.length === 0) return undefined;
  const tooltip = [
    ...(resolved === undefined ? [] : [shortened(resolved, 80)]),
    ...(base?.facts === undefined ? [] : [`${base.facts.title}: ${base.facts.summary}`]),
  ].join("\n");
  const label = shortened(parts.join(SEPARATOR), 80);
  return tooltip === "" ? { at, label } : { at, label, tooltip };
}

const SEPARATOR = " · ";
/** VS Code cuts hints after 43 characters. */
const LONGEST = 43;

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
