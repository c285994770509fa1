import { onnxruntimeBuilds, requiresTorch } from "../../knowledge/index.ts";
import type { OnnxruntimeBuild } from "../../knowledge/types.ts";
import type { Dockerfile, Stage } from "../../model/dockerfile.ts";
import { lineage } from "../../model/dockerfile.ts";
import { perDockerfile } from "../../model/memo.ts";
import type { PipInstall, PipPackage } from "../../model/pip.ts";
import { pipInstalls } from "../../model/query.ts";
import type { StageBase } from "../../model/stage-facts.ts";
import { baseOf } from "../../model/stage-facts.ts";
import type { Instruction } from "../../syntax/ast.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { quoted } from "../shared/package-edits.ts";

export default defineRule({
  name: "ort-gpu-without-cuda",
  subject: "dockerfile",
  category: "gpu",
  severity: "error",
  since: "0.2.0",
  summary: "onnxruntime-gpu in an image without CUDA's libraries",
  sources: ["ort-page", "ort-wheels", "ort-issue-29500"],
  *check({ dockerfile, source }) {
    for (const install of pipInstalls(dockerfile)) {
      const runtime = install.packages.find(({ name }) => name === "onnxruntime-gpu");
      const base = runtime === undefined ? undefined : baseOf(install.command.at.stage);
      if (runtime === undefined || base?.facts?.accelerator !== "cpu") continue;
      if (isElsewhere(install, runtime) || install.hasUnknown || mayBringCuda(dockerfile, install, runtime))
        continue;
      yield findingOf(install, runtime, base, source);
    }
  },
});

/** What is installed for another stage or machine, or in a form of its own. */
function isElsewhere({ command, options, verb }: PipInstall, runtime: PipPackage): boolean {
  if (runtime.url !== undefined || runtime.marker !== undefined || runtime.extras.length > 0) return true;
  if (verb !== "install" || options.has("--target") || options.has("--platform")) return true;
  return !command.at.stage.shipped || command.shell?.isConditional === true;
}

/**
 * Whether CUDA's libraries may come from somewhere: another package, the system's packages, another stage or image, or a file
 * that says what to install and that nobody sees here.
 */
function mayBringCuda(dockerfile: Dockerfile, { command }: PipInstall, runtime: PipPackage): boolean {
  const { stage } = command.at;
  return (
    isTakenElsewhere(dockerfile, stage) ||
    stagesWithCuda(dockerfile).has(stage) ||
    (cudaOf(runtime) !== "11" && stagesWithTorch(dockerfile).has(stage))
  );
}

/** The stages of which a step, be it in one below or on top, speaks of CUDA. */
const stagesWithCuda = perDockerfile((dockerfile) =>
  related(
    dockerfile.stages.filter((stage) => stage.instructions.some((at) => speaksOfCuda(at.instruction))),
    dockerfile,
  ),
);

/** The same for a package that brings torch along, and torch the libraries, or may do so. */
const stagesWithTorch = perDockerfile((dockerfile) =>
  related(
    pipInstalls(dockerfile)
      .filter(({ packages, hasUnknown }) => hasUnknown || packages.some(({ name }) => requiresTorch(name)))
      .map(({ command }) => command.at.stage),
    dockerfile,
  ),
);

/** The stages, what they build on, and what builds on them. */
function related(found: readonly Stage[], { stages }: Dockerfile): ReadonlySet<Stage> {
  const all = new Set(found.flatMap((stage) => lineage(stage)));
  for (const stage of stages) if (stage.parent !== undefined && all.has(stage.parent)) all.add(stage);
  return all;
}

/** The major of the CUDA that a version is built for; the torch of today brings 12 or 13. */
function cudaOf({ pin, specifier }: PipPackage): string | undefined {
  const version = pin ?? /^==(\d+\.\d+)\.\*$/.exec(specifier)?.[1];
  const cuda = version === undefined ? undefined : onPypi(onnxruntimeBuilds(version))?.cuda;
  return cuda?.split(".")[0];
}

/** Whether another stage copies out of a stage, and so may take what is installed there to an image with CUDA. */
function isTakenElsewhere(dockerfile: Dockerfile, { name, index }: Stage): boolean {
  const taken = takenFrom(dockerfile);
  return taken.has("$") || taken.has(String(index)) || (name !== undefined && taken.has(name));
}

/** The stages and images that COPY and mounts take from; `$` for one that a variable names. */
const takenFrom = perDockerfile(({ stages }): ReadonlySet<string> => {
  const taken = new Set<string>();
  for (const { instruction } of stages.flatMap((stage) => stage.instructions)) {
    for (const { name, value } of instruction.flags) {
      const from = name === "from" ? value : /(?:^|,)from=([^,]+)/.exec(value ?? "")?.[1];
      if (from !== undefined) taken.add(from.includes("$") ? "$" : from.toLowerCase());
    }
  }
  return taken;
});

function speaksOfCuda({ keyword, args, flags, heredocs }: Instruction): boolean {
  const options = flags.map(({ name, value }) => `--${name}=${value ?? ""}`).join(" ");
  const text = `${options} ${args.text}`.replaceAll(/onnxruntime[-_]gpu|NVIDIA_[A-Z_]+=/g, "");
  if (keyword === "RUN") return heredocs.length > 0 || IN_RUN.test(text);
  if (keyword !== "COPY" && keyword !== "ADD") return false;
  const copiesUv = /^\/uvx?(?:\s+\/uvx?)*\s/.test(args.text);
  return (/--from=/.test(options) && !copiesUv) || /cuda|cudnn|nvidia|tensorrt/i.test(args.text);
}

/** Words of a step that speak of CUDA, of what brings it, and of files and scripts that may. */
const IN_RUN =
  /cuda|cudnn|nvidia|cublas|tensorrt|torch|tensorflow|paddle|\bjax\b|conda|mamba|\s-(?:r|c|-requirement|-constraint)\b|\binstall\s+(?:-\S+\s+)*\.|\s-e\s|\.(?:sh|whl|deb|run|py|toml|ya?ml)\b|poetry|pipenv|\buv sync|\bpdm\b|--mount=\S*from=/i;

function findingOf(install: PipInstall, runtime: PipPackage, base: StageBase, source: string): Finding {
  const { pin } = runtime;
  const builds = pin === undefined ? [] : onnxruntimeBuilds(pin);
  const failing = builds.find((build) => build.importNeedsCuda === true);
  const image = base.reference?.text ?? "this image";
  const effect =
    failing === undefined
      ? "it says so in a warning and runs on the CPU"
      : `the import of version ${pin ?? ""} fails`;
  const extras = extrasFor(runtime);
  const way = extras === undefined ? "" : `, or install onnxruntime-gpu[${extras.join(",")}]`;
  return {
    at: runtime.argument.span,
    message: `onnxruntime-gpu needs CUDA and cuDNN, which ${image} does not have: ${effect}. Build on a CUDA runtime image with cuDNN${way}; for the CPU, onnxruntime is enough.`,
    fixes: fixesOf(install, runtime, extras, source),
    related: [{ at: base.word.span, message: "The image without CUDA." }],
  };
}

/** The extras that bring the libraries; undefined for a version that has none, or may have none. */
function extrasFor({ pin, specifier }: PipPackage): readonly string[] | undefined {
  if (pin !== undefined) return onPypi(onnxruntimeBuilds(pin))?.extras;
  return specifier === "" || />=?/.test(specifier) ? ["cuda", "cudnn"] : undefined;
}

function onPypi(builds: readonly OnnxruntimeBuild[]): OnnxruntimeBuild | undefined {
  return builds.find((build) => build.onPypi !== false);
}

function fixesOf(
  { command }: PipInstall,
  { argument, writtenName }: PipPackage,
  extras: readonly string[] | undefined,
  source: string,
): readonly Fix[] {
  const written = source.slice(argument.span.start, argument.span.end);
  if (extras === undefined || written !== argument.raw) return [];
  const bare = argument.raw.replaceAll(/["']/g, "");
  if (!bare.startsWith(writtenName)) return [];
  const named = `${writtenName}[${extras.join(",")}]`;
  const text = quoted(named + bare.slice(writtenName.length), command);
  return text === undefined
    ? []
    : [{ title: `Install ${named}`, safety: "suggested", edits: [{ span: argument.span, text }] }];
}
