import {
  compareVersions,
  cudaOfVariant,
  localOf,
  minorOf,
  publicOf,
  torchCudaVariants,
  torchRelease,
  torchReleases,
  torchWithVariant,
} from "../../knowledge/index.ts";
import type { TorchRelease } from "../../knowledge/types.ts";
import type { Dockerfile } from "../../model/dockerfile.ts";
import { perDockerfile } from "../../model/memo.ts";
import type { PipInstall, PipPackage } from "../../model/pip.ts";
import { pipInstalls } from "../../model/query.ts";
import { knownText } from "../../model/resolved.ts";
import { factsOf } from "../../model/stage-facts.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { replacement } from "../shared/package-edits.ts";
import { isFromPublicIndexes } from "../shared/pip-indexes.ts";
import type { WheelPlace } from "../shared/torch-wheels.ts";
import { nearestVariant, variantEdits, wheelPlace } from "../shared/torch-wheels.ts";

export default defineRule({
  name: "pip-torch-no-build",
  subject: "dockerfile",
  category: "packages",
  severity: "error",
  since: "0.2.0",
  summary: "a version of torch that its index does not hold",
  sources: ["test-infra-matrix", "pytorch-release-md-frameworks", "cog-torch"],
  supersedes: ["pip-index-vs-base"],
  *check({ dockerfile, source }) {
    for (const install of pipInstalls(dockerfile)) {
      const torch = install.packages.find(({ name }) => name === "torch");
      if (torch?.pin === undefined || torch.marker !== undefined) continue;
      const finding =
        neverReleased(torch, torch.pin, source) ??
        withoutVariant(install, torch, torch.pin, source) ??
        notOnPypi(dockerfile, install, torch, torch.pin);
      if (finding !== undefined && isFromPublicIndexes(install)) yield finding;
    }
  },
});

/** A patch release beyond the last of a minor that is long done. */
function neverReleased(torch: PipPackage, pin: string, source: string): Finding | undefined {
  const version = publicOf(pin);
  if (torchCudaVariants(version) !== undefined) return undefined;
  const minor = minorOf(version);
  if (minor === undefined || !/^\d+\.\d+\.\d+$/.test(version)) return undefined;
  const last = torchReleases().find((one) => minorOf(one.version) === minor && isComplete(one))?.version;
  if (last === undefined || compareVersions(version, last) <= 0 || !isDone(minor)) return undefined;
  const edit = replacement(torch.argument, version, last, source);
  return {
    at: torch.argument.span,
    message: `There is no torch ${version}, so the install fails: the last release of torch ${minor} is ${last}.`,
    fixes: edit === undefined ? [] : [{ title: `Use torch ${last}`, safety: "suggested", edits: [edit] }],
  };
}

/** Whether two newer minors are out: then a minor gets no more patch releases. */
function isDone(minor: string): boolean {
  const newer = torchReleases().map((one) => minorOf(one.version) ?? "");
  return new Set(newer.filter((one) => compareVersions(one, minor) > 0)).size >= 2;
}

/** A release that was never built for the CUDA that the pin or the index names. */
function withoutVariant(
  install: PipInstall,
  torch: PipPackage,
  pin: string,
  source: string,
): Finding | undefined {
  const place = wheelPlace(install);
  if (place === undefined || /\/whl\/(?:nightly|test)\//.test(knownText(place.argument.value) ?? ""))
    return undefined;
  // Beside an index PyPI stands as well where only links are named, and there a bare pin finds its wheel.
  const isBare = localOf(pin) === undefined;
  if (isBare && place.argument === install.findLinks.at(-1)) return undefined;
  const variants = torchCudaVariants(pin);
  const cuda = cudaOfVariant(place.variant);
  if (variants === undefined || cuda === undefined || variants.includes(place.variant)) return undefined;
  const release = torchRelease(pin);
  if (release === undefined || !isComplete(release)) return undefined;
  const limit = limitOf(release.version, place.variant);
  if (limit === undefined) return undefined;
  const best = nearestVariant(variants, cuda);
  const advice = best ?? `torch ${limit.release}`;
  return {
    at: place.argument.span,
    message: `torch ${release.version} has no wheels for CUDA ${cuda} (${place.variant}), so the install fails: they ${limit.verb} with torch ${limit.release}. Use ${advice}.`,
    fixes: fixesOf(install, place, best, source),
    ...(place.argument === torch.argument
      ? {}
      : { related: [{ at: torch.argument.span, message: `This asks for torch ${pin}.` }] }),
  };
}

/** The rows that PyTorch's own build matrix stands behind; of older releases not every variant is known. */
function isComplete({ source }: TorchRelease): boolean {
  return source.includes("test-infra-matrix");
}

/** Where the releases that have a variant begin or end, if one is outside. The facts may lack one in between. */
function limitOf(
  version: string,
  variant: string,
): { readonly verb: "begin" | "end"; readonly release: string } | undefined {
  const having = torchWithVariant(variant);
  const [newest, oldest] = [having[0], having.at(-1)];
  if (newest === undefined || oldest === undefined) return undefined;
  if (compareVersions(version, oldest) < 0) return { verb: "begin", release: oldest };
  return compareVersions(version, newest) > 0 ? { verb: "end", release: newest } : undefined;
}

/** A version with a local part, such as 2.6.0+cu124, where PyPI is all there is: it takes none. */
function notOnPypi(
  dockerfile: Dockerfile,
  install: PipInstall,
  torch: PipPackage,
  pin: string,
): Finding | undefined {
  const local = localOf(pin);
  const { command, indexUrl, extraIndexUrls, findLinks } = install;
  if (local === undefined || !/^(?:cpu|cu\d{3})$/.test(local) || install.tool !== "pip") return undefined;
  if (indexUrl !== undefined || extraIndexUrls.length > 0 || findLinks.length > 0) return undefined;
  const facts = factsOf(command.at.stage);
  if (facts === undefined || facts.frameworks.length > 0 || mayBeConfigured(dockerfile, install))
    return undefined;
  const index = `--index-url https://download.pytorch.org/whl/${local}`;
  const option = install.packages.every(({ name }) => name.startsWith("torch"))
    ? index
    : `--extra-${index.slice(2)}`;
  const { end } = torch.argument.span;
  return {
    at: torch.argument.span,
    message: `PyPI has no versions with a local part such as +${local}, so the install fails. Name PyTorch's index: ${option}.`,
    fixes: [
      {
        title: "Name PyTorch's index",
        safety: "suggested",
        edits: [{ span: { start: end, end }, text: ` ${option}` }],
      },
    ],
  };
}

/** Whether a file may tell pip of another index, or an earlier step may have brought torch. */
function mayBeConfigured(dockerfile: Dockerfile, { command }: PipInstall): boolean {
  return firstHint(dockerfile) < command.span.start;
}

/** Where the file first speaks, outside comments, of torch, of pip's settings or of requirements in a file. */
const firstHint = perDockerfile(({ syntax }) => {
  const text = syntax.source.replaceAll(/^[ \t]*#.*$/gm, (line) => " ".repeat(line.length));
  const at = text.search(
    /pip\.conf|\bpip[\d.]* config\b|\btorch(?:==|\s|["'<>~])|requirements|\.toml|\bCOPY\s+\.\s/,
  );
  return at === -1 ? text.length : at;
});

function fixesOf(
  install: PipInstall,
  place: WheelPlace,
  best: string | undefined,
  source: string,
): readonly Fix[] {
  const edits = best === undefined ? undefined : variantEdits(install, place.variant, best, source);
  return best === undefined || edits === undefined || edits.length === 0
    ? []
    : [{ title: `Install the wheels for ${best}`, safety: "suggested", edits }];
}
