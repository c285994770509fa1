import { minorOf } from "../knowledge/index.ts";
import type { ImageFacts } from "../knowledge/types.ts";
import { shortened } from "../text/shortened.ts";
import type { InlayHint } from "./types.ts";

/** What an image holds in a few words, and, where variables give its name, the name. Undefined where there is nothing to say. */
export function imageHint(
  at: number,
  facts: ImageFacts | undefined,
  resolved: string | undefined,
): InlayHint | undefined {
  const known = facts === undefined ? [] : factParts(facts);
  const whole = [...known, ...(resolved === undefined ? [] : [`= ${resolved}`])];
  // A reference that would be cut says less than none: the tooltip and the hover have it whole.
  const parts = whole.join(SEPARATOR).length <= LONGEST || known.length === 0 ? whole : known;
  if (parts.length === 0) return undefined;
  const tooltip = [
    ...(resolved === undefined ? [] : [shortened(resolved, 80)]),
    ...(facts === undefined ? [] : [`${facts.title}: ${facts.summary}`]),
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
