import {
  compareVersions,
  cudaOfVariant,
  cudaRelease,
  gpuArchitecture,
  localOf,
  minorOf,
  publicOf,
  runsOn,
  torchReleases,
  torchRelease,
  torchWithVariant,
} from "../../knowledge/index.ts";
import type { Dockerfile, Stage } from "../../model/dockerfile.ts";
import { lineage } from "../../model/dockerfile.ts";
import type { PipInstall, PipPackage } from "../../model/pip.ts";
import { pipInstalls, runCommands } from "../../model/query.ts";
import { knownText } from "../../model/resolved.ts";
import type { Definition } from "../../model/scope.ts";
import { baseOf, environmentValue, factsOf } from "../../model/stage-facts.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { readArchList } from "../shared/arch-list.ts";
import { onePerPlace, reportAt, tagPart } from "../shared/image-places.ts";
import type { ImageUse } from "../shared/image-uses.ts";
import { imageUses, written } from "../shared/image-uses.ts";
import { areBuiltFor, missingIn, nearestTorch, nothingFor, variantsFor } from "../shared/missing-kernels.ts";
import { isFromPublicIndexes } from "../shared/pip-indexes.ts";
import type { WheelPlace } from "../shared/torch-wheels.ts";
import { nearestVariant, variantEdits, wheelPlace } from "../shared/torch-wheels.ts";

const LIST = "TORCH_CUDA_ARCH_LIST";

export default defineRule({
  name: "gpu-kernels-missing",
  subject: "any",
  category: "gpu",
  severity: "warning",
  since: "0.3.0",
  summary: "a PyTorch, or a list of architectures, without kernels for the host's GPUs",
  sources: [
    "pytorch-builder-branches",
    "pytorch-build-script-2.8",
    "pytorch-release-md-2.9",
    "pytorch-release-md",
    "CUDA C++ Programming Guide, binary and PTX compatibility",
  ],
  supersedes: ["pip-index-vs-base"],
  *check(input) {
    const wanted = (input.host.architectures ?? [])
      .filter((one) => gpuArchitecture(one) !== undefined)
      .toSorted(compareVersions);
    if (wanted.length === 0) return;
    const replaced = input.kind === "dockerfile" ? stagesWithTorch(input.dockerfile) : new Set<Stage>();
    yield* onePerPlace(inImages(imageUses(input), wanted, replaced));
    if (input.kind !== "dockerfile") return;
    for (const install of pipInstalls(input.dockerfile)) yield* inInstall(install, wanted, input.source);
    yield* inLists(input.dockerfile, wanted, input.source);
  },
});

/** Stages that, themselves or in one on top of them, install a torch of their own. */
function stagesWithTorch(dockerfile: Dockerfile): ReadonlySet<Stage> {
  return new Set(
    pipInstalls(dockerfile)
      .filter(({ packages }) => packages.some(({ name }) => name === "torch"))
      .flatMap(({ command }) => lineage(command.at.stage)),
  );
}

function* inImages(
  uses: readonly ImageUse[],
  wanted: readonly string[],
  replaced: ReadonlySet<Stage>,
): Generator<Finding> {
  for (const use of uses) {
    if (use.kind !== "from" && use.kind !== "service") continue;
    if (use.kind === "from" && (!use.stage.shipped || replaced.has(use.stage))) continue;
    if (use.reference.repository !== "pytorch/pytorch" || use.facts?.cuda === undefined) continue;
    const cuda = minorOf(use.facts.cuda.version);
    const torch = use.facts.frameworks.find(({ name }) => name === "torch")?.version;
    const release = torch === undefined ? undefined : torchRelease(torch);
    if (cuda === undefined || release === undefined) continue;
    const missing = missingIn(release.version, cuda, wanted, "conda");
    if (missing.length === 0) continue;
    const best = variantOf(release.version, cuda, wanted);
    const other = best === undefined ? nearestTorch(release.version, wanted) : undefined;
    const torchToo = other === undefined ? "" : `torch ${other.torch} and `;
    const variant = cudaOfVariant(best ?? other?.variant ?? "");
    const advice = variant === undefined ? "" : ` Use one with ${torchToo}CUDA ${variant}.`;
    yield {
      ...reportAt(use, tagPart(use, `cuda${cuda}`)),
      message: `torch in ${written(use)} has ${nothingFor(missing)}${advice}`,
    };
  }
}

/** The wheels that an install takes, and where it says so. */
interface Wheels extends WheelPlace {
  /** Releases that pip may take. */
  readonly releases: readonly string[];
  /** Whether no index is named and PyPI decides. */
  readonly byDefault: boolean;
}

function* inInstall(install: PipInstall, wanted: readonly string[], source: string): Generator<Finding> {
  const torch = install.packages.find(({ name }) => name === "torch");
  const frameworks = factsOf(install.command.at.stage)?.frameworks ?? [];
  if (torch === undefined || torch.marker !== undefined || torch.url !== undefined) return;
  const { verb, command, options } = install;
  // One branch of several may be for other GPUs, and of nightly builds nothing is known.
  if (verb !== "install" || command.shell?.isConditional === true || options.has("--pre")) return;
  // What the image holds already pip leaves alone where it fits.
  if (frameworks.some(({ name }) => name === "torch")) return;
  const wheels = wheelsOf(install, torch);
  const cuda = wheels === undefined ? undefined : cudaOfVariant(wheels.variant);
  if (wheels === undefined || cuda === undefined || wheels.releases.length === 0) return;
  const missing = wanted.filter((one) =>
    wheels.releases.every((release) => missingIn(release, cuda, [one]).length > 0),
  );
  if (missing.length === 0 || !isFromPublicIndexes(install)) return;
  const [release = ""] = wheels.releases;
  const isPinned = torch.pin !== undefined;
  const best = isPinned ? variantOf(release, cuda, wanted) : anyVariant(cuda, wanted);
  const other = isPinned && best === undefined ? nearestTorch(release, wanted) : undefined;
  const name = torch.pin === undefined ? "torch" : `torch ${publicOf(torch.pin)}`;
  const instead = other === undefined ? undefined : `torch ${other.torch} with ${other.variant}`;
  const what = best === undefined ? instead : `the wheels for ${best}`;
  const advice = what === undefined ? "" : ` Use ${what}.`;
  yield {
    at: wheels.argument.span,
    message: `${name} for CUDA ${cuda} has ${nothingFor(missing)}${advice}`,
    fixes: fixesOf(install, wheels, best, source),
  };
}

/** Of the variants of a release that have what the host needs, the one nearest to a CUDA; in another major the one that the oldest driver runs. */
function variantOf(release: string, cuda: string, wanted: readonly string[]): string | undefined {
  const variants = variantsFor(release, wanted);
  return nearestVariant(variants, cuda) ?? variants.toSorted()[0];
}

/** The same for whatever release pip takes. */
function anyVariant(cuda: string, wanted: readonly string[]): string | undefined {
  const all = [...new Set(torchReleases().flatMap(({ cudaVariants }) => cudaVariants))];
  const variants = all.filter((variant) => {
    const releases = newestWith(variant);
    return releases.length > 0 && areBuiltFor(releases, variant, wanted);
  });
  return nearestVariant(variants, cuda) ?? variants.toSorted()[0];
}

function wheelsOf(install: PipInstall, torch: PipPackage): Wheels | undefined {
  const place = wheelPlace(install);
  if (place !== undefined) {
    if (/\/whl\/(?:nightly|test)\//.test(knownText(place.argument.value) ?? "")) return undefined;
    const releases = torch.pin === undefined ? newestWith(place.variant) : exact(torch.pin);
    if (torch.pin === undefined && torch.specifier !== "") return undefined;
    return { ...place, releases, byDefault: false };
  }
  const { indexUrl, extraIndexUrls, findLinks, options, command } = install;
  const isNamed = indexUrl !== undefined || extraIndexUrls.length > 0 || findLinks.length > 0;
  if (isNamed || options.has("--torch-backend") || torch.pin === undefined) return undefined;
  const backend = environmentValue(command.at.stage, "UV_TORCH_BACKEND", command.at.order);
  const isOther = backend !== undefined || command.environment.has("UV_TORCH_BACKEND");
  const variant = localOf(torch.pin) === undefined ? torchRelease(torch.pin)?.defaultCuda : undefined;
  // Of an image that the facts do not hold nobody knows what it has, or how its pip is set up.
  if (isOther || variant === undefined || factsOf(command.at.stage) === undefined) return undefined;
  return { variant, argument: torch.argument, releases: exact(torch.pin), byDefault: true };
}

function exact(pin: string): readonly string[] {
  const release = torchRelease(pin);
  return release === undefined ? [] : [release.version];
}

/** Of a variant the newest release for each Python, one of which pip takes where no version is asked for. */
function newestWith(variant: string): readonly string[] {
  const versions = new Set(torchWithVariant(variant));
  const all = torchReleases().filter(({ version }) => versions.has(version));
  const newest = PYTHONS.flatMap(
    (python) =>
      all.find(
        ({ pythonMin, pythonMax }) =>
          pythonMin !== undefined &&
          pythonMax !== undefined &&
          compareVersions(pythonMin, python) <= 0 &&
          compareVersions(python, pythonMax) <= 0,
      )?.version ?? [],
  );
  return [...new Set(newest)];
}

/** Those that people build images with. */
const PYTHONS: readonly string[] = ["3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14"];

function fixesOf(
  install: PipInstall,
  wheels: Wheels,
  best: string | undefined,
  source: string,
): readonly Fix[] {
  if (best === undefined) return [];
  const title = `Install the wheels for ${best}`;
  if (wheels.byDefault) {
    if (!install.packages.every(({ name }) => name.startsWith("torch"))) return [];
    const { end } = wheels.argument.span;
    const text = ` --index-url https://download.pytorch.org/whl/${best}`;
    return [{ title, safety: "suggested", edits: [{ span: { start: end, end }, text }] }];
  }
  const edits = variantEdits(install, wheels.variant, best, source);
  return edits === undefined || edits.length === 0 ? [] : [{ title, safety: "suggested", edits }];
}

function* inLists(dockerfile: Dockerfile, wanted: readonly string[], source: string): Generator<Finding> {
  for (const stage of dockerfile.stages) {
    for (const definition of stage.scope.own()) {
      if (definition.name === LIST) yield* inDefinition(definition, stage, wanted, source);
    }
  }
  for (const command of runCommands(dockerfile)) {
    if (command.shell?.isConditional === true) continue;
    const list = command.environment.get(LIST);
    const missing = missingInList(knownText(list), wanted);
    if (missing.length > 0) yield { at: command.span, message: listMessage(missing, command.at.stage) };
  }
}

function* inDefinition(
  { variable, valueSpan }: Definition,
  stage: Stage,
  wanted: readonly string[],
  source: string,
): Generator<Finding> {
  if (variable.state !== "set" || valueSpan === undefined) return;
  const writtenValue = source.slice(valueSpan.start, valueSpan.end);
  const text = knownText(variable.value);
  // What stands elsewhere is reported there.
  if (text === undefined || writtenValue.includes("$")) return;
  const missing = missingInList(text, wanted);
  if (missing.length === 0) return;
  const isQuoted = /^(["']).*\1$/s.test(writtenValue);
  const separator = text.includes(";") ? ";" : isQuoted ? " " : undefined;
  const at = isQuoted ? valueSpan.end - 1 : valueSpan.end;
  const canBuild = missing.every((one) => toolkitBuilds(stage, one) !== false);
  const fix: Fix = {
    title: `Add ${missing.join(" and ")}`,
    safety: "suggested",
    edits: [
      { span: { start: at, end: at }, text: missing.map((one) => `${separator ?? ""}${one}`).join("") },
    ],
  };
  yield {
    at: valueSpan,
    message: listMessage(missing, stage),
    fixes: separator !== undefined && canBuild ? [fix] : [],
  };
}

function missingInList(text: string | undefined, wanted: readonly string[]): readonly string[] {
  const kernels = text === undefined ? undefined : readArchList(text);
  // A list of systems on a chip alone is for another kind of machine.
  if (kernels?.capabilities.every((one) => gpuArchitecture(one)?.tegra === true) !== false) return [];
  return wanted.filter((one) => runsOn(kernels, one) === false);
}

function listMessage(missing: readonly string[], stage: Stage): string {
  const unable = missing.find((one) => toolkitBuilds(stage, one) === false);
  const cuda = factsOf(stage)?.cuda?.version;
  const advice =
    unable === undefined
      ? `Add ${missing.join(" and ")}.`
      : `CUDA ${cuda ?? ""} cannot build for ${unable} either: ${reach(unable)}.`;
  return `Extensions built for this list have ${nothingFor(missing)} ${advice}`;
}

function reach(capability: string): string {
  const { firstCuda, lastCuda } = gpuArchitecture(capability) ?? {};
  return lastCuda === undefined
    ? `that begins with CUDA ${firstCuda ?? ""}`
    : `that ended with CUDA ${lastCuda}`;
}

/** Whether the toolkit of the image that a stage is built on has the architecture; undefined where there is none, or it is not known. */
function toolkitBuilds(stage: Stage, capability: string): boolean | undefined {
  const cuda = baseOf(stage)?.facts?.cuda?.version;
  const release = cuda === undefined ? undefined : cudaRelease(cuda);
  const { firstCuda, lastCuda } = gpuArchitecture(capability) ?? {};
  if (release === undefined) return undefined;
  if (firstCuda !== undefined && compareVersions(release.version, firstCuda) < 0) return false;
  const minor = minorOf(release.version);
  return lastCuda === undefined || minor === undefined || compareVersions(minor, lastCuda) <= 0;
}
