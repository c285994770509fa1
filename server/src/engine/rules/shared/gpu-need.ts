import { deviceOptions, needsGpu } from "../../knowledge/index.ts";
import { builtStage } from "../../model/compose/built.ts";
import type { ComposeCommand } from "../../model/compose/command.ts";
import { commandAt, programOf } from "../../model/compose/command.ts";
import { buildOf, imageFactsOf, imageOf } from "../../model/compose/image.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import { startCommands } from "../../model/compose/start.ts";
import type { Place } from "../../model/compose/value.ts";
import { optionUse } from "../../model/options.ts";
import { familiarName } from "../../model/reference.ts";
import { knownText } from "../../model/resolved.ts";
import { baseOf } from "../../model/stage-facts.ts";
import { isBuiltForOthers } from "./gpu-elsewhere.ts";
import { servingLaunches } from "./launches.ts";

/** What says that a service does nothing without a GPU. */
export interface GpuNeed {
  readonly at: Place;
  /** A sentence without its full stop: `--device cuda asks for a GPU`. */
  readonly what: string;
}

/** What its command, its image or the Dockerfile that it is built from says of a GPU; undefined where nothing is sure. */
export function gpuNeed(service: ComposeService): GpuNeed | undefined {
  return inCommand(service) ?? inImage(service) ?? inDockerfile(service);
}

function inCommand(service: ComposeService): GpuNeed | undefined {
  const commands = startCommands(service);
  if (commands.some(({ built }) => built !== undefined) && isBuiltForOthers(service)) return undefined;
  for (const command of commands) {
    // Options of these are for other containers or machines.
    if (OTHERS.has(command.name)) continue;
    const found = deviceOption(command);
    if (found !== undefined) return found;
  }
  return undefined;
}

const OTHERS: ReadonlySet<string> = new Set([
  "docker",
  "podman",
  "nerdctl",
  "nvidia-docker",
  "srun",
  "sbatch",
  "ray",
  "sky",
  "runpodctl",
]);

function deviceOption(command: ComposeCommand): GpuNeed | undefined {
  for (const { option, values } of deviceOptions()) {
    const value = optionUse(command.args, option)?.value;
    const text = knownText(value?.value);
    if (value === undefined || text === undefined) continue;
    const asks =
      values === undefined ? /^[1-9]\d{0,3}$/.test(text) : values.includes(text.replace(/:\d+$/, ""));
    if (asks) return { at: commandAt(command, value.span), what: `${option} ${text} asks for a GPU` };
  }
  return undefined;
}

function inImage(service: ComposeService): GpuNeed | undefined {
  const image = imageOf(service);
  const facts = imageFactsOf(service);
  if (image?.reference === undefined || facts?.accelerator !== "cuda" || !needsGpu(facts.family))
    return undefined;
  // Another program than the image's own may have another purpose.
  if (programOf(service) !== undefined && servingLaunches(service).length === 0) return undefined;
  return { at: image.at, what: `${image.reference.text} serves on NVIDIA GPUs only` };
}

/** A Dockerfile for a GPU by its own name, whose image holds CUDA: either alone is built for CPUs, too. */
function inDockerfile(service: ComposeService): GpuNeed | undefined {
  const build = buildOf(service);
  const name = knownText(build?.dockerfile?.value) ?? "";
  const file = name.slice(name.lastIndexOf("/") + 1);
  if (build?.dockerfile === undefined || !/(?:^|[._-])(?:gpu|cuda|nvidia)(?:[._-]|\d|$)/i.test(file))
    return undefined;
  const built = builtStage(service);
  const base = built === undefined ? undefined : baseOf(built.stage);
  if (base?.reference === undefined || base.facts?.accelerator !== "cuda") return undefined;
  const { registry, repository } = base.reference;
  return {
    at: build.dockerfile.at,
    what: `${file} builds on ${familiarName(registry, repository)}, for a GPU`,
  };
}
