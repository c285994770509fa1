import type { StatsSample } from "../docker/engine.ts";

/**
 * CPU use between two samples, in per cent of one CPU (200 for two busy ones); undefined where the counters do not tell:
 * the first sample, a restart between them, a machine whose clock stood still. The formula is the docker command line's
 * (docker/cli, cli/command/container/stats_helpers.go).
 */
export function cpuPercent(before: StatsSample | undefined, now: StatsSample): number | undefined {
  if (before === undefined) return undefined;
  if (before.cpuTotal === undefined || now.cpuTotal === undefined) return undefined;
  const container = now.cpuTotal - before.cpuTotal;
  if (container < 0) return undefined;
  const system = machineTime(before, now);
  return system === undefined ? undefined : (container / system) * (now.onlineCpus ?? 1) * 100;
}

/** CPU time that the machine had, summed over its CPUs, in nanoseconds. Podman counts none: there the wall clock stands in. */
function machineTime(before: StatsSample, now: StatsSample): number | undefined {
  if (before.systemTotal !== undefined && now.systemTotal !== undefined) {
    const system = now.systemTotal - before.systemTotal;
    return system > 0 ? system : undefined;
  }
  const wall = (now.at - before.at) * 1e6 * (now.onlineCpus ?? 1);
  return wall > 0 ? wall : undefined;
}
