import { homedir } from "node:os";
import { connect } from "../../../workbench/src/docker/connect.ts";
import { resolveEndpoint } from "../../../workbench/src/docker/contexts.ts";
import { systemClock } from "../../../workbench/src/exec/clock.ts";
import { systemDisk } from "../../../workbench/src/exec/disk.ts";
import { systemPrograms } from "../../../workbench/src/exec/programs.ts";
import { GpuSource } from "../../../workbench/src/gpus/source.ts";
import type { GpuSnapshot } from "../../../workbench/src/gpus/model.ts";
import type { Loadable, Problem } from "../../../workbench/src/problem.ts";
import type { Options } from "./args.ts";
import type { Chosen } from "./engine-gpus.ts";

/** The engine that the options and the environment choose, connected; nothing is asked of it yet. */
export async function chosenEngine(options: Options): Promise<Chosen> {
  const context = options.value("context");
  const host = options.value("host");
  const resolution = await resolveEndpoint(
    {
      disk: systemDisk,
      environment: process.env,
      home: homedir(),
      platform: process.platform,
      uid: process.getuid?.(),
    },
    { ...(context !== undefined && { context }), ...(host !== undefined && { host }) },
  );
  if ("problem" in resolution) return { problem: resolution.problem };
  const { endpoint } = resolution;
  const engine = connect(endpoint, { disk: systemDisk, clock: systemClock, environment: process.env });
  return { endpoint, engine };
}

export function gpuSource(): GpuSource {
  return new GpuSource(systemPrograms, systemDisk, systemClock);
}

/** A reading of the GPUs as a view or a report takes it. */
export function asLoadable(answer: GpuSnapshot | Problem): Loadable<GpuSnapshot> {
  return "id" in answer ? { state: "failed", problem: answer } : { state: "ready", value: answer };
}
