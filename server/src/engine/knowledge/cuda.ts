import type { CudaTagRow } from "./facts.ts";
import { cudaFile, cudaTagsFile, groupBy, lazy } from "./facts.ts";
import { remember } from "./remember.ts";
import type {
  CudaEndOfLife,
  CudaFlavour,
  CudaRelease,
  CudaTag,
  CudaTagState,
  CudnnSuffix,
  TagSuggestion,
} from "./types.ts";
import { compareVersions, hasPatch, isWithin, majorOf, minorOf } from "./version.ts";

/** The toolkit release `X.Y.Z`; for `X.Y` (and NGC's `X.Y.Z.build`) its newest, or exact, release. */
export function cudaRelease(version: string): CudaRelease | undefined {
  const exact = releases().get(version);
  if (exact !== undefined) return exact;
  const patch = /^\d+\.\d+\.\d+/.exec(version)?.[0];
  if (patch !== undefined) return releases().get(patch);
  return cudaFile.releases.find((release) => isWithin(release.version, version));
}

/**
 * The Linux driver that any toolkit of the major runs on (minor-version compatibility, from CUDA 11 on).
 * Before CUDA 11 it is the driver of the release itself.
 */
export function cudaDriverFloor(version: string): string | undefined {
  const major = majorOf(version);
  const floor = cudaFile.majors.find((row) => row.major === String(major))?.linuxDriver;
  return floor ?? (major !== undefined && major < 11 ? cudaRelease(version)?.linuxDriver : undefined);
}

/** The end of life of the container images of `X.Y.Z`; for `X.Y` only where the whole of it is deleted. */
export function cudaEndOfLife(version: string): CudaEndOfLife | undefined {
  const exact = cudaFile.endOfLife.find((row) => row.version === version);
  if (exact !== undefined) return exact;
  const whole = cudaFile.endOfLife.find((row) => !hasPatch(row.version) && isWithin(version, row.version));
  return whole?.reason === "deleted" && majorOf(version) !== 11 ? whole : undefined;
}

/** Published releases `X.Y.Z` of the minor `X.Y` that have images which are not deleted, newest first. */
export function cudaPatchReleases(short: string): readonly string[] {
  return imageVersions().filter((version) => isWithin(version, short));
}

/** Reads a tag of nvidia/cuda. Parts may be missing (`11.0-base`, `12.4.1`); undefined for other shapes. */
export function parseCudaTag(tag: string): CudaTag | undefined {
  const found = CUDA_TAG.exec(tag)?.groups;
  const cuda = found?.["cuda"];
  if (found === undefined || cuda === undefined) return undefined;
  const { lib, flavour, os } = found;
  return {
    cuda,
    short: !hasPatch(cuda),
    ...(lib === undefined ? {} : { lib }),
    ...(isFlavour(flavour) ? { flavour } : {}),
    ...(os === undefined ? {} : { os }),
  };
}

/** The tag of these parts: `12.8.1-cudnn-runtime-ubuntu24.04`. */
export function formatCudaTag(tag: Omit<CudaTag, "short">): string {
  return [tag.cuda, tag.lib, tag.flavour, tag.os].filter((part) => part !== undefined).join("-");
}

/** What is known of one tag of nvidia/cuda on Docker Hub or NGC. */
export const cudaTag = remember(readTag, formatCudaTag);

function readTag(tag: Omit<CudaTag, "short">): CudaTagState {
  if (cudaEndOfLife(tag.cuda)?.reason === "deleted") return "deleted";
  const flavour = [tag.lib, tag.flavour].filter((part) => part !== undefined).join("-");
  const row = rowsOf(tag.cuda).find(
    (candidate) => candidate.os === tag.os && candidate.flavours.split(" ").includes(flavour),
  );
  if (row !== undefined) return STATES[row.status];
  return cudaTagsComplete(tag.cuda, tag.lib) ? "absent" : "unknown";
}

/** Whether the list of tags of this version (or of every release of this minor) is complete. */
export function cudaTagsComplete(version: string, lib?: string): boolean {
  const covers = (release: string) => {
    const row = cudaTagsFile.complete.find((candidate) => candidate.version === release);
    return row !== undefined && (row.except === undefined || lib?.startsWith(row.except) !== true);
  };
  if (hasPatch(version)) return covers(version);
  const published = cudaPatchReleases(version);
  return published.length > 0 && published.every((release) => covers(release) || rowsOf(release).length > 0);
}

/** The cuDNN and NCCL versions inside an image of nvidia/cuda, where known. */
export function cudaTagLibraries(tag: Omit<CudaTag, "short">): {
  readonly cudnn?: string;
  readonly nccl?: string;
} {
  const row = rowsOf(tag.cuda).find((candidate) => candidate.os === tag.os);
  if (row === undefined) return {};
  return {
    ...(tag.lib?.startsWith("cudnn") === true && row.cudnn !== undefined ? { cudnn: row.cudnn } : {}),
    ...(tag.flavour !== "base" && row.nccl !== undefined ? { nccl: row.nccl } : {}),
  };
}

/** The word for cuDNN in the tags of a CUDA version: `cudnn8` in 12.2.2, `cudnn` in 12.4.1. */
export function expectedCudnnSuffix(version: string): CudnnSuffix | undefined {
  const releasesOf = hasPatch(version) ? [version] : cudaPatchReleases(version);
  const words = new Set(releasesOf.map((release) => cudnnWord(release)).filter((word) => word !== undefined));
  if (words.size === 1) return [...words][0];
  if (words.size > 1) return undefined;
  return eraOf(version);
}

/** Whether any cuDNN image of this CUDA version was published; undefined where the list does not say. */
export function cudaHasCudnn(version: string): boolean | undefined {
  const known = hasPatch(version) ? [version] : cudaPatchReleases(version);
  if (known.some((release) => rowsOf(release).some((row) => row.flavours.includes("cudnn")))) return true;
  return cudaTagsComplete(version, "cudnn") ? false : undefined;
}

/**
 * Published tags near a wanted one: the same system, cuDNN or not and flavour, one for each CUDA minor (its
 * newest point release). Those that NVIDIA still maintains come first; within them the wanted minor, then
 * newer ones by distance, then older ones.
 */
export function suggestCudaTags(wanted: Omit<CudaTag, "short">, limit = 5): readonly string[] {
  return nearTags(wanted).slice(0, limit);
}

const nearTags = remember(
  readNearTags,
  ({ cuda, lib, flavour, os }: Omit<CudaTag, "short">) => `${cuda} ${lib} ${flavour} ${os}`,
);

function readNearTags(wanted: Omit<CudaTag, "short">): readonly string[] {
  const cudnn = wanted.lib?.startsWith("cudnn") === true;
  const candidates = liveTags().filter(
    ({ parts }) =>
      (wanted.os === undefined || parts.os === wanted.os) &&
      parts.flavour === (wanted.flavour ?? "runtime") &&
      (parts.lib?.startsWith("cudnn") === true) === cudnn &&
      parts.lib !== "tensorrt",
  );
  const newest = [
    ...groupBy(candidates, ({ parts }) => `${minorOf(parts.cuda)} ${parts.os}`).values(),
  ].flatMap((group) => group.toSorted((a, b) => compareVersions(b.parts.cuda, a.parts.cuda)).slice(0, 1));
  const minor = minorOf(wanted.cuda) ?? wanted.cuda;
  const rank = (cuda: string) => (isWithin(cuda, minor) ? 0 : compareVersions(cuda, wanted.cuda) > 0 ? 1 : 2);
  return newest
    .toSorted((a, b) => {
      const maintained = Number(a.row.status === "superseded") - Number(b.row.status === "superseded");
      if (maintained !== 0) return maintained;
      const left = rank(a.parts.cuda);
      const order = compareVersions(a.parts.cuda, b.parts.cuda);
      return left - rank(b.parts.cuda) || (left === 1 ? order : -order);
    })
    .map(({ tag }) => tag);
}

/** Every tag of nvidia/cuda that is not deleted, newest CUDA first. */
export function cudaTags(): readonly TagSuggestion[] {
  return suggestions();
}

/** Systems for which any image of this CUDA version is listed; empty where the version is unknown. */
export function cudaSystems(version: string): readonly string[] {
  const known = hasPatch(version) ? [version] : cudaPatchReleases(version);
  return [...new Set(known.flatMap((release) => rowsOf(release).map((row) => row.os)))];
}

const CUDA_TAG =
  /^(?<cuda>\d{1,2}\.\d{1,2}(?:\.\d{1,3})?)(?:-(?<lib>cudnn\d?(?:\.\d+){0,3}|tensorrt))?(?:-(?<flavour>base|runtime|devel))?(?:-(?<os>(?:ubuntu|ubi|rockylinux|oraclelinux|centos|opensuse|amzn|azl|cm)[\d.]+))?$/;

const STATES: Readonly<Record<CudaTagRow["status"], CudaTagState>> = {
  listed: "listed",
  seen: "listed",
  superseded: "superseded",
  deleted: "deleted",
  "dockerfile-only": "unknown",
};

const FLAVOUR_SUMMARIES: Readonly<Record<CudaFlavour, string>> = {
  base: "CUDA runtime library only",
  runtime: "CUDA libraries, no compiler",
  devel: "CUDA libraries, nvcc and headers",
};

const releases = lazy(() => new Map(cudaFile.releases.map((release) => [release.version, release])));

const rowsByVersion = lazy(() => groupBy(cudaTagsFile.rows, (row) => row.cuda));

const imageVersions = lazy(() =>
  [...rowsByVersion().entries()]
    .filter(([version, rows]) => hasPatch(version) && rows.some((row) => isLive(row)))
    .map(([version]) => version)
    .toSorted((a, b) => compareVersions(b, a)),
);

const liveTags = lazy(() =>
  cudaTagsFile.rows.filter(isLive).flatMap((row) =>
    row.flavours.split(" ").flatMap((flavour) => {
      const tag = `${row.cuda}-${flavour}-${row.os}`;
      const parts = parseCudaTag(tag);
      return parts === undefined ? [] : [{ tag, parts, row }];
    }),
  ),
);

const suggestions = lazy<readonly TagSuggestion[]>(() =>
  liveTags()
    .toSorted((a, b) => byUse(a.parts, b.parts))
    .map(({ tag, parts, row }, index) => ({
      tag,
      summary: describe(parts, row),
      evidence: row.status === "seen" ? "seen" : "list",
      sortKey: String(index).padStart(5, "0"),
    })),
);

/** Newest CUDA first; of one CUDA the newest Ubuntu, which nearly everybody takes, and on it cuDNN's images. */
function byUse(a: CudaTag, b: CudaTag): number {
  return (
    compareVersions(b.cuda, a.cuda) ||
    Number(isUbuntu(b)) - Number(isUbuntu(a)) ||
    systemName(a).localeCompare(systemName(b)) ||
    compareVersions(systemVersion(b), systemVersion(a)) ||
    flavourRank(a) - flavourRank(b)
  );
}

const FLAVOUR_ORDER: readonly string[] = ["cudnn-runtime", "cudnn-devel", "runtime", "devel", "base"];

function flavourRank({ lib, flavour }: CudaTag): number {
  const word = [lib?.replace(/\d+$/, ""), flavour].filter((part) => part !== undefined).join("-");
  const rank = FLAVOUR_ORDER.indexOf(word);
  return rank === -1 ? FLAVOUR_ORDER.length : rank;
}

function isUbuntu({ os }: CudaTag): boolean {
  return os?.startsWith("ubuntu") === true;
}

function systemName({ os }: CudaTag): string {
  return os?.replace(/[\d.]+$/, "") ?? "";
}

function systemVersion({ os }: CudaTag): string {
  return /[\d.]+$/.exec(os ?? "")?.[0] ?? "";
}

function describe(parts: CudaTag, row: CudaTagRow): string {
  const flavour = parts.flavour === undefined ? "" : `: ${FLAVOUR_SUMMARIES[parts.flavour]}`;
  const cudnn =
    parts.lib?.startsWith("cudnn") === true ? `, cuDNN${row.cudnn === undefined ? "" : ` ${row.cudnn}`}` : "";
  const trt = parts.lib === "tensorrt" ? ", TensorRT" : "";
  const old = row.status === "superseded" ? "; a newer point release exists" : "";
  return `CUDA ${parts.cuda}${flavour}${cudnn}${trt}${old}`;
}

function rowsOf(version: string): readonly CudaTagRow[] {
  return rowsByVersion().get(version) ?? [];
}

function isLive(row: CudaTagRow): boolean {
  return row.status !== "deleted" && row.status !== "dockerfile-only";
}

function isFlavour(text: string | undefined): text is CudaFlavour {
  return text === "base" || text === "runtime" || text === "devel";
}

function cudnnWord(release: string): CudnnSuffix | undefined {
  const words = new Set(
    rowsOf(release)
      .flatMap((row) => row.flavours.split(" "))
      .map((flavour) => flavour.split("-")[0] ?? "")
      .filter((word): word is CudnnSuffix => word.startsWith("cudnn")),
  );
  return words.size === 1 ? [...words][0] : eraOf(release);
}

function eraOf(version: string): CudnnSuffix | undefined {
  return cudaFile.cudnnEras.find(
    (era) =>
      compareVersions(version, era.from) >= 0 &&
      (era.to === undefined || compareVersions(version, era.to) <= 0 || isWithin(version, era.to)),
  )?.suffix;
}
