import type { GpuSnapshot } from "./model.ts";

/** What was measured at one moment. */
export interface GpuHistoryPoint {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly at: number;
  /** Milliseconds after which the next reading was meant to come. */
  readonly interval: number;
  readonly utilizationPercent: number | undefined;
  readonly memoryUsedMiB: number | undefined;
  readonly memoryTotalMiB: number | undefined;
  readonly powerW: number | undefined;
}

/** The last hour of each GPU, by its UUID. Bounded in points and in GPUs, so that it may run for weeks. */
export class GpuHistory {
  readonly #series = new Map<string, readonly GpuHistoryPoint[]>();

  /** `interval`: milliseconds from this reading to the next one. */
  add(snapshot: GpuSnapshot, interval: number): void {
    for (const gpu of snapshot.gpus) {
      this.#append(gpu.uuid, {
        at: snapshot.at,
        interval,
        utilizationPercent: gpu.utilizationPercent,
        memoryUsedMiB: gpu.memory.usedMiB,
        memoryTotalMiB: gpu.memory.totalMiB,
        powerW: gpu.powerW,
      });
    }
    this.#forget(snapshot.at);
  }

  /** Oldest first. */
  points(uuid: string): readonly GpuHistoryPoint[] {
    return this.#series.get(uuid) ?? [];
  }

  uuids(): readonly string[] {
    return [...this.#series.keys()];
  }

  #append(uuid: string, point: GpuHistoryPoint): void {
    // A clock that was set back would turn the line around: what lies after the new time goes.
    const points = (this.#series.get(uuid) ?? []).filter(({ at }) => at < point.at && at >= point.at - SPAN);
    this.#series.delete(uuid);
    this.#series.set(uuid, [...points, point].slice(-POINTS));
  }

  #forget(now: number): void {
    for (const [uuid, points] of this.#series) {
      const last = points.at(-1);
      if (last === undefined || last.at < now - SPAN || this.#series.size > GPUS) this.#series.delete(uuid);
    }
  }
}

/** Milliseconds. */
const SPAN = 60 * 60 * 1_000;

/** An hour at the shortest interval of two seconds. */
const POINTS = 1_800;

const GPUS = 128;

/**
 * The points that have a figure, oldest first, cut where it was not measured: at more than two and a half intervals without it. Of two points
 * that were read at different intervals the longer one counts, since the interval may have been changed between them.
 */
export function measuredRuns(
  points: readonly GpuHistoryPoint[],
  valueOf: (point: GpuHistoryPoint) => number | undefined,
): readonly (readonly GpuHistoryPoint[])[] {
  const runs: GpuHistoryPoint[][] = [];
  let last: GpuHistoryPoint | undefined;
  for (const point of points) {
    if (valueOf(point) === undefined) continue;
    if (last === undefined || point.at - last.at > MISSED * Math.max(last.interval, point.interval))
      runs.push([]);
    runs.at(-1)?.push(point);
    last = point;
  }
  return runs;
}

/** Intervals. */
const MISSED = 2.5;
