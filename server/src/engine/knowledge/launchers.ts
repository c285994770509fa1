import { lazy, launchersFile } from "./facts.ts";
import type { DeviceOption, ServingLauncher, Trainer, TrainingLauncher } from "./types.ts";

/** A launcher of distributed training by its program, or by the module behind `python -m`. */
export function trainingLauncher(name: string): TrainingLauncher | undefined {
  return trainingByName().get(name);
}

/** A model server by its program, or by the module behind `python -m`. */
export function servingLauncher(name: string): ServingLauncher | undefined {
  return servingByName().get(name);
}

/** The model server that the images of a family start, so that `command` holds its options alone. */
export function servingLauncherOfFamily(family: string): ServingLauncher | undefined {
  return launchersFile.serving.find(({ families }) => families?.includes(family) === true);
}

/** A program that trains by some of its subcommands, or whatever it is given. */
export function trainer(program: string): Trainer | undefined {
  return launchersFile.trainers.find((row) => row.program === program);
}

/** The options that give the number of processes that load data: for any program, or for what is known to train. */
export function loaderOptions(of: "any" | "training"): readonly string[] {
  return launchersFile.loaders.filter((row) => row.of === of).map((row) => row.option);
}

/** Whether the images of a family print at their start that the default /dev/shm is too small for them. */
export function asksForSharedMemory(family: string): boolean {
  return launchersFile.banners.some((row) => row.family === family);
}

/** Whether the CUDA images of a family do nothing without a GPU. */
export function needsGpu(family: string): boolean {
  return launchersFile.gpuOnly.some((row) => row.family === family);
}

/** The options by which programs are told to use a GPU. */
export function deviceOptions(): readonly DeviceOption[] {
  return launchersFile.deviceOptions;
}

const trainingByName = lazy(() => byName(launchersFile.training));
const servingByName = lazy(() => byName(launchersFile.serving));

function byName<T extends { readonly program: string; readonly modules?: readonly string[] }>(
  rows: readonly T[],
): ReadonlyMap<string, T> {
  return new Map(
    rows.flatMap((row) => [row.program, ...(row.modules ?? [])].map((name) => [name, row] as const)),
  );
}
