import type { Engine } from "../../../../workbench/src/docker/engine.ts";
import { EngineError } from "../../../../workbench/src/docker/engine.ts";
import { systemDisk } from "../../../../workbench/src/exec/disk.ts";
import type { GpuSnapshot } from "../../../../workbench/src/gpus/model.ts";
import type { GpuHolders } from "../../../../workbench/src/gpus/report.ts";
import { gpusJson, gpusText } from "../../../../workbench/src/gpus/report.ts";
import { holders } from "../../../../workbench/src/join/join.ts";
import { containersOfPids } from "../../../../workbench/src/join/resolve.ts";
import type { CommandCall } from "../args.ts";
import type { ExitCode } from "../exit.ts";
import { asLoadable, chosenEngine, gpuSource } from "../machine.ts";
import { pictureOf, show } from "../picture.ts";
import type { Terminal } from "../terminal.ts";

/** `gpus`: the GPUs of this machine, their processes, and the containers that these live in. */
export async function listGpus({ options }: CommandCall, terminal: Terminal): Promise<ExitCode> {
  const source = gpuSource();
  const chosen = await chosenEngine(options);
  // Without an engine on this machine the GPUs are still there: their processes then go without containers.
  const engine = "engine" in chosen && chosen.endpoint.isLocal ? chosen.engine : undefined;
  try {
    return await show(
      async () => {
        const answer = await source.read();
        const held = "id" in answer ? undefined : await holdersOf(answer, engine);
        return pictureOf(
          asLoadable(answer),
          {
            json: (state) => gpusJson(state, held),
            text: (snapshot, columns) => gpusText(snapshot, columns, held),
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

async function holdersOf(snapshot: GpuSnapshot, engine: Engine | undefined): Promise<GpuHolders> {
  const pids = snapshot.gpus.flatMap(({ processes }) => processes.map(({ pid }) => pid));
  const listed = pids.length === 0 || engine === undefined ? [] : await listOf(engine);
  const running = listed.filter(({ state }) => state === "running");
  const containerOf = await containersOfPids(pids, { disk: systemDisk, engine, running });
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
