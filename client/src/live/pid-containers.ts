import type { Engine } from "../../../workbench/src/docker/engine.ts";
import type { GpuProcess } from "../../../workbench/src/gpus/model.ts";
import { containersOfPids } from "../../../workbench/src/join/resolve.ts";
import type { Disk } from "../../../workbench/src/services.ts";

export interface PidServices {
  /** Undefined where the processes are another machine's. */
  readonly disk: Disk | undefined;
  readonly engine: Pick<Engine, "top"> | undefined;
  readonly running: readonly { readonly id: string }[];
}

/**
 * Containers of the processes on the GPUs. What was found is remembered, also that nothing was: a desktop's own processes would otherwise cost a
 * request for each running container at every reading.
 */
export class PidContainers {
  #known = new Map<string, { readonly pid: number; readonly container: string | undefined }>();
  #running = "";

  async of(processes: readonly GpuProcess[], services: PidServices): Promise<ReadonlyMap<number, string>> {
    const running = services.running.map(({ id }) => id).join();
    // A process that no container held may live in one that has just come.
    const known = running === this.#running ? this.#known : new Map(held(this.#known));
    const missing = processes.filter((process) => !known.has(keyOf(process))).map(({ pid }) => pid);
    const found =
      missing.length === 0 ? new Map<number, string>() : await containersOfPids(missing, services);
    this.#running = running;
    this.#known = new Map(
      processes.map((process) => {
        const container = known.get(keyOf(process))?.container ?? found.get(process.pid);
        return [keyOf(process), { pid: process.pid, container }];
      }),
    );
    return new Map(
      [...this.#known.values()].flatMap(({ pid, container }) =>
        container === undefined ? [] : [[pid, container]],
      ),
    );
  }
}

function held<T extends { readonly container: string | undefined }>(
  known: ReadonlyMap<string, T>,
): readonly (readonly [string, T])[] {
  return [...known].filter(([, { container }]) => container !== undefined);
}

/** A PID that is used again has another program. */
function keyOf({ pid, name }: GpuProcess): string {
  return `${pid} ${name ?? ""}`;
}
