import type { ImageReference } from "../model/reference.ts";
import type { Contents } from "./contents.ts";
import { readContents } from "./contents.ts";
import { cudaDriverFloor, cudaRelease, cudaTag, parseCudaTag } from "./cuda.ts";
import type { Family } from "./facts.ts";
import type { FamilyMatch } from "./families.ts";
import { findFamily } from "./families.ts";
import { torchCapabilities } from "./frameworks.ts";
import { distribution } from "./platforms.ts";
import { compareVersions } from "./version.ts";
import type { CapabilityRange, ImageFacts, ImageStatus, TagState } from "./types.ts";
import { remember } from "./remember.ts";

/** What is known of an image; undefined where no family has its name. */
export const imageFacts = remember(readFacts, (reference: ImageReference) => reference.text);

function readFacts(reference: ImageReference): ImageFacts | undefined {
  const match = findFamily(reference);
  if (match === undefined) return undefined;
  // No tag means `latest` to an engine, but with a digest it says nothing.
  const tag = reference.tag ?? (reference.digest === undefined ? "latest" : undefined);
  const contents = readContents(match, tag);
  return assemble(match, contents, tagState(match, reference, contents));
}

/**
 * What is known of every image of a repository, for a tag that cannot be read (an unresolved ARG).
 * Its `tag` is "unlisted" and never complete.
 */
export function familyFacts(registry: string, repository: string): ImageFacts | undefined {
  const match = findFamily({ registry, repository });
  if (match === undefined) return undefined;
  return assemble(match, readContents(match, undefined), {
    kind: "unlisted",
    complete: false,
    ...latest(match),
  });
}

/** Where to go from an image that moved, ended or was replaced: a repository as a user types it. */
export function replacementFor(
  reference: ImageReference,
): { readonly name?: string; readonly status: ImageStatus } | undefined {
  const match = findFamily(reference);
  if (match === undefined || match.mirror || match.family.status.kind === "active") return undefined;
  const { status } = match.family;
  const name = status.replacement?.replace("*", () => match.rest ?? "");
  return name === undefined || name.endsWith("/") ? { status } : { name, status };
}

/** Tags that are moved to another image now and then: `latest`, `nightly`, `cuda-latest`, `stable`. */
export function isFloatingTag(tag: string): boolean {
  return FLOATING.test(tag);
}

const FLOATING =
  /^(?:stable|oldstable|edge|rolling|master|main|dev|devel|unstable|testing|sid|current|lts)(?:-slim)?$|(?:^|[-_])(?:latest|nightly)(?:[-_]|$)/;

function assemble(match: FamilyMatch, contents: Contents, tag: TagState): ImageFacts {
  const { family, mirror } = match;
  const { cuda, flavour, rocm, cudnn, nccl, python, os } = contents;
  const nvcc = nvccOf(family, contents);
  const min = cuda === undefined ? undefined : cudaDriverFloor(cuda);
  const shipped = contents.driverShipped ?? (cuda === undefined ? undefined : cudaRelease(cuda)?.linuxDriver);
  const capabilities = capabilitiesOf(family, contents);
  const shell = os === undefined ? undefined : distribution(os.id)?.shell;
  const { user, curl, wget, python: hasPython } = family;
  const environment = environmentOf(family, contents);
  return {
    family: family.family,
    title: family.title,
    summary: family.summary,
    mirror,
    accelerator: contents.accelerator,
    ...(os === undefined ? {} : { os }),
    ...(cuda === undefined
      ? {}
      : {
          cuda: {
            version: cuda,
            ...(flavour === undefined ? {} : { flavour }),
            ...(nvcc === undefined ? {} : { nvcc }),
          },
        }),
    ...(rocm === undefined ? {} : { rocm }),
    ...(cudnn === undefined ? {} : { cudnn }),
    ...(nccl === undefined ? {} : { nccl }),
    ...(python === undefined ? {} : { python }),
    ...(hasPython === undefined ? {} : { hasPython }),
    frameworks: contents.frameworks,
    ...(min === undefined ? {} : { driver: shipped === undefined ? { min } : { min, shipped } }),
    ...(capabilities === undefined ? {} : { capabilities }),
    ...(user === undefined ? {} : { user }),
    ...(environment === undefined ? {} : { environment }),
    ports: contents.ports,
    ...(shell === undefined ? {} : { shell }),
    ...(curl === undefined ? {} : { curl }),
    ...(wget === undefined ? {} : { wget }),
    status: mirror ? { kind: "active" } : family.status,
    tag,
    pitfalls: family.pitfalls,
    sources: [...new Set([...family.source, ...contents.sources])],
  };
}

function tagState(match: FamilyMatch, reference: ImageReference, contents: Contents): TagState {
  const { tag, digest } = reference;
  const grammar =
    tag === undefined || contents.grammatical === undefined ? {} : { grammatical: contents.grammatical };
  const rest = { ...latest(match), ...grammar };
  if (digest !== undefined) return { kind: "digest", complete: false, ...rest };
  if (tag === undefined) return { kind: "none", complete: false, ...rest };
  if (isFloatingTag(tag) || isFloatingOf(match.family, tag, contents)) {
    return { kind: "floating", complete: false, ...rest };
  }
  if (match.mirror) return { kind: "unlisted", complete: false, ...rest };
  if (match.family.family === "nvidia/cuda") return { ...cudaTagState(tag), ...rest };
  return { kind: contents.known ? "listed" : "unlisted", complete: false, ...rest };
}

function cudaTagState(tag: string): Pick<TagState, "kind" | "complete"> {
  const parts = parseCudaTag(tag);
  const state = parts === undefined ? "unknown" : cudaTag(parts);
  if (state === "absent" || state === "unknown") return { kind: "unlisted", complete: state === "absent" };
  return { kind: state, complete: true };
}

/** Tags of a family that name no version, or only a major one: `slim`, `3`, `python3.12-bookworm`. */
function isFloatingOf(family: Family, tag: string, contents: Contents): boolean {
  if (family.family === "python") return contents.grammatical === true && contents.python === undefined;
  if (family.family === "ghcr.io/astral-sh/uv") return contents.grammatical === true && !/^\d/.test(tag);
  if (family.family === "ollama/ollama") return tag === "rocm";
  // Builds are numbered: `server-cuda-b9001`.
  if (family.family === "ghcr.io/ggml-org/llama.cpp")
    return contents.grammatical === true && !/-b\d/.test(tag);
  if (family.family === "ghcr.io/open-webui/open-webui") return !/\d\.\d|^git-/.test(tag);
  return false;
}

function latest(match: FamilyMatch): Pick<TagState, "latestExists"> {
  return match.family.latest === undefined || match.mirror ? {} : { latestExists: match.family.latest };
}

function nvccOf(family: Family, contents: Contents): boolean | undefined {
  if (family.nvcc === "always") return true;
  if (family.nvcc === "never") return false;
  if (family.nvcc === undefined || contents.flavour === undefined) return undefined;
  return contents.flavour === "devel";
}

/** What the image sets; where versions differ and the version is not known, what most of them set. */
function environmentOf(family: Family, { cuda }: Contents): Family["environment"] {
  const rules = family.environmentRules ?? [];
  if (rules.length === 0) return family.environment;
  const rule =
    cuda === undefined
      ? undefined
      : rules.find(
          ({ from, to }) =>
            compareVersions(cuda, from) >= 0 && (to === undefined || compareVersions(cuda, to) <= 0),
        );
  return { ...family.environment, ...rule?.environment };
}

function capabilitiesOf(family: Family, contents: Contents): CapabilityRange | undefined {
  const { cuda } = contents;
  if (cuda === undefined) return undefined;
  if (family.family === "pytorch/pytorch") {
    const torch = contents.frameworks.find(({ name }) => name === "torch")?.version;
    return torch === undefined ? undefined : torchCapabilities(torch, cuda);
  }
  if (family.family !== "nvidia/cuda" && family.family !== "nvcr.io/nvidia/cuda-dl-base") return undefined;
  const release = cudaRelease(cuda);
  return release === undefined ? undefined : { min: release.capabilityMin, max: release.capabilityMax };
}
