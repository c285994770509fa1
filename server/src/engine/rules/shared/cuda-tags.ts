import type { CudaTag } from "../../knowledge/index.ts";
import {
  compareVersions,
  cudaHasCudnn,
  cudaPatchReleases,
  cudaSystems,
  cudaTag,
  cudaTagsComplete,
  expectedCudnnSuffix,
  formatCudaTag,
  parseCudaTag,
  suggestCudaTags,
} from "../../knowledge/index.ts";
import type { ImageUse } from "./image-uses.ts";

/** The one thing that is wrong with a tag of nvidia/cuda, and the tags to take instead, best first. */
export interface CudaFault {
  /**
   * short: CUDA without its third number; cudnn: the wrong word for cuDNN, or cuDNN where none was published; system: a
   * system, or none, for which this image was never published; deleted: NVIDIA took the tag away.
   */
  readonly kind: "short" | "cudnn" | "system" | "deleted";
  readonly tag: CudaTag;
  readonly instead: readonly string[];
}

/** A tag of nvidia/cuda at its publisher's; undefined for other images, mirrors, digests and tags of another shape. */
export function cudaTagOf({ reference, facts }: ImageUse): CudaTag | undefined {
  const isOwn = facts?.family === "nvidia/cuda" && !facts.mirror;
  if (!isOwn || reference.tag === undefined || reference.digest !== undefined) return undefined;
  return parseCudaTag(reference.tag);
}

/** What is wrong with a use of nvidia/cuda; undefined where nothing is, or where the list of tags is not complete. */
export function cudaFault(use: ImageUse): CudaFault | undefined {
  const tag = cudaTagOf(use);
  if (tag === undefined || tag.lib === "tensorrt") return undefined;
  const state = cudaTag(tag);
  if (state === "deleted") return { kind: "deleted", tag, instead: nearest(tag) };
  if (tag.short) return shortFault(tag);
  if (state !== "absent") return undefined;
  const cudnn = cudnnFault(tag);
  if (cudnn !== undefined) return cudnn;
  // Before CUDA 12 some tags without a system existed for a while, and the lists do not say which.
  if (tag.os === undefined && compareVersions(tag.cuda, "12.0") < 0) return undefined;
  if (tag.os !== undefined && tag.flavour === undefined) return undefined;
  return { kind: "system", tag, instead: unique([...nearest(tag), ...otherSystems(tag)]) };
}

/** Published tags near the wanted one, with cuDNN spelled as their CUDA spells it; maintained ones first. */
function nearest(tag: CudaTag): readonly string[] {
  return suggestCudaTags(tag, 3);
}

function shortFault(tag: CudaTag): CudaFault | undefined {
  const patches = cudaPatchReleases(tag.cuda);
  if (patches.length === 0 || !cudaTagsComplete(tag.cuda, tag.lib)) return undefined;
  const full = patches.map((cuda) => spelled({ ...tag, cuda })).filter((one) => isServed(one));
  return { kind: "short", tag, instead: full.length > 0 ? full.map(formatCudaTag) : nearest(tag) };
}

function cudnnFault(tag: CudaTag): CudaFault | undefined {
  if (tag.lib === undefined) return undefined;
  if (cudaHasCudnn(tag.cuda) === false) {
    const minor = tag.cuda.split(".").slice(0, 2).join(".");
    const sameMinor = cudaPatchReleases(minor).map((cuda) => spelled({ ...tag, cuda }));
    const served = sameMinor.filter((one) => isServed(one)).map(formatCudaTag);
    return { kind: "cudnn", tag, instead: served.length > 0 ? served : nearest(tag) };
  }
  const right = spelled(tag);
  if (right.lib === tag.lib && tag.flavour !== "base") return undefined;
  if (tag.flavour === "base") {
    const runtime = { ...right, flavour: "runtime" } as const;
    return { kind: "cudnn", tag, instead: isServed(runtime) ? [formatCudaTag(runtime)] : [] };
  }
  return { kind: "cudnn", tag, instead: isServed(right) ? [formatCudaTag(right)] : nearest(right) };
}

function otherSystems(tag: CudaTag): readonly string[] {
  const id = tag.os?.replace(/[\d.]+$/, "") ?? "ubuntu";
  return cudaSystems(tag.cuda)
    .filter((os) => os.startsWith(id))
    .map((os) => spelled({ ...tag, os }))
    .filter((one) => isServed(one))
    .map(formatCudaTag);
}

function spelled(tag: CudaTag): CudaTag {
  if (tag.lib?.startsWith("cudnn") !== true) return tag;
  const lib = expectedCudnnSuffix(tag.cuda);
  return lib === undefined ? tag : { ...tag, lib };
}

function isServed(tag: CudaTag): boolean {
  const state = cudaTag(tag);
  return state === "listed" || state === "superseded";
}

function unique(tags: readonly string[]): readonly string[] {
  return [...new Set(tags)];
}
