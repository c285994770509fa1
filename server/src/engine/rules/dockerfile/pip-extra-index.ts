import {
  compareVersions,
  cudaOfVariant,
  requiresTorch,
  torchRelease,
  torchReleases,
  torchWithVariant,
} from "../../knowledge/index.ts";
import type { TorchRelease } from "../../knowledge/types.ts";
import type { Argument } from "../../model/command.ts";
import type { Dockerfile } from "../../model/dockerfile.ts";
import { lineage } from "../../model/dockerfile.ts";
import type { PipInstall, PipPackage } from "../../model/pip.ts";
import { packageCalls, pipInstalls } from "../../model/query.ts";
import { knownText } from "../../model/resolved.ts";
import { factsOf } from "../../model/stage-facts.ts";
import type { Edit } from "../../text/edit.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { replacement } from "../shared/package-edits.ts";
import { isFromPublicIndexes } from "../shared/pip-indexes.ts";

export default defineRule({
  name: "pip-extra-index",
  subject: "dockerfile",
  category: "packages",
  severity: "info",
  since: "0.2.0",
  summary: "torch from an extra index, which decides nothing about the CUDA of its wheels",
  sources: ["extra-index-trap", "pt-release-md", "test-infra-matrix"],
  *check({ dockerfile, source }) {
    for (const install of pipInstalls(dockerfile)) {
      const choice = choiceOf(install);
      if (choice === undefined || !isFromPublicIndexes(install) || mayHoldTorch(dockerfile, install))
        continue;
      const finding =
        choice.torch.pin === undefined
          ? unpinned(dockerfile, choice, source)
          : pinned(choice, choice.torch.pin);
      if (finding !== undefined) yield finding;
    }
  },
});

/** An install of torch, bare or pinned, for which pip has PyPI and one index of PyTorch's for a CUDA. */
interface Choice {
  readonly install: PipInstall;
  readonly torch: PipPackage;
  readonly index: Argument;
  /** `cu118`, and the version that it stands for. */
  readonly variant: string;
  readonly cuda: string;
}

/** uv is left out: it takes a package from the first index that has it, and asks PyPI last. */
function choiceOf(install: PipInstall): Choice | undefined {
  const { tool, verb, packages, sources, extraIndexUrls, constraintFiles, options } = install;
  const torch = packages.find(({ name }) => name === "torch");
  const [index] = extraIndexUrls;
  if (tool !== "pip" || verb !== "install" || torch === undefined || index === undefined) return undefined;
  if (extraIndexUrls.length > 1 || install.findLinks.length > 0 || sources.length > 0) return undefined;
  if (constraintFiles.length > 0 || options.has("--pre") || isPytorch(install.indexUrl)) return undefined;
  if (torch.url !== undefined || torch.marker !== undefined) return undefined;
  // What else names a version, or depends on torch, may hold it back.
  const others = packages.filter((one) => one !== torch && torch.pin === undefined);
  if (others.some(({ name, specifier }) => requiresTorch(name) || (isPartner(name) && specifier !== "")))
    return undefined;
  const variant = /\/whl\/(cu\d{3})\/?$/.exec(knownText(index.value) ?? "")?.[1];
  const cuda = variant === undefined ? undefined : cudaOfVariant(variant);
  if (variant === undefined || cuda === undefined || !isPytorch(index)) return undefined;
  return { install, torch, index, variant, cuda };
}

function isPytorch(index: Argument | undefined): boolean {
  return /\bpytorch\.org\//.test(knownText(index?.value) ?? "");
}

function isPartner(name: string): boolean {
  return name === "torchvision" || name === "torchaudio";
}

/** Whether the image or an earlier step may hold torch, or change pip's settings: then pip may take nothing at all. */
function mayHoldTorch(dockerfile: Dockerfile, { command: { at, span } }: PipInstall): boolean {
  const facts = factsOf(at.stage);
  if (facts === undefined || facts.frameworks.length > 0) return true;
  const stages = lineage(at.stage);
  const { source } = dockerfile.syntax;
  if (
    stages.some(({ span: whole }) =>
      CONFIGURED.test(source.slice(whole.start, Math.min(whole.end, span.start))),
    )
  )
    return true;
  if (
    packageCalls(dockerfile).some(
      ({ manager, command }) => manager === "conda" && stages.includes(command.at.stage),
    )
  )
    return true;
  return pipInstalls(dockerfile).some(
    (earlier) =>
      earlier.command.span.start < span.start &&
      stages.includes(earlier.command.at.stage) &&
      (earlier.requirementFiles.length > 0 ||
        earlier.sources.length > 0 ||
        earlier.packages.some(({ name }) => name === "torch" || isPartner(name) || requiresTorch(name))),
  );
}

const CONFIGURED = /\bpip\.conf\b|\bpip[\d.]* config\b|\bconda\b|\bpyenv\b/;

/** A pin without a local part, of a release that was never built for the index's CUDA. */
function pinned({ torch, index, variant, cuda }: Choice, pin: string): Finding | undefined {
  const release = torchRelease(pin);
  if (release?.version !== pin || !isComplete(release) || release.cudaVariants.includes(variant))
    return undefined;
  const last = torchWithVariant(variant)[0];
  if (last === undefined || compareVersions(last, pin) > 0) return undefined;
  return {
    at: index.span,
    severity: "warning",
    message: `torch ${pin} has no wheels for CUDA ${cuda} (${variant}), so pip takes PyPI's${builtFor(release)}. Use an index that has them, or a release up to ${last}.`,
    related: [{ at: torch.argument.span, message: `This asks for torch ${pin}.` }],
  };
}

function unpinned(dockerfile: Dockerfile, choice: Choice, source: string): Finding | undefined {
  const { install, torch, index, variant, cuda } = choice;
  if (torch.specifier !== "") return undefined;
  const python = pythonOf(dockerfile, install);
  const newest = torchReleases().find((one) => isComplete(one) && runsOn(one, python));
  if (python === undefined || newest === undefined) return undefined;
  const isAlone = install.packages.every(({ name }) => name === "torch" || isPartner(name));
  const isBuilt = newest.cudaVariants.includes(variant);
  const last = torchReleases().find((one) => one.cudaVariants.includes(variant) && runsOn(one, python));
  // For an old Python no newer torch comes.
  if (last === undefined || (isBuilt && newest !== torchReleases().find(isComplete))) return undefined;
  const fixes = isAlone ? asOnlyIndex(choice, source) : isBuilt ? [] : asPin(choice, last.version, source);
  const advice = isAlone
    ? "Use --index-url."
    : isBuilt
      ? "Install torch in a step of its own, with --index-url."
      : `Pin torch==${last.version}+${variant}, or install it in a step of its own, with --index-url.`;
  if (!isBuilt) {
    return {
      at: index.span,
      severity: "warning",
      message: `pip takes the newest torch of all indexes, and the last one for CUDA ${cuda} (${variant}) is ${last.version}: it takes a newer one from PyPI${builtFor(newest)}. ${advice}`,
      fixes,
    };
  }
  return {
    at: index.span,
    message: `pip takes the newest torch of all indexes. Once PyTorch builds no more for CUDA ${cuda} (${variant}), that is PyPI's, for another CUDA. ${advice}`,
    fixes,
  };
}

/** What PyPI's wheel of a release is built for, as a clause; empty where that is not known. */
function builtFor({ defaultCuda }: TorchRelease): string {
  const cuda = defaultCuda === undefined ? undefined : cudaOfVariant(defaultCuda);
  return cuda === undefined ? "" : `, for CUDA ${cuda}`;
}

/** The Python minor that the install is for, as the image has it and nothing before in the file speaks of another. */
function pythonOf(dockerfile: Dockerfile, { command }: PipInstall): string | undefined {
  const { stage } = command.at;
  const python = factsOf(stage)?.python?.version.split(".", 2).join(".");
  const text = lineage(stage)
    .map(({ span }) => dockerfile.syntax.source.slice(span.start, Math.min(span.end, command.span.end)))
    .join("\n");
  const named = [...text.matchAll(/\b(?:python|pip)[=:@-]?(3\.\d+)/g)].map(([, minor]) => minor);
  return named.every((minor) => minor === python) ? python : undefined;
}

/** Whether a release has wheels for a Python; newer ones than its note names may be there as well. */
function runsOn({ pythonMin, pythonMax }: TorchRelease, python: string | undefined): boolean {
  if (python === undefined || pythonMin === undefined || pythonMax === undefined) return false;
  return compareVersions(pythonMin, python) <= 0 && compareVersions(python, pythonMax) <= 0;
}

/** The rows that PyTorch's own build matrix stands behind; of older releases not every variant is known. */
function isComplete({ source }: TorchRelease): boolean {
  return source.includes("test-infra-matrix");
}

function asOnlyIndex({ install }: Choice, source: string): readonly Fix[] {
  const [use] = install.options.get("--extra-index-url") ?? [];
  const edit =
    use === undefined ? undefined : replacement(use.argument, "--extra-index-url", "--index-url", source);
  return suggested("Use --index-url", edit);
}

function asPin({ torch, variant }: Choice, version: string, source: string): readonly Fix[] {
  const pin = `torch==${version}+${variant}`;
  return suggested(`Pin ${pin}`, replacement(torch.argument, torch.writtenName, pin, source));
}

function suggested(title: string, edit: Edit | undefined): readonly Fix[] {
  return edit === undefined ? [] : [{ title, safety: "suggested", edits: [edit] }];
}
