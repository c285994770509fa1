import * as l10n from "@vscode/l10n";
import type { GpuHistory, GpuHistoryPoint } from "../../../workbench/src/gpus/history.ts";
import type { Gpu } from "../../../workbench/src/gpus/model.ts";
import { visible } from "../../../workbench/src/text/visible.ts";
import type { GpuSeries, Measure } from "./history-messages.ts";

const SPAN = 60 * 60 * 1_000;
const STEPS = 360;

/** The last hour of each GPU in steps of ten seconds; `now` in milliseconds since 1970. */
export function historySeries(history: GpuHistory, gpus: readonly Gpu[], now: number): readonly GpuSeries[] {
  return gpus.map((gpu) => {
    const points = history.points(gpu.uuid);
    const total = gpu.memory.totalMiB;
    const memory = means(points, now, (point) => point.memoryUsedMiB);
    const power = means(points, now, (point) => point.powerW);
    const measures: Measure[] = [
      {
        id: "utilization",
        label: l10n.t("Utilisation"),
        unit: "%",
        top: 100,
        values: means(points, now, (point) => point.utilizationPercent),
      },
      { id: "memory", label: l10n.t("Memory"), unit: "MiB", top: total ?? topOf(memory), values: memory },
      {
        id: "power",
        label: l10n.t("Power"),
        unit: "W",
        top: Math.max(gpu.powerLimitW ?? 0, topOf(power)),
        values: power,
      },
    ];
    return {
      title: `${gpu.index}  ${visible(gpu.name)}`,
      measures: measures.filter(({ values }) => values.some((value) => value !== null)),
    };
  });
}

function means(
  points: readonly GpuHistoryPoint[],
  now: number,
  valueOf: (point: GpuHistoryPoint) => number | undefined,
): readonly (number | null)[] {
  const sums = Array.from({ length: STEPS }, () => ({ sum: 0, count: 0 }));
  for (const point of points) {
    const value = valueOf(point);
    const step = sums[Math.ceil(((point.at - now + SPAN) / SPAN) * STEPS) - 1];
    if (value === undefined || step === undefined) continue;
    step.sum += value;
    step.count += 1;
  }
  return sums.map(({ sum, count }) => (count === 0 ? null : sum / count));
}

function topOf(values: readonly (number | null)[]): number {
  return Math.max(1, ...values.map((value) => value ?? 0));
}
