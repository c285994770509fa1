import type { CudaTag, OsRelease } from "../../knowledge/index.ts";
import {
  cudaTag,
  distribution,
  formatCudaTag,
  osOfWord,
  osRelease,
  parseCudaTag,
  pythonRelease,
} from "../../knowledge/index.ts";
import { defineRule } from "../rule.ts";
import type { Dockerfile, Stage } from "../../model/dockerfile.ts";
import { lineage } from "../../model/dockerfile.ts";
import { packageCalls } from "../../model/query.ts";
import type { Finding } from "../rule.ts";
import { cudaFault, cudaTagOf } from "../shared/cuda-tags.ts";
import { onePerPlace, reportAt, tagPart } from "../shared/image-places.ts";
import { suggestImage } from "../shared/image-edits.ts";
import type { ImageUse } from "../shared/image-uses.ts";
import { imageUses, written, writtenName } from "../shared/image-uses.ts";
import { endOfUpdates, endedFor, supportedSuccessors } from "../shared/support.ts";

export default defineRule({
  name: "base-os-eol",
  subject: "any",
  category: "base",
  severity: "warning",
  since: "0.1.0",
  summary: "an image on a Linux release that gets no updates any more",
  sources: ["eol-ubuntu", "eol-debian", "eol-centos", "eol-alpine-linux", "eol-opensuse", "eol-amazon-linux"],
  check: (input) => onePerPlace(find(imageUses(input), input.today)),
});

function* find(uses: readonly ImageUse[], today: string): Generator<Finding> {
  for (const use of uses) {
    const release = use.kind === "from" || use.kind === "service" ? releaseOf(use) : undefined;
    const end = release === undefined ? undefined : endOfUpdates(release);
    const ended = endedFor(end, today);
    if (release === undefined || end === undefined || ended === undefined) continue;
    const nexts = supportedSuccessors(release, today);
    const [next] = nexts;
    // Not every image has the best one.
    const [tag] = nexts.flatMap((one) => tagOn(use, release, one) ?? []);
    // Where no image of this CUDA has a newer system, base-cuda-eol names another CUDA.
    const hasNone = next === undefined || (tag === undefined && cudaTagOf(use) !== undefined);
    const remedy = hasNone
      ? ""
      : ` Use ${tag === undefined ? successorOf(use, release, next) : `${writtenName(use)}:${tag}`}.`;
    const tied = hasNone ? undefined : ownPythonOf(use, release);
    const pins = tied === undefined ? "" : ` There ${tied} has to come from elsewhere.`;
    yield {
      ...reportAt(use, tagPart(use, release.codename, release.version)),
      severity: isMinor(use, release) || ended === "recently" ? "info" : "warning",
      message: `${subject(use, release)} has had no updates since ${end}: ${consequence(use, release)}.${remedy}${pins}`,
      fixes: tag === undefined || tied !== undefined ? [] : suggestImage(use, `${writtenName(use)}:${tag}`),
    };
  }
}

/** The package of this release's own Python that a stage on it names, such as python3.8; a newer release has another. */
function ownPythonOf(use: ImageUse, { python }: OsRelease): string | undefined {
  if (python === undefined || use.kind === "service") return undefined;
  for (const { manager, packages, command } of packageCalls(use.dockerfile)) {
    if (manager !== "apt" || !lineage(command.at.stage).includes(use.stage)) continue;
    const named = packages.find(
      ({ name }) => name === `python${python}` || name.startsWith(`python${python}-`),
    );
    if (named !== undefined) return named.name;
  }
  return undefined;
}

function releaseOf({ facts, reference }: ImageUse): OsRelease | undefined {
  const os = facts?.os ?? namedUbuntu(`${reference.repository}:${reference.tag ?? ""}`);
  return os?.version === undefined ? undefined : osRelease(os.id, os.version);
}

/** The Ubuntu that the name or the tag of any image states: `ubuntu20.04`, `ubuntu-20.04`, `ubuntu2004`. */
function namedUbuntu(name: string): ReturnType<typeof osOfWord> {
  const [, year, month] = /(?:^|[-_/:])ubuntu[-_]?(\d\d)\.?(04|10)(?:[-_:]|$)/.exec(name) ?? [];
  return year === undefined || month === undefined ? undefined : osOfWord(`ubuntu${year}.${month}`);
}

/** A stage that only builds may need the old glibc to build against; Alpine's old packages stay where they are. */
function isMinor(use: ImageUse, { libc }: OsRelease): boolean {
  // An image that can no longer be pulled has a worse fault, which base-cuda-eol reports.
  const isGone = cudaFault(use)?.kind === "deleted";
  if (isGone || libc === "musl") return true;
  return use.kind !== "service" && (!use.stage.shipped || buildsForOthers(use.dockerfile, use.stage));
}

/** Whether the last stage stands on another image and takes files out of what is built on this one. */
function buildsForOthers({ stages }: Dockerfile, stage: Stage): boolean {
  const last = stages.at(-1);
  if (last === undefined || lineage(last).includes(stage)) return false;
  return stages.some((other) => !other.shipped && lineage(other).includes(stage));
}

function subject(use: ImageUse, release: OsRelease): string {
  const title = titleOf(release);
  return use.facts?.family === release.id ? title : `${title}, on which ${written(use)} stands,`;
}

/** What to move to where no tag is known: the system is only a part of what another image's tag names. */
function successorOf({ facts }: ImageUse, from: OsRelease, to: OsRelease): string {
  const isOwn = facts?.family === from.id || facts?.family === "python";
  return isOwn ? titleOf(to) : "a newer release of this image";
}

function titleOf({ id, version, codename }: OsRelease): string {
  const name = `${distribution(id)?.title ?? id} ${version}`;
  return id === "debian" && codename !== undefined ? `${name} (${codename})` : name;
}

function consequence({ kind }: ImageUse, { id, glibc }: OsRelease): string {
  const harm = distribution(id)?.afterEnd ?? "no security fixes";
  // What a service runs is installed.
  if (kind === "service") return harm;
  const minor = Number(glibc?.split(".")[1]);
  // The name of the wheel tag states the glibc that it needs (PEP 600).
  return minor < 28 ? `${harm}; wheels for manylinux_2_28 do not install on its glibc ${glibc}` : harm;
}

/** The tag of the same image on a newer release, where it is sure to exist. */
function tagOn({ facts, reference }: ImageUse, from: OsRelease, to: OsRelease): string | undefined {
  const { tag, digest } = reference;
  if (facts === undefined || tag === undefined || digest !== undefined || facts.mirror) return undefined;
  if (facts.family === "nvidia/cuda") return cudaOn(parseCudaTag(tag), `${to.id}${to.version}`);
  if (facts.family === from.id) return systemTag(tag, from, to);
  if (facts.family !== "python" || from.codename === undefined || to.codename === undefined) return undefined;
  // The official image is built for the Debian releases of a Python's lifetime.
  const python = pythonRelease(facts.python?.version ?? "");
  const wasBuilt = python !== undefined && to.released !== undefined && python.endOfLife > to.released;
  if (!wasBuilt || !tag.endsWith(from.codename)) return undefined;
  // A patch release was built for the Debian releases of its few weeks; the minor has images for all of them.
  const minor = tag.replace(/^\d+\.\d+(?:\.\d+)?(?=-)/, python.minor);
  return `${minor.slice(0, -from.codename.length)}${to.codename}`;
}

function systemTag(tag: string, from: OsRelease, to: OsRelease): string | undefined {
  for (const [old, wanted] of [
    [from.version, to.version],
    [from.codename, to.codename],
  ]) {
    if (old === undefined || wanted === undefined) continue;
    if (tag === old || tag === `${old}-slim`) return `${wanted}${tag.slice(old.length)}`;
  }
  return undefined;
}

function cudaOn(tag: CudaTag | undefined, os: string): string | undefined {
  if (tag === undefined) return undefined;
  const state = cudaTag({ ...tag, os });
  return state === "listed" || state === "superseded" ? formatCudaTag({ ...tag, os }) : undefined;
}
