import type { StatsSample } from "../engine.ts";
import { count, isRecord, list, positive, record, time } from "./json.ts";

/**
 * A sample of `GET /containers/ID/stats`. "stopped" for the empty one that engines send of a container that does not run, undefined for
 * what is none.
 */
export function readSample(json: unknown): StatsSample | "stopped" | undefined {
  if (!isRecord(json)) return undefined;
  const cpu = record(json["cpu_stats"]);
  const usage = record(cpu["cpu_usage"]);
  const memory = record(json["memory_stats"]);
  const at = time(json["read"]);
  const running = Object.keys(memory).length > 0 || (count(usage["total_usage"]) ?? 0) > 0;
  if (!running) return "read" in json || "cpu_stats" in json ? "stopped" : undefined;
  if (at === undefined) return undefined;
  return {
    at,
    cpuTotal: count(usage["total_usage"]),
    systemTotal: positive(cpu["system_cpu_usage"]),
    onlineCpus: positive(cpu["online_cpus"]) ?? positive(list(usage["percpu_usage"]).length),
    memoryBytes: usedMemory(memory),
    memoryLimitBytes: limit(memory["limit"]),
    pids: count(record(json["pids_stats"])["current"]),
  };
}

/**
 * Usage without the file cache that the kernel can drop at once, as the docker command line counts it: `total_inactive_file` of
 * cgroup v1, `inactive_file` of v2, either only where it is less than the usage.
 * Source: docker/cli, cli/command/container/stats_helpers.go, calculateMemUsageUnixNoCache.
 */
function usedMemory(memory: Readonly<Record<string, unknown>>): number | undefined {
  const usage = count(memory["usage"]);
  if (usage === undefined) return undefined;
  const details = record(memory["stats"]);
  for (const cache of [count(details["total_inactive_file"]), count(details["inactive_file"])]) {
    if (cache !== undefined && cache < usage) return usage - cache;
  }
  return usage;
}

/** Kernels write a number near 2^63 where there is no limit. */
function limit(value: unknown): number | undefined {
  const read = positive(value);
  return read === undefined || read >= 2 ** 60 ? undefined : read;
}
