import type { GpuSnapshot } from "./model.ts";

/** What was measured at one moment; a point without any figure is a gap, over which no line is drawn. */
export interface GpuHistoryPoint {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly at: number;
  readonly utilizationPercent: number | undefined;
  readonly memoryUsedMiB: number | undefined;
  readonly memoryTotalMiB: number | undefined;
  readonly powerW: number | undefined;
}

/** The last hour of each GPU, by its UUID. Bounded in points and in GPUs, so that it may run for weeks. */
export class GpuHistory {
  readonly #gap: number;
  readonly #series = new Map<string, GpuHistoryPoint[]>();

  /** Milliseconds without a reading that are a gap; more than the interval of reading. */
  constructor(gap = 30_000) {
    this.#gap = gap;
  }

  add(snapshot: GpuSnapshot): void {
    for (const gpu of snapshot.gpus) {
      this.#append(gpu.uuid, {
        at: snapshot.at,
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
    const last = points.at(-1);
    if (last !== undefined && point.at - last.at > this.#gap) points.push(gapAt(last.at + 1));
    points.push(point);
    this.#series.delete(uuid);
    this.#series.set(uuid, points.slice(-POINTS));
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

function gapAt(at: number): GpuHistoryPoint {
  return {
    at,
    utilizationPercent: undefined,
    memoryUsedMiB: undefined,
    memoryTotalMiB: undefined,
    powerW: undefined,
  };
}
