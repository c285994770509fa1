import { addressText } from "../../../workbench/src/docker/address.ts";
import type { Endpoint } from "../../../workbench/src/docker/endpoint.ts";
import { isElsewhere } from "../../../workbench/src/docker/endpoint.ts";
import type { Engine } from "../../../workbench/src/docker/engine.ts";
import type { GpuSource } from "../../../workbench/src/gpus/source.ts";
import { ContainerGpuSource } from "../../../workbench/src/gpus/through-container.ts";
import type { Problem } from "../../../workbench/src/problem.ts";
import type { Clock, Disk } from "../../../workbench/src/services.ts";

export type Chosen = { readonly endpoint: Endpoint; readonly engine: Engine } | { readonly problem: Problem };

/** How this machine is read. */
export interface ThisMachine {
  readonly gpus: Pick<GpuSource, "read">;
  readonly disk: Disk;
  readonly clock: Clock;
}

/** Where the GPUs of an engine's machine are read, and what says which container a process lives in. */
export interface EngineGpus {
  readonly source: Pick<GpuSource, "read">;
  readonly engine: Engine | undefined;
  /** Undefined where `/proc` is another machine's. */
  readonly disk: Disk | undefined;
  /** The address of an engine whose machine is not this one. */
  readonly elsewhere: string | undefined;
}

/**
 * This machine's GPUs, or those of the machine that the chosen engine is on, read in a container of it. Where no engine was found though one
 * was asked for, nobody knows whose GPUs are meant; where none was, this machine's are still there.
 */
export function gpusOf(chosen: Chosen, wasAskedFor: boolean, machine: ThisMachine): EngineGpus {
  const { gpus, disk, clock } = machine;
  if ("problem" in chosen) {
    const failing = { read: () => Promise.resolve(chosen.problem) };
    return { source: wasAskedFor ? failing : gpus, engine: undefined, disk, elsewhere: undefined };
  }
  const { endpoint, engine } = chosen;
  if (isElsewhere(endpoint)) {
    const source = new ContainerGpuSource(engine, clock);
    return { source, engine, disk: undefined, elsewhere: addressText(endpoint.address) };
  }
  return { source: gpus, engine: endpoint.isLocal ? engine : undefined, disk, elsewhere: undefined };
}
