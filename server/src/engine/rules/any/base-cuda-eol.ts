import type { CudaEndOfLife, CudaTag } from "../../knowledge/index.ts";
import {
  cudaEndOfLife,
  cudaTag,
  majorOf,
  minorOf,
  osOfWord,
  osRelease,
  parseCudaTag,
  suggestCudaTags,
} from "../../knowledge/index.ts";
import { remember } from "../../knowledge/remember.ts";
import { defineRule } from "../rule.ts";
import type { Finding } from "../rule.ts";
import { onePerPlace, reportAt, tagPart } from "../shared/image-places.ts";
import { cudaFault, cudaTagOf } from "../shared/cuda-tags.ts";
import type { CudaTie } from "../shared/cuda-ties.ts";
import { cudaTies } from "../shared/cuda-ties.ts";
import { suggestImage } from "../shared/image-edits.ts";
import type { DockerfileImage, ImageUse } from "../shared/image-uses.ts";
import { imageUses, written, writtenName } from "../shared/image-uses.ts";
import { endOfUpdates, endedFor } from "../shared/support.ts";

export default defineRule({
  name: "base-cuda-eol",
  subject: "any",
  category: "base",
  severity: "info",
  since: "0.1.0",
  summary: "an nvidia/cuda image past its end of life, or already deleted",
  sources: ["nvidia-support-policy", "nvidia-eol-chart", "nvidia-tags-removed-2023"],
  check: (input) => onePerPlace(find(imageUses(input), input.today)),
});

function* find(uses: readonly ImageUse[], today: string): Generator<Finding> {
  for (const use of uses) {
    const tag = cudaTagOf(use);
    const end = tag === undefined ? undefined : cudaEndOfLife(tag.cuda);
    if (tag === undefined || end === undefined || end.date > today) continue;
    const fault = cudaFault(use);
    if (fault !== undefined && fault.kind !== "deleted") continue;
    const isDeleted = fault?.kind === "deleted";
    const left = isDeleted ? sameMinor(tag) : undefined;
    const major = majorOf(tag.cuda);
    const tie = use.kind === "from" ? tieOf(use, major) : undefined;
    const instead = successor(tag, today, tie === undefined ? undefined : major);
    const keep = `${left ?? ""}, which is still listed, to keep CUDA ${minorOf(tag.cuda)}`;
    const remedies = [instead, left === undefined ? undefined : keep].filter((one) => one !== undefined);
    const advice = remedies.length === 0 ? "" : ` Use ${remedies.join(", or ")}.`;
    const isTied = tie !== undefined && instead === undefined;
    const remedy = isTied ? `${advice} ${tie.what} is for CUDA ${tie.major}; move both together.` : advice;
    yield {
      ...reportAt(use, tagPart(use, tag.cuda)),
      severity: isDeleted ? "warning" : "info",
      message: isDeleted
        ? `${written(use)} can no longer be pulled: NVIDIA deleted the tags of CUDA ${end.version}.${remedy}`
        : `Images of CUDA ${tag.cuda} have had no fixes since ${end.date} (${reason(end)}), and NVIDIA may delete the tag.${remedy}`,
      fixes: [instead, left].flatMap((one) =>
        one === undefined ? [] : suggestImage(use, `${writtenName(use)}:${one}`),
      ),
    };
  }
}

function reason({ reason: why, by, driver }: CudaEndOfLife): string {
  if (why === "superseded") return by === undefined ? "a newer point release is out" : `${by} took its place`;
  return driver === undefined ? "its driver branch ended" : `driver branch ${driver} ended`;
}

/** What the stages on the image install for its major version of CUDA. */
function tieOf({ dockerfile, stage }: DockerfileImage, major: number | undefined): CudaTie | undefined {
  return cudaTies(dockerfile, stage).find((tie) => tie.major === major);
}

/**
 * The nearest maintained image of the same flavour, of any major version of CUDA or of one: for the same system, else for
 * another release of it.
 */
function successor(tag: CudaTag, today: string, major: number | undefined): string | undefined {
  const isFit = (one: string): boolean =>
    isMaintained(one, today) && (major === undefined || majorOf(parseCudaTag(one)?.cuda ?? "") === major);
  const same = suggestCudaTags(tag, MANY).find(isFit);
  const system = tag.os?.replace(/[\d.]+$/, "");
  if (same !== undefined || system === undefined) return same;
  const { cuda, lib, flavour } = tag;
  const anywhere = {
    cuda,
    ...(lib === undefined ? {} : { lib }),
    ...(flavour === undefined ? {} : { flavour }),
  };
  return suggestCudaTags(anywhere, MANY).find(
    (one) => parseCudaTag(one)?.os?.startsWith(system) === true && isFit(one),
  );
}

/** The tag of the same minor, flavour and system that is still there: the least change with which the build runs again. */
function sameMinor(tag: CudaTag): string | undefined {
  return suggestCudaTags(tag, MANY).find((one) => {
    const parts = parseCudaTag(one);
    return parts !== undefined && parts.os === tag.os && minorOf(parts.cuda) === minorOf(tag.cuda);
  });
}

const MANY = 200;

function isMaintained(tag: string, today: string): boolean {
  return judged({ tag, today });
}

/** Hundreds of tags are asked about for every FROM. */
const judged = remember(readMaintained, ({ tag, today }: TagOnDay) => `${tag} ${today}`, 4096);

interface TagOnDay {
  readonly tag: string;
  readonly today: string;
}

function readMaintained({ tag, today }: TagOnDay): boolean {
  const parts = parseCudaTag(tag);
  if (parts === undefined || cudaTag(parts) !== "listed") return false;
  const end = cudaEndOfLife(parts.cuda)?.date;
  const os = osOfWord(parts.os ?? "");
  const release = os?.version === undefined ? undefined : osRelease(os.id, os.version);
  const isOver = release !== undefined && endedFor(endOfUpdates(release), today) !== undefined;
  return (end === undefined || end > today) && !isOver;
}
