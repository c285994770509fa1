import * as l10n from "@vscode/l10n";
import type { GpuHistory, GpuHistoryPoint } from "../../../workbench/src/gpus/history.ts";
import { measuredRuns } from "../../../workbench/src/gpus/history.ts";
import type { Gpu } from "../../../workbench/src/gpus/model.ts";
import { visible } from "../../../workbench/src/text/visible.ts";
import type { GpuSeries, Measure, Step } from "./history-messages.ts";

/** A stretch of time that plots show. */
interface Window {
  /** Milliseconds. */
  readonly span: number;
  readonly steps: number;
}

const MINUTE = 60 * 1_000;

/** From the shortest on: a plot of the whole hour says nothing when the first minute has passed. */
const WINDOWS: readonly Window[] = [
  { span: 2 * MINUTE, steps: 60 },
  { span: 5 * MINUTE, steps: 150 },
  { span: 15 * MINUTE, steps: 180 },
];

const HOUR: Window = { span: 60 * MINUTE, steps: 360 };

/** What is known of each GPU's last hour, all of them over the same stretch; `now` in milliseconds since 1970. */
export function historySeries(history: GpuHistory, gpus: readonly Gpu[], now: number): readonly GpuSeries[] {
  const oldest = Math.min(now, ...gpus.map(({ uuid }) => history.points(uuid)[0]?.at ?? now));
  const shown = WINDOWS.find(({ span }) => oldest > now - span) ?? HOUR;
  return gpus.map((gpu) => {
    const points = history.points(gpu.uuid);
    const memory = runsOf(points, now, shown, ({ memoryUsedMiB }) => inGiB(memoryUsedMiB));
    const power = runsOf(points, now, shown, (point) => point.powerW);
    const measures: Measure[] = [
      {
        id: "utilization",
        label: l10n.t("Utilisation"),
        unit: "%",
        top: 100,
        steps: shown.steps,
        runs: runsOf(points, now, shown, (point) => point.utilizationPercent),
      },
      {
        id: "memory",
        label: l10n.t("Memory"),
        unit: "GiB",
        top: inGiB(gpu.memory.totalMiB) ?? topOf(memory),
        steps: shown.steps,
        runs: memory,
      },
      {
        id: "power",
        label: l10n.t("Power"),
        unit: "W",
        top: Math.max(gpu.powerLimitW ?? 0, topOf(power)),
        steps: shown.steps,
        runs: power,
      },
    ];
    return {
      begins: beginsText(shown),
      title: `${gpu.index}  ${visible(gpu.name)}`,
      measures: measures.filter(({ runs }) => runs.length > 0),
    };
  });
}

/** Readings within a step are one point; each run has its own, even where two of them share a step. */
function runsOf(
  points: readonly GpuHistoryPoint[],
  now: number,
  shown: Window,
  valueOf: (point: GpuHistoryPoint) => number | undefined,
): readonly (readonly Step[])[] {
  return measuredRuns(points, valueOf)
    .map((run) => stepsOf(run, now, shown, valueOf))
    .filter((run) => run.length > 0);
}

function stepsOf(
  run: readonly GpuHistoryPoint[],
  now: number,
  { span, steps }: Window,
  valueOf: (point: GpuHistoryPoint) => number | undefined,
): readonly Step[] {
  const sums = new Map<number, { readonly sum: number; readonly count: number }>();
  for (const point of run) {
    const step = Math.ceil(((point.at - now + span) / span) * steps) - 1;
    const value = valueOf(point);
    if (value === undefined || step < 0 || step >= steps) continue;
    const { sum, count } = sums.get(step) ?? { sum: 0, count: 0 };
    sums.set(step, { sum: sum + value, count: count + 1 });
  }
  return [...sums].map(([step, { sum, count }]) => ({ step, value: sum / count }));
}

function beginsText({ span }: Window): string {
  return span === HOUR.span ? l10n.t("1 hour ago") : l10n.t("{0} minutes ago", span / MINUTE);
}

function inGiB(mib: number | undefined): number | undefined {
  return mib === undefined ? undefined : mib / 1024;
}

function topOf(runs: readonly (readonly Step[])[]): number {
  return runs.flat().reduce((top, { value }) => Math.max(top, value), 1);
}
