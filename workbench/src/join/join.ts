import type { GpuSnapshot } from "../gpus/model.ts";

/** A process on a GPU, and the container that holds it. */
export interface GpuHolder {
  readonly gpu: string;
  readonly pid: number;
  readonly name: string | undefined;
  readonly memoryMiB: number | undefined;
  /** 64 hexadecimal digits; undefined for a process that is in no container that we know of. */
  readonly container: string | undefined;
}

/** What one container holds of one GPU. */
export interface ContainerGpuUse {
  readonly gpu: string;
  /** Sum over its processes, MiB; undefined where the tool gave no memory for any of them. */
  readonly memoryMiB: number | undefined;
  readonly pids: readonly number[];
}

/** Every GPU process with its container, in the snapshot's order. `containerOf` is by PID of the machine that has the GPUs. */
export function holders(
  snapshot: GpuSnapshot,
  containerOf: ReadonlyMap<number, string>,
): readonly GpuHolder[] {
  return snapshot.gpus.flatMap((gpu) =>
    gpu.processes.map(({ pid, name, memoryMiB }) => ({
      gpu: gpu.uuid,
      pid,
      name,
      memoryMiB,
      container: containerOf.get(pid),
    })),
  );
}

/** By container, then in the order of the GPUs. */
export function useByContainer(all: readonly GpuHolder[]): ReadonlyMap<string, readonly ContainerGpuUse[]> {
  const byContainer = new Map<string, Map<string, GpuHolder[]>>();
  for (const holder of all) {
    if (holder.container === undefined) continue;
    const byGpu = byContainer.get(holder.container) ?? new Map<string, GpuHolder[]>();
    byContainer.set(holder.container, byGpu);
    byGpu.set(holder.gpu, [...(byGpu.get(holder.gpu) ?? []), holder]);
  }
  return new Map(
    [...byContainer].map(([id, byGpu]) => [
      id,
      [...byGpu].map(([gpu, held]) => ({
        gpu,
        memoryMiB: sum(held),
        pids: [...new Set(held.map(({ pid }) => pid))],
      })),
    ]),
  );
}

function sum(held: readonly GpuHolder[]): number | undefined {
  const known = held.flatMap(({ memoryMiB }) => memoryMiB ?? []);
  return known.length === 0 ? undefined : known.reduce((total, one) => total + one, 0);
}
