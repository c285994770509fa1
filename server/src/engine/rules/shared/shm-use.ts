import { asksForSharedMemory, loaderOptions } from "../../knowledge/index.ts";
import type { ComposeCommand } from "../../model/compose/command.ts";
import { commandAt } from "../../model/compose/command.ts";
import { gpuCount, requestsGpu } from "../../model/compose/gpus.ts";
import { imageFactsOf, imageOf } from "../../model/compose/image.ts";
import { coversPath } from "../../model/compose/mounts.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import { ipcOf, shmSizeOf } from "../../model/compose/settings.ts";
import { startCommands } from "../../model/compose/start.ts";
import type { Place } from "../../model/compose/value.ts";
import { perService } from "../../model/memo.ts";
import { knownText } from "../../model/resolved.ts";
import { loaderProcesses } from "./loader-files.ts";
import { numberOf, servingLaunches, trainingLaunches } from "./launches.ts";
import { trainingsOf } from "./training.ts";

/** Why a service needs more shared memory than the engine gives by default. */
export interface SharedMemoryUse {
  /** What says so. */
  readonly at: Place;
  /** A clause that follows on the size: `2 processes of torchrun exchange data in it`. */
  readonly what: string;
  /** surely: several processes share it; perhaps: its image says that they may. */
  readonly certainty: "surely" | "perhaps";
}

/** Whether the file leaves the containers of a service the engine's 64 MiB in /dev/shm. */
export function hasDefaultShm(service: ComposeService): boolean {
  if (shmSizeOf(service) !== undefined) return false;
  const ipc = ipcOf(service);
  const mode = ipc === undefined ? "private" : knownText(ipc.value);
  if (mode !== "private" && mode !== "shareable") return false;
  return coversPath(service, "/dev/shm") === false;
}

/** What a service's command or image says of processes that share memory; undefined where nothing does. */
export const sharedMemoryUse = perService((service): SharedMemoryUse | undefined => {
  return (
    loaders(service) ?? processes(service) ?? servers(service) ?? loadersInFiles(service) ?? banner(service)
  );
});

/** Processes that load data hand batches over in shared memory. */
function loaders(service: ComposeService): SharedMemoryUse | undefined {
  const trains = new Set(trainingsOf(service).map(({ command }) => command));
  for (const command of startCommands(service)) {
    const options = [...loaderOptions("any"), ...(trains.has(command) ? loaderOptions("training") : [])];
    const number = numberOf(command.args, options);
    if (number === undefined || number === "unknown" || number.n === 0) continue;
    const n = number.n === 1 ? "one process loads" : `${number.n} processes load`;
    return surely(
      command,
      number.argument.span,
      `${n} data and ${number.n === 1 ? "hands" : "hand"} batches over in it`,
    );
  }
  return undefined;
}

/** The same, by the script that trains on a GPU or its config. */
function loadersInFiles(service: ComposeService): SharedMemoryUse | undefined {
  if (!requestsGpu(service)) return undefined;
  for (const { command } of trainingsOf(service)) {
    const found = loaderProcesses(service, command);
    if (found === undefined) continue;
    const { at, name, n } = found;
    const number = n === undefined ? "a process for each core" : n === 1 ? "one process" : `${n} processes`;
    const what = `${name} has ${number} load data and hand batches over in it`;
    return { at, what, certainty: "surely" };
  }
  return undefined;
}

/** Processes of a training on several GPUs exchange gradients, in part through shared memory. */
function processes(service: ComposeService): SharedMemoryUse | undefined {
  for (const { launcher, command, args } of trainingLaunches(service)) {
    const number = numberOf(args, launcher.processes);
    const gpus = gpuCount(service);
    const n = number === undefined || number === "unknown" ? undefined : number.n;
    if (n !== undefined && n > 1 && number !== undefined && number !== "unknown")
      return surely(
        command,
        number.argument.span,
        `${n} processes of ${launcher.program} exchange data in it`,
      );
    const isOneForEach =
      number === "unknown" && typeof gpus === "number" && gpus > 1 && gpuWord(args, launcher.processes);
    if (isOneForEach)
      return surely(
        command,
        command.nameSpan,
        `${gpus} processes of ${launcher.program} exchange data in it`,
      );
  }
  return undefined;
}

/** `--nproc_per_node=gpu` is one process for each GPU. */
function gpuWord(args: ComposeCommand["args"], names: readonly string[]): boolean {
  return args.some(({ value }, index) => {
    const text = knownText(value) ?? "";
    const previous = knownText(args[index - 1]?.value)?.replaceAll("_", "-") ?? "";
    return (
      /^(?:.*=)?(?:gpu|auto)$/.test(text) &&
      (names.includes(previous) || names.includes(text.split("=", 1)[0]?.replaceAll("_", "-") ?? ""))
    );
  });
}

function servers(service: ComposeService): SharedMemoryUse | undefined {
  for (const { launcher, command, args } of servingLaunches(service)) {
    if (launcher.sharesMemory !== true) continue;
    for (const names of launcher.factors) {
      const number = numberOf(args, names);
      if (number === undefined || number === "unknown" || number.n < 2) continue;
      return surely(
        command,
        number.argument.span,
        `${number.n} processes of ${launcher.title} share a model in it`,
      );
    }
  }
  return undefined;
}

function banner(service: ComposeService): SharedMemoryUse | undefined {
  const image = imageOf(service);
  const family = imageFactsOf(service)?.family;
  if (image === undefined || family === undefined || !asksForSharedMemory(family)) return undefined;
  if (!requestsGpu(service)) return undefined;
  return {
    at: image.at,
    what: `${family} warns at its start that this may be too little`,
    certainty: "perhaps",
  };
}

function surely(
  command: ComposeCommand,
  span: { readonly start: number; readonly end: number },
  what: string,
): SharedMemoryUse {
  return { at: commandAt(command, span), what, certainty: "surely" };
}
