import * as l10n from "@vscode/l10n";
import type { GpuHistory, GpuHistoryPoint } from "../../../workbench/src/gpus/history.ts";
import { measuredRuns } from "../../../workbench/src/gpus/history.ts";
import type { Gpu } from "../../../workbench/src/gpus/model.ts";
import { visible } from "../../../workbench/src/text/visible.ts";
import type { GpuSeries, Measure, Step } from "./history-messages.ts";

const SPAN = 60 * 60 * 1_000;
const STEPS = 360;

/** The last hour of each GPU in steps of ten seconds; `now` in milliseconds since 1970. */
export function historySeries(history: GpuHistory, gpus: readonly Gpu[], now: number): readonly GpuSeries[] {
  return gpus.map((gpu) => {
    const points = history.points(gpu.uuid);
    const total = gpu.memory.totalMiB;
    const memory = runsOf(points, now, (point) => point.memoryUsedMiB);
    const power = runsOf(points, now, (point) => point.powerW);
    const measures: Measure[] = [
      {
        id: "utilization",
        label: l10n.t("Utilisation"),
        unit: "%",
        top: 100,
        steps: STEPS,
        runs: runsOf(points, now, (point) => point.utilizationPercent),
      },
      {
        id: "memory",
        label: l10n.t("Memory"),
        unit: "MiB",
        top: total ?? topOf(memory),
        steps: STEPS,
        runs: memory,
      },
      {
        id: "power",
        label: l10n.t("Power"),
        unit: "W",
        top: Math.max(gpu.powerLimitW ?? 0, topOf(power)),
        steps: STEPS,
        runs: power,
      },
    ];
    return {
      title: `${gpu.index}  ${visible(gpu.name)}`,
      measures: measures.filter(({ runs }) => runs.length > 0),
    };
  });
}

/** Readings within a step are one point; each run has its own, even where two of them share a step. */
function runsOf(
  points: readonly GpuHistoryPoint[],
  now: number,
  valueOf: (point: GpuHistoryPoint) => number | undefined,
): readonly (readonly Step[])[] {
  return measuredRuns(points, valueOf)
    .map((run) => stepsOf(run, now, valueOf))
    .filter((run) => run.length > 0);
}

function stepsOf(
  run: readonly GpuHistoryPoint[],
  now: number,
  valueOf: (point: GpuHistoryPoint) => number | undefined,
): readonly Step[] {
  const sums = new Map<number, { readonly sum: number; readonly count: number }>();
  for (const point of run) {
    const step = Math.ceil(((point.at - now + SPAN) / SPAN) * STEPS) - 1;
    const value = valueOf(point);
    if (value === undefined || step < 0 || step >= STEPS) continue;
    const { sum, count } = sums.get(step) ?? { sum: 0, count: 0 };
    sums.set(step, { sum: sum + value, count: count + 1 });
  }
  return [...sums].map(([step, { sum, count }]) => ({ step, value: sum / count }));
}

function topOf(runs: readonly (readonly Step[])[]): number {
  return runs.flat().reduce((top, { value }) => Math.max(top, value), 1);
}
