import {
  compareVersions,
  cudaEndOfLife,
  cudaTagsComplete,
  majorOf,
  parseCudaTag,
  tagsOf,
} from "../../knowledge/index.ts";
import { defineRule } from "../rule.ts";
import type { Finding } from "../rule.ts";
import { onePerPlace, reportAt, wholePart } from "../shared/image-places.ts";
import { suggestImage } from "../shared/image-edits.ts";
import type { ImageUse } from "../shared/image-uses.ts";
import { imageUses, written, writtenName } from "../shared/image-uses.ts";

export default defineRule({
  name: "base-cuda-latest",
  subject: "any",
  category: "base",
  severity: "error",
  since: "0.1.0",
  summary: "nvidia/cuda without a tag, or with latest: no such tag exists",
  sources: ["nvidia-tag-lists"],
  supersedes: ["base-unpinned"],
  check: (input) => onePerPlace(find(imageUses(input), input.today)),
});

function* find(uses: readonly ImageUse[], today: string): Generator<Finding> {
  for (const use of uses) {
    const { facts, reference } = use;
    const isLatest = reference.digest === undefined && (reference.tag ?? "latest") === "latest";
    if (!isLatest || facts?.family !== "nvidia/cuda" || facts.tag.latestExists !== false) continue;
    const tags = goodTags(today);
    const example = tags[0] === undefined ? "" : `, such as ${tags[0]}`;
    yield {
      ...reportAt(use, wholePart(use)),
      message: `${written(use)} cannot be pulled: nvidia/cuda has no latest tag. Name CUDA, flavour and system${example}.`,
      fixes: tags.flatMap((tag) => suggestImage(use, `${writtenName(use)}:${tag}`)),
    };
  }
}

/**
 * Of the two newest CUDA majors the newest maintained image to run things with: the older major first, because it
 * starts on more drivers.
 */
function goodTags(today: string): readonly string[] {
  const best = new Map<number, string>();
  for (const { tag } of tagsOf("nvidia/cuda")) {
    const parts = parseCudaTag(tag);
    const major = majorOf(parts?.cuda ?? "");
    if (parts === undefined || major === undefined || best.has(major)) continue;
    const isPlain = parts.lib === "cudnn" && parts.flavour === "runtime" && parts.os === "ubuntu24.04";
    const end = cudaEndOfLife(parts.cuda)?.date;
    if (!isPlain || !cudaTagsComplete(parts.cuda, "cudnn") || (end !== undefined && end <= today)) continue;
    best.set(major, tag);
  }
  return [...best.values()].slice(0, 2).toSorted(compareVersions);
}
