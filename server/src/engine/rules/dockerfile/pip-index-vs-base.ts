import {
  cudaDriverFloor,
  cudaOfVariant,
  majorOf,
  torchCudaVariants,
  torchReleases,
} from "../../knowledge/index.ts";
import type { Command } from "../../model/command.ts";
import type { Dockerfile } from "../../model/dockerfile.ts";
import { lineage } from "../../model/dockerfile.ts";
import type { PipInstall } from "../../model/pip.ts";
import { pipInstall } from "../../model/pip.ts";
import { pipInstalls, runCommands } from "../../model/query.ts";
import { knownText } from "../../model/resolved.ts";
import type { StageBase } from "../../model/stage-facts.ts";
import { baseOf, environmentValue } from "../../model/stage-facts.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { compiledPackage } from "../shared/compiled-packages.ts";
import type { WheelPlace } from "../shared/torch-wheels.ts";
import { nearestVariant, variantEdits, wheelPlace } from "../shared/torch-wheels.ts";

export default defineRule({
  name: "pip-index-vs-base",
  subject: "dockerfile",
  category: "packages",
  severity: "info",
  since: "0.1.0",
  summary: "torch wheels for another major version of CUDA than the image's",
  sources: ["pt-release-md", "nv-cuda"],
  *check({ dockerfile, source }) {
    const extensions = lazily(() => extensionsOf(dockerfile));
    for (const install of pipInstalls(dockerfile)) {
      const base = toolkitOf(install);
      const place = base === undefined ? undefined : wheelPlace(install);
      const wheels = place === undefined ? undefined : cudaOfVariant(place.variant);
      if (base === undefined || place === undefined || wheels === undefined) continue;
      if (majorOf(wheels) === majorOf(base.cuda)) continue;
      yield findingOf({ extensions, source, install, base, place, wheels });
    }
  },
});

interface Toolkit {
  readonly cuda: string;
  readonly base: StageBase;
}

/** A CUDA extension that a step compiles. */
interface Extension {
  readonly name: string;
  readonly command: Command;
}

interface Mismatch {
  readonly extensions: () => readonly Extension[];
  readonly source: string;
  readonly install: PipInstall;
  readonly base: Toolkit;
  readonly place: WheelPlace;
  readonly wheels: string;
}

/** The CUDA toolkit that the image brings for its own sake; a framework's image is another matter. */
function toolkitOf(install: PipInstall): Toolkit | undefined {
  const base = baseOf(install.command.at.stage);
  const facts = base?.facts;
  if (base === undefined || facts?.accelerator !== "cuda" || facts.cuda === undefined) return undefined;
  return facts.frameworks.length > 0 || facts.cuda.flavour === undefined
    ? undefined
    : { cuda: facts.cuda.version, base };
}

function findingOf(mismatch: Mismatch): Finding {
  const { base, place, wheels, install } = mismatch;
  const extension = extensionAfter(mismatch);
  const wheel = `These are wheels for CUDA ${wheels}, and the image holds CUDA ${base.cuda}`;
  const driver = cudaDriverFloor(wheels);
  const message =
    extension === undefined
      ? `${wheel}: torch brings CUDA ${majorOf(wheels) ?? ""} of its own, needs a driver for that${driver === undefined ? "" : ` (${driver} or newer)`}, and uses nothing of the image's.`
      : `${wheel}: torch refuses to compile ${extension.name} with an nvcc of another major version.`;
  return {
    at: place.argument.span,
    ...(extension === undefined ? {} : { severity: "error" }),
    message,
    fixes: fixesOf(mismatch),
    related: [
      { at: base.base.word.span, message: `The image with CUDA ${base.cuda}.` },
      ...(extension === undefined || extension.command === install.command
        ? []
        : [{ at: extension.command.span, message: `${extension.name} is compiled here.` }]),
    ],
  };
}

/** A CUDA extension that the stage, or one on top of it, compiles behind the install. */
function extensionAfter({ extensions, install, base }: Mismatch): Extension | undefined {
  if (base.base.facts?.cuda?.nvcc !== true) return undefined;
  const { stage, order } = install.command.at;
  return extensions().find(({ command: { at } }) => at.order >= order && lineage(at.stage).includes(stage));
}

function extensionsOf(dockerfile: Dockerfile): readonly Extension[] {
  const found: Extension[] = [];
  for (const command of runCommands(dockerfile)) {
    const name = extensionOf(command);
    if (name !== undefined) found.push({ name, command });
  }
  return found;
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function extensionOf(command: Command): string | undefined {
  if (command.shell?.isConditional === true) return undefined;
  const install = pipInstall(command);
  const compiled = install === undefined ? undefined : compiledPackage(install);
  if (compiled !== undefined) return compiled.name;
  return compilesProject(command, install) ? "the extension" : undefined;
}

/** `python setup.py install` or `pip install .` with variables that only CUDA extensions of torch read. */
function compilesProject(command: Command, install: PipInstall | undefined): boolean {
  const first = knownText(command.args[0]?.value) ?? "";
  const builds =
    (/^python[\d.]*$/.test(command.name) && first.endsWith("setup.py")) ||
    install?.sources.some(({ value }) => /^\.(?:\/|$|\[)/.test(knownText(value) ?? "")) === true;
  return (
    builds &&
    ["TORCH_CUDA_ARCH_LIST", "FORCE_CUDA"].some(
      (name) =>
        command.environment.has(name) ||
        environmentValue(command.at.stage, name, command.at.order) !== undefined,
    )
  );
}

/** The nearest variant of the image's major that has the wheels, wherever the command names the other one. */
function fixesOf({ install, base, place, source }: Mismatch): readonly Fix[] {
  const pin = install.packages.find(({ name }) => name === "torch")?.pin;
  const variants = pin === undefined ? allVariants() : (torchCudaVariants(pin) ?? []);
  const best = nearestVariant(variants, base.cuda);
  const edits = best === undefined ? undefined : variantEdits(install, place.variant, best, source);
  if (best === undefined || edits === undefined) return [];
  return [{ title: `Install the wheels for ${best}`, safety: "suggested", edits }];
}

function allVariants(): readonly string[] {
  return [...new Set(torchReleases().flatMap(({ cudaVariants }) => cudaVariants))];
}
