import type { ComposeAnalysis } from "../analyze.ts";
import { imageHint } from "../features/image-hint.ts";
import type { InlayHint } from "../features/types.ts";
import type { DeviceRequest } from "../model/compose/gpus.ts";
import { countOf, gpuRequests } from "../model/compose/gpus.ts";
import { imageOf } from "../model/compose/image.ts";
import type { Place } from "../model/compose/value.ts";
import { knownText } from "../model/resolved.ts";
import type { Span } from "../text/span.ts";

/** Behind each image of the range what it holds, and behind each GPU request what it amounts to. */
export function inlayHints({ project }: ComposeAnalysis, range: Span): readonly InlayHint[] {
  const hints: InlayHint[] = [];
  const isShown = ({ file, start, end }: Place): boolean =>
    file === project.path && range.start <= end && start <= range.end;
  for (const service of project.services.values()) {
    const image = imageOf(service);
    if (image !== undefined && isShown(image.at)) {
      const resolved =
        image.scalar.raw.includes("$") && image.reference !== undefined ? knownText(image.value) : undefined;
      const hint = imageHint(image.at.end, image.facts, resolved);
      if (hint !== undefined) hints.push(hint);
    }
    for (const request of gpuRequests(service)) {
      const key = request.keys.count ?? request.keys.device_ids ?? request.keys.capabilities;
      const at = key?.value.at ?? request.at;
      const label = isShown(at) ? labelOf(request) : undefined;
      if (label !== undefined) hints.push({ at: at.end, label });
    }
  }
  return hints.toSorted((a, b) => a.at - b.at);
}

/** What a count, or the lack of one, amounts to; a list of ids speaks for itself. */
function labelOf(request: DeviceRequest): string | undefined {
  const { kind, count, ids } = request;
  if ((kind !== "reservation" && kind !== "gpus") || (ids?.length ?? 0) > 0 || request.isGpu !== true)
    return undefined;
  const given = countOf(request);
  if (given === "unknown") return undefined;
  if (given === "all") return count === undefined ? "all GPUs" : undefined;
  if (given.size === 0) return "no GPU";
  if (given.size === 1) return "GPU 0";
  return given.size === 2 ? "GPUs 0 and 1" : `GPUs 0 to ${given.size - 1}`;
}
