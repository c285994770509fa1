import type { Engine } from "../../../../workbench/src/docker/engine.ts";
import { EngineError } from "../../../../workbench/src/docker/engine.ts";
import { systemClock } from "../../../../workbench/src/exec/clock.ts";
import { systemDisk } from "../../../../workbench/src/exec/disk.ts";
import type { GpuSnapshot } from "../../../../workbench/src/gpus/model.ts";
import type { GpuHolders } from "../../../../workbench/src/gpus/report.ts";
import { gpusJson, gpusText } from "../../../../workbench/src/gpus/report.ts";
import { holders } from "../../../../workbench/src/join/join.ts";
import { containersOfPids } from "../../../../workbench/src/join/resolve.ts";
import { visible } from "../../../../workbench/src/text/visible.ts";
import type { CommandCall } from "../args.ts";
import type { EngineGpus } from "../engine-gpus.ts";
import { gpusOf } from "../engine-gpus.ts";
import type { ExitCode } from "../exit.ts";
import { asLoadable, chosenEngine, gpuSource } from "../machine.ts";
import { pictureOf, show } from "../picture.ts";
import type { Terminal } from "../terminal.ts";

/** `gpus`: the GPUs of this machine or of the one that the chosen engine is on, their processes, and the containers that these live in. */
export async function listGpus({ options }: CommandCall, terminal: Terminal): Promise<ExitCode> {
  const chosen = await chosenEngine(options);
  const wasAskedFor = options.value("context") !== undefined || options.value("host") !== undefined;
  const machine = { gpus: gpuSource(), disk: systemDisk, clock: systemClock };
  const gpus = gpusOf(chosen, wasAskedFor, machine);
  try {
    return await show(
      async () => {
        const answer = await gpus.source.read();
        const held = "id" in answer ? undefined : await holdersOf(answer, gpus);
        return pictureOf(
          asLoadable(answer),
          {
            json: (state) => gpusJson(state, held),
            text: (snapshot, columns) => gpusText(snapshot, columns, held) + placeText(gpus),
          },
          options,
          terminal,
        );
      },
      options,
      terminal,
    );
  } finally {
    if ("engine" in chosen) chosen.engine.dispose();
  }
}

function placeText({ elsewhere }: EngineGpus): string {
  return elsewhere === undefined
    ? ""
    : `\nThese are the GPUs of the engine at ${visible(elsewhere)}, as a container there sees them.\n`;
}

async function holdersOf(snapshot: GpuSnapshot, { engine, disk }: EngineGpus): Promise<GpuHolders> {
  const pids = snapshot.gpus.flatMap(({ processes }) => processes.map(({ pid }) => pid));
  const listed = pids.length === 0 || engine === undefined ? [] : await listOf(engine);
  const running = listed.filter(({ state }) => state === "running");
  const containerOf = await containersOfPids(pids, { disk, engine, running });
  return {
    holders: holders(snapshot, containerOf),
    names: new Map(listed.map(({ id, name }) => [id, name])),
  };
}

async function listOf(engine: Engine): ReturnType<Engine["list"]> {
  try {
    return await engine.list();
  } catch (error) {
    if (error instanceof EngineError) return [];
    throw error;
  }
}
