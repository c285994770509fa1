import { defineRule } from "../rule.ts";
import type { Finding } from "../rule.ts";
import { onePerPlace, reportAt, tagPart } from "../shared/image-places.ts";
import { cudaFault } from "../shared/cuda-tags.ts";
import { suggestImage } from "../shared/image-edits.ts";
import type { ImageUse } from "../shared/image-uses.ts";
import { imageUses, written, writtenName } from "../shared/image-uses.ts";

export default defineRule({
  name: "base-cuda-short-version",
  subject: "any",
  category: "base",
  severity: "error",
  since: "0.1.0",
  summary: "an nvidia/cuda tag without CUDA's third number: no such tag exists",
  sources: ["nvidia-tag-lists"],
  check: (input) => onePerPlace(find(imageUses(input))),
});

function* find(uses: readonly ImageUse[]): Generator<Finding> {
  for (const use of uses) {
    const fault = cudaFault(use);
    if (fault?.kind !== "short") continue;
    const [tag] = fault.instead;
    const remedy = tag === undefined ? "" : ` Use ${tag}.`;
    yield {
      ...reportAt(use, tagPart(use, fault.tag.cuda)),
      message: `${written(use)} cannot be pulled: tags of nvidia/cuda name CUDA with three numbers, and "${fault.tag.cuda}" has two.${remedy}`,
      fixes: tag === undefined ? [] : suggestImage(use, `${writtenName(use)}:${tag}`),
    };
  }
}
