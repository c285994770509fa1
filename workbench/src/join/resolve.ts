import type { ContainerSummary, Engine } from "../docker/engine.ts";
import { EngineError } from "../docker/engine.ts";
import type { Disk } from "../services.ts";
import { containerOfCgroup } from "./cgroup.ts";

/**
 * Which of these PIDs lives in which container. On the engine's own machine `/proc` says it for each PID at the cost of one
 * small read; elsewhere, and for what `/proc` hides, the engine is asked for the processes of each running container.
 * What cannot be found out is absent from the answer; a failing engine costs only what it would have answered.
 */
export async function containersOfPids(
  pids: readonly number[],
  {
    disk,
    engine,
    running,
  }: {
    readonly disk: Disk | undefined;
    readonly engine: Pick<Engine, "top"> | undefined;
    readonly running: readonly Pick<ContainerSummary, "id">[];
  },
): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  const wanted = new Set(pids);
  if (disk !== undefined) {
    await Promise.all(
      [...wanted].map(async (pid) => {
        const text = await disk.read(`/proc/${pid}/cgroup`);
        const id = text === undefined ? undefined : containerOfCgroup(text);
        if (id !== undefined) found.set(pid, id);
      }),
    );
  }
  const missing = new Set([...wanted].filter((pid) => !found.has(pid)));
  if (missing.size === 0 || engine === undefined) return found;
  // One after the other: an engine with hundreds of containers must not get hundreds of requests at once.
  for (const { id } of running) {
    if (missing.size === 0) break;
    for (const { pid } of await topOf(engine, id)) {
      if (missing.delete(pid)) found.set(pid, id);
    }
  }
  return found;
}

async function topOf(engine: Pick<Engine, "top">, id: string): ReturnType<Engine["top"]> {
  try {
    return await engine.top(id);
  } catch (error) {
    if (error instanceof EngineError) return [];
    throw error;
  }
}
