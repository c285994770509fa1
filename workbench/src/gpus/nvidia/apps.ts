import type { GpuProcess } from "../model.ts";
import { present, quantity, smiTable } from "./csv.ts";

/** `--query-compute-apps` for these columns; the name is the one that may hold commas. */
export const APP_COLUMNS = ["gpu_uuid", "pid", "process_name", "used_gpu_memory"] as const;

export interface SmiApps {
  /** By the UUID of the GPU; under MIG that of the whole GPU. */
  readonly byGpu: ReadonlyMap<string, readonly GpuProcess[]>;
  /** True where a process has a PID that means nothing here, so that its name could not be found. */
  readonly foreign: boolean;
}

/** The processes that compute; undefined where the output is none of that query. A heading alone means that there are none. */
export function readApps(text: string): SmiApps | undefined {
  const table = smiTable(text, APP_COLUMNS.length, 2);
  if (table === undefined) return undefined;
  const byGpu = new Map<string, GpuProcess[]>();
  let foreign = false;
  for (const [uuid = "", pidText = "", name, memory] of table.rows) {
    const pid = quantity(pidText);
    if (present(uuid) === undefined || pid === undefined || !Number.isSafeInteger(pid) || pid < 0) continue;
    foreign ||= /^\[?not found\]?$/i.test(name ?? "");
    const processes = byGpu.get(uuid) ?? [];
    byGpu.set(uuid, processes);
    processes.push({ pid, name: present(name), memoryMiB: quantity(memory), kind: "compute" });
  }
  return { byGpu, foreign };
}
