import { pypiPackage } from "../../knowledge/index.ts";
import type { Argument, Command } from "../../model/command.ts";
import { commandsOf } from "../../model/command.ts";
import type { Dockerfile, Stage } from "../../model/dockerfile.ts";
import type { PipInstall } from "../../model/pip.ts";
import { pipInstall } from "../../model/pip.ts";
import { stageInstructions } from "../../model/query.ts";
import { knownPrefix } from "../../model/resolved.ts";
import type { StageBase } from "../../model/stage-facts.ts";
import { baseOf, environmentValue } from "../../model/stage-facts.ts";
import { packageCall } from "../../model/system-packages.ts";
import type { Instruction } from "../../syntax/ast.ts";
import type { Span } from "../../text/span.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { compiledPackage } from "../shared/compiled-packages.ts";
import { suggestImage } from "../shared/image-edits.ts";
import { dockerfileImages } from "../shared/dockerfile-images.ts";

export default defineRule({
  name: "base-runtime-needs-nvcc",
  subject: "dockerfile",
  category: "base",
  severity: "error",
  since: "0.1.0",
  summary: "nvcc, or a package that compiles with it, on a CUDA image without nvcc",
  sources: ["nv-cuda", "flash-attn", "apex", "detectron2"],
  *check({ dockerfile }) {
    const settled = new Set<Stage>();
    for (const stage of dockerfile.stages) {
      const base = baseOf(stage);
      const cuda = base?.facts?.cuda;
      if (base === undefined || cuda?.nvcc !== false || cuda.flavour === undefined) continue;
      const isSettled = stage.parent !== undefined && settled.has(stage.parent);
      const need = isSettled ? undefined : firstNeed(dockerfile, stage, base);
      if (isSettled || need !== undefined) settled.add(stage);
      if (need !== undefined && need !== "met") yield findingOf(dockerfile, base, need);
    }
  },
});

/** What needs the compiler, and where it stands. */
interface Need {
  readonly at: Span;
  readonly what: string;
}

/** What the stage itself needs first; "met" where a step before that may bring the compiler. */
function firstNeed(dockerfile: Dockerfile, stage: Stage, base: StageBase): Need | "met" | undefined {
  for (const at of stageInstructions(stage, "RUN", "COPY")) {
    if (at.instruction.keyword === "COPY") {
      if (copiesToolkit(at.instruction)) return "met";
      continue;
    }
    for (const command of commandsOf(dockerfile, at)) {
      const need = needOf(command, base);
      if (need !== undefined) return need;
      if (installsNvcc(command)) return "met";
    }
  }
  return undefined;
}

function needOf(command: Command, base: StageBase): Need | undefined {
  const { shell } = command;
  if (shell !== undefined && (shell.isConditional || shell.after === "||")) return undefined;
  if (command.name === "nvcc") return { at: command.nameSpan, what: "This step runs nvcc" };
  const install = pipInstall(command);
  return install === undefined || install.options.has("--only-binary")
    ? undefined
    : needOfInstall(install, base);
}

function needOfInstall(install: PipInstall, base: StageBase): Need | undefined {
  // Its setup asks the nvcc of /usr/local/cuda, which NVIDIA's images have and images with conda's CUDA have not.
  const hasToolkitFolder = base.facts?.family === "nvidia/cuda" && base.facts.frameworks.length === 0;
  const { stage, order } = install.command.at;
  const skip = "FLASH_ATTENTION_SKIP_CUDA_BUILD";
  const skips = install.command.environment.has(skip) || environmentValue(stage, skip, order) !== undefined;
  const asking = install.packages.find(
    ({ name, url, marker }) =>
      url === undefined && marker === undefined && pypiPackage(name)?.setupRunsNvcc === true,
  );
  if (asking !== undefined && hasToolkitFolder && !skips) return needs(asking.name, asking.argument);
  const compiled = compiledPackage(install);
  return compiled === undefined ? undefined : needs(compiled.name, compiled.argument);
}

function needs(name: string, { span }: Argument): Need {
  return { at: span, what: `${name} is compiled with nvcc` };
}

function copiesToolkit({ args, flags }: Instruction): boolean {
  if (flags.some(({ name, value }) => name === "from" && value?.includes("cuda") === true)) return true;
  return /cuda|nvcc|nvhpc|(?:^|\s)\/(?:usr\/?(?:local\/?)?)?(?:\s|$)/i.test(args.text);
}

/** Whether a step may install the compiler: by a package, NVIDIA's installer, a script, or an environment file. */
function installsNvcc(command: Command): boolean {
  const texts = command.args.map(({ value }) => (value.known ? value.text : `${knownPrefix(value)}?`));
  const call = packageCall(command);
  if (call === undefined) return [command.name, ...texts].some((text) => INSTALLER.test(text));
  if (call.manager === "conda" && (call.verb === "env" || call.options.has("--file"))) return true;
  return texts.some((text) => PACKAGE.test(text));
}

/** `cuda_12.4.1_linux.run`, `install_cuda.sh`, `nvidia-cuda-nvcc-cu12`. */
const INSTALLER = /nvcc|nvhpc|cuda.{0,100}(?:toolkit|\.run\b|\.sh\b)/i;
/** `cuda-nvcc-12-4`, `cuda-toolkit`, `nvidia-cuda-toolkit`, `cudatoolkit-dev`, `cuda-12-4`, `cuda`; libraries alone hold no compiler. */
const PACKAGE =
  /nvcc|nvhpc|^(?:nvidia-)?cuda-?toolkit|cuda-(?:compiler|minimal-build|command-line-tools|\d|\?)|(?:^|:)cuda(?:[=?]|$)/;

function findingOf(dockerfile: Dockerfile, base: StageBase, need: Need): Finding {
  const image = base.reference?.text ?? `this ${base.facts?.title ?? "image"}`;
  return {
    at: need.at,
    message: `${need.what}, which ${image} does not have: the step fails. Build in a stage on the devel image of the same CUDA.`,
    fixes: fixesOf(dockerfile, base),
    related: [{ at: base.word.span, message: "This image holds CUDA's libraries without the compiler." }],
  };
}

function fixesOf(dockerfile: Dockerfile, base: StageBase): readonly Fix[] {
  const use = dockerfileImages(dockerfile).find((one) => one.kind === "from" && one.stage === base.stage);
  const tag = use?.reference.tag;
  if (use === undefined || tag === undefined || use.reference.digest !== undefined) return [];
  const devel = tag.replace(/-(?:runtime|base)(?=-|$)/, "-devel");
  return devel === tag ? [] : suggestImage(use, use.reference.text.replace(tag, devel));
}
