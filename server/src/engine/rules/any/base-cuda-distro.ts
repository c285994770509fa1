import { cudaSystems } from "../../knowledge/index.ts";
import { defineRule } from "../rule.ts";
import type { Finding } from "../rule.ts";
import { onePerPlace, reportAt, tagPart } from "../shared/image-places.ts";
import type { CudaFault } from "../shared/cuda-tags.ts";
import { cudaFault } from "../shared/cuda-tags.ts";
import { suggestImage } from "../shared/image-edits.ts";
import type { ImageUse } from "../shared/image-uses.ts";
import { imageUses, written, writtenName } from "../shared/image-uses.ts";

export default defineRule({
  name: "base-cuda-distro",
  subject: "any",
  category: "base",
  severity: "error",
  since: "0.1.0",
  summary: "an nvidia/cuda image that was never published for this system",
  sources: ["nvidia-tag-lists"],
  check: (input) => onePerPlace(find(imageUses(input))),
});

function* find(uses: readonly ImageUse[]): Generator<Finding> {
  for (const use of uses) {
    const fault = cudaFault(use);
    if (fault?.kind !== "system") continue;
    const [first] = fault.instead;
    const second = fault.instead.find((tag) => tag.startsWith(`${fault.tag.cuda}-`) && tag !== first);
    const tags = [first, second].filter((tag) => tag !== undefined);
    const remedy = tags.length === 0 ? "" : ` Use ${tags.join(", or ")}.`;
    yield {
      ...reportAt(use, tagPart(use)),
      message: `${written(use)} cannot be pulled: ${reason(fault)}${remedy}`,
      fixes: tags.flatMap((tag) => suggestImage(use, `${writtenName(use)}:${tag}`)),
    };
  }
}

function reason({ tag }: CudaFault): string {
  const { cuda, os } = tag;
  if (os === undefined) return "the tag names no system.";
  if (!cudaSystems(cuda).includes(os)) return `CUDA ${cuda} was never published for ${os}.`;
  const kind = [tag.lib, tag.flavour].filter((part) => part !== undefined).join("-");
  return `for ${os}, CUDA ${cuda} has no ${kind} image.`;
}
