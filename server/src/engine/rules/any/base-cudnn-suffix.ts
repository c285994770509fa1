import { cudaHasCudnn, expectedCudnnSuffix, formatCudaTag } from "../../knowledge/index.ts";
import { defineRule } from "../rule.ts";
import { onePerPlace, reportAt, tagPart } from "../shared/image-places.ts";
import type { Finding, Fix } from "../rule.ts";
import type { CudaFault } from "../shared/cuda-tags.ts";
import { cudaFault } from "../shared/cuda-tags.ts";
import { editsTo } from "../shared/image-edits.ts";
import type { ImageUse } from "../shared/image-uses.ts";
import { imageUses, written, writtenName } from "../shared/image-uses.ts";

export default defineRule({
  name: "base-cudnn-suffix",
  subject: "any",
  category: "base",
  severity: "error",
  since: "0.1.0",
  summary: "an nvidia/cuda tag that spells cuDNN as its CUDA version does not",
  sources: ["nvidia-tag-lists"],
  check: (input) => onePerPlace(find(imageUses(input))),
});

function* find(uses: readonly ImageUse[]): Generator<Finding> {
  for (const use of uses) {
    const fault = cudaFault(use);
    if (fault?.kind !== "cudnn") continue;
    const [tag] = fault.instead;
    const edits = tag === undefined ? undefined : editsTo(use, `${writtenName(use)}:${tag}`);
    const fix: Fix | undefined =
      tag === undefined || edits === undefined
        ? undefined
        : { title: `Use ${tag}`, safety: isRespelled(fault, tag) ? "safe" : "suggested", edits };
    yield {
      ...reportAt(use, tagPart(use, fault.tag.lib)),
      message: `${written(use)} cannot be pulled: ${reason(fault)}${tag === undefined ? "" : ` Use ${tag}.`}`,
      fixes: fix === undefined ? [] : [fix],
    };
  }
}

function reason({ tag }: CudaFault): string {
  const { cuda, lib } = tag;
  if (cudaHasCudnn(cuda) === false) return `no image of CUDA ${cuda} holds cuDNN.`;
  if (tag.flavour === "base") return "base images hold no cuDNN, only runtime and devel do.";
  return `the tags of CUDA ${cuda} call cuDNN "${expectedCudnnSuffix(cuda) ?? "cudnn"}", not "${lib ?? ""}".`;
}

/** Whether only the word for cuDNN differs: then the tag means the same image, spelled as it exists. */
function isRespelled({ tag }: CudaFault, wanted: string): boolean {
  const lib = expectedCudnnSuffix(tag.cuda);
  return lib !== undefined && wanted === formatCudaTag({ ...tag, lib });
}
