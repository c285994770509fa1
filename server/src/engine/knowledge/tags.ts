import type { ImageReference } from "../model/reference.ts";
import { familiarName, parseImageReference } from "../model/reference.ts";
import { readContents } from "./contents.ts";
import { cudaTags } from "./cuda.ts";
import type { Family } from "./facts.ts";
import { groupBy, imagesFile, lazy, ngcFile, osFile, pythonFile } from "./facts.ts";
import type { FamilyMatch } from "./families.ts";
import { findFamily, tagPattern } from "./families.ts";
import { torchReleases } from "./frameworks.ts";
import { isFloatingTag } from "./images.ts";
import type { ImageName, TagSuggestion } from "./types.ts";
import { compareVersions, variantOfCuda } from "./version.ts";

/** Names of images for completion, as a user types them; those still maintained come first. */
export function imageNames(): readonly ImageName[] {
  return names();
}

/**
 * Known tags of a repository as a user types it (`pytorch/pytorch`, `nvcr.io/nvidia/pytorch`), newest
 * first. Empty where none is known, or where the registry is a mirror, of which nothing is known.
 */
export function tagsOf(repository: string): readonly TagSuggestion[] {
  const reference = parseImageReference(repository);
  const match = reference === undefined ? undefined : findFamily(reference);
  if (match === undefined || match.mirror) return [];
  let tags = tagsByName.get(match.name);
  if (tags === undefined) {
    tags = collect(match);
    tagsByName.set(match.name, tags);
  }
  return tags;
}

/**
 * The newest known tag to pin instead of a missing or floating one, of the same flavour (`latest-gpu` gives
 * `2.21.0-gpu`); undefined where none is known. For PyTorch it is the runtime image of the default CUDA.
 */
export function newestPinnedTag(reference: ImageReference): string | undefined {
  const match = findFamily(reference);
  if (match === undefined || match.mirror || match.family.status.kind !== "active") return undefined;
  const candidates = tagsOf(familiarName(reference.registry, reference.repository))
    .map(({ tag }) => tag)
    .filter((tag) => !isFloatingTag(tag));
  const wanted = reference.tag ?? "latest";
  if (match.family.family === "pytorch/pytorch")
    return wanted === "latest" ? newestTorch(candidates) : undefined;
  if (match.family.family === "nvidia/cuda") return undefined;
  if (wanted === "latest" && MONTHLY.test(match.name)) return candidates.find((tag) => !VARIANT.test(tag));
  const shape = shapeOf(match, wanted);
  const found = candidates.find((tag) => tag !== wanted && shapeOf(match, tag) === shape);
  if (found === undefined) return undefined;
  // A flavour that is only known of an older release is no advice.
  const newest = candidates.map((tag) => versionIn(match, tag)).find((version) => version !== undefined);
  return versionIn(match, found) === newest ? found : undefined;
}

const tagsByName = new Map<string, readonly TagSuggestion[]>();

const names = lazy<readonly ImageName[]>(() =>
  imagesFile.families
    .flatMap((family) =>
      namesOf(family).map((name) => ({ name, summary: family.summary, status: family.status.kind })),
    )
    .toSorted((a, b) => Number(a.status !== "active") - Number(b.status !== "active")),
);

/** A family that is a whole organisation answers with the repositories of it that the facts name. */
function namesOf({ repositories, names: listed, flavours, tags }: Family): readonly string[] {
  const [first] = repositories;
  if (first === undefined) return [];
  if (!first.endsWith("*")) return [first.replace(/^docker\.io\/(?:library\/)?/, "")];
  const folder = first.slice(0, first.lastIndexOf("/") + 1);
  const owners = (tags ?? []).flatMap(({ tag }) =>
    tag.includes(":") ? [tag.slice(0, tag.indexOf(":"))] : [],
  );
  const stacks = Object.keys(flavours ?? {}).filter((name) => /^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/.test(name));
  const found = new Set([...(listed ?? []).map(({ name }) => name), ...owners, ...stacks]);
  return [...found].map((name) => `${folder}${name}`.replace(/^docker\.io\//, ""));
}

const ngcByRepository = lazy(() => groupBy(ngcFile.rows, (row) => row.repository));

function collect(match: FamilyMatch): readonly TagSuggestion[] {
  const { family, name } = match;
  if (family.family === "nvidia/cuda") return cudaTags();
  const last = name.slice(name.lastIndexOf("/") + 1);
  const found = new Map<string, TagSuggestion["evidence"]>();
  for (const { tag, evidence } of family.tags ?? []) {
    const [owner, own] = tag.includes(":") ? tag.split(":", 2) : [last, tag];
    if (owner === last && own !== undefined) found.set(own, evidence ?? "seen");
  }
  for (const { tag } of ngcByRepository().get(name) ?? []) if (tag !== undefined) found.set(tag, "seen");
  if (family.newest !== undefined) found.set(family.newest, found.get(family.newest) ?? "seen");
  for (const tag of generated(match)) found.set(tag, "list");
  return [...found]
    .toSorted(([a], [b]) => naturalOrder(b, a))
    .map(([tag, evidence], index) => ({
      tag,
      summary: summarize(match, tag),
      sortKey: String(index).padStart(5, "0"),
      evidence,
    }));
}

/** Tags that follow from the releases themselves: Python minors and versions of a distribution. */
function generated({ family, name }: FamilyMatch): readonly string[] {
  if (family.family === "python") {
    return pythonFile.rows
      .filter(({ latest }) => latest !== undefined)
      .flatMap(({ minor }) => [minor, `${minor}-slim`, `${minor}-slim-bookworm`, `${minor}-alpine`]);
  }
  if (family.os === undefined || family.osVersion !== undefined || !name.startsWith("docker.io/")) return [];
  // CentOS Stream is not on Docker Hub, and what is there ended.
  if (family.os === "centos") return [];
  return osFile.rows
    .filter(({ id }) => id === family.os)
    .flatMap(({ version }) => (family.os === "debian" ? [version, `${version}-slim`] : [version]));
}

function summarize(match: FamilyMatch, tag: string): string {
  const { cuda, cudnn, rocm, python, os, frameworks, flavour, accelerator } = readContents(match, tag);
  const { flavours } = match.family;
  const parts = frameworks.flatMap(({ name, version }) =>
    version === undefined ? [] : [`${name} ${version}`],
  );
  if (cuda !== undefined) parts.push(`CUDA ${cuda}`);
  else if (accelerator === "cpu" && match.family.accelerator === "by-tag") parts.push("CPU");
  if (cudnn !== undefined) parts.push(`cuDNN ${cudnn}`);
  if (rocm !== undefined) parts.push(`ROCm ${rocm}`);
  if (python?.from === "image" || python?.from === "conda") parts.push(`Python ${python.version}`);
  if (os !== undefined)
    parts.push([os.id, os.version, os.codename].filter((part) => part !== undefined).join(" "));
  const explained = flavour === undefined ? undefined : flavours?.[flavour];
  if (explained !== undefined) parts.push(`${flavour}: ${explained}`);
  return parts.join(", ") || match.family.summary;
}

function newestTorch(candidates: readonly string[]): string | undefined {
  const variant = torchReleases().find(({ defaultCuda }) => defaultCuda !== undefined)?.defaultCuda;
  const runtimes = candidates.flatMap((tag) => {
    const [, torch, cuda] = /^([\d.]+)-cuda([\d.]+)-cudnn\d+-runtime$/.exec(tag) ?? [];
    return torch === undefined || cuda === undefined ? [] : [{ tag, torch, cuda }];
  });
  const newest = runtimes.toSorted((a, b) => compareVersions(b.torch, a.torch))[0]?.torch;
  const ofNewest = runtimes.filter(({ torch }) => torch === newest);
  return (ofNewest.find(({ cuda }) => variantOfCuda(cuda) === variant) ?? ofNewest[0])?.tag;
}

/** Repositories whose tags all name a release, so that the newest one is the choice. */
const MONTHLY = /^(?:nvcr\.io\/nvidia|docker\.io\/rocm)\//;
const VARIANT = /trtllm|vllm|maxtext|sdk|min|python-py3/;

function versionIn(match: FamilyMatch, tag: string): string | undefined {
  const groups = tagPattern(match.family)?.exec(tag)?.groups ?? {};
  const found = VERSION_GROUPS.map((group) => groups[group]).find((text) => text !== undefined);
  // The rocm of Ollama stands where others have a version, and is a flavour.
  if (found === "rocm") return undefined;
  return found ?? (DATE.test(groups["tag"] ?? "") ? groups["tag"] : undefined);
}

/** The tag with its version taken out: `*-gpu` of `2.21.0-gpu` and of `latest-gpu`. */
function shapeOf(match: FamilyMatch, tag: string): string {
  const version = versionIn(match, tag);
  const bare = tag.replace(/latest|nightly|stable/, "*");
  if (bare !== tag) return bare;
  if (version !== undefined) return tag.replace(version, () => "*");
  return match.family.os === undefined && match.family.family !== "python" ? tag : `*-${tag}`;
}

const VERSION_GROUPS = ["tf", "tfs", "version", "release", "python", "torch", "os", "codename"];
const DATE = /^\d{4}-\d\d-\d\d$/;

/** Compares texts with numbers by value: `2.9.1` before `2.10.0`. */
function naturalOrder(left: string, right: string): number {
  const a = left.match(TOKENS) ?? [];
  const b = right.match(TOKENS) ?? [];
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const x = a[index] ?? "";
    const y = b[index] ?? "";
    if (x === y) continue;
    const numbers = /^\d/.test(x) && /^\d/.test(y) ? compareVersions(x, y) : 0;
    if (numbers !== 0) return numbers;
    return x < y ? -1 : 1;
  }
  return 0;
}

const TOKENS = /\d+(?:\.\d+)*|\D+/g;
