import { expect, test } from "vitest";
import { historySeries } from "../../client/src/live/history-series.ts";
import { GpuHistory } from "../../workbench/src/gpus/history.ts";
import type { Gpu } from "../../workbench/src/gpus/model.ts";
import { snapshotOf } from "../workbench/join/snapshot.ts";

const NOW = 1_700_000_000_000;
const SECOND = 1_000;

/** The series of one GPU that was read at these moments, in seconds before now. */
function seriesOf(
  readings: readonly (readonly [ago: number, Partial<Gpu>])[],
  interval = 10,
): ReturnType<typeof historySeries>[0] {
  const history = new GpuHistory();
  let gpus: readonly Gpu[] = [];
  for (const [ago, gpu] of readings) {
    const snapshot = snapshotOf([{ uuid: "a", ...gpu }]);
    history.add({ ...snapshot, at: NOW - ago * SECOND }, interval * SECOND);
    ({ gpus } = snapshot);
  }
  const [series] = historySeries(history, gpus, NOW);
  if (series === undefined) throw new Error("A GPU has a series.");
  return series;
}

test("readings within ten seconds make one step of the hour, the newest last", () => {
  const { measures } = seriesOf([
    [3_590, { utilizationPercent: 20 }],
    [25, { utilizationPercent: 10 }],
    [8, { utilizationPercent: 40 }],
    [2, { utilizationPercent: 60 }],
  ]);
  expect(measures.find(({ id }) => id === "utilization")).toMatchObject({
    steps: 360,
    runs: [
      [{ step: 0, value: 20 }],
      [
        { step: 357, value: 10 },
        { step: 359, value: 50 },
      ],
    ],
  });
});

test("no line is drawn over time without readings, however rare these are meant to be", () => {
  const readings = [3_590, 600, 480, 360, 0].map((ago) => [ago, { utilizationPercent: 10 }] as const);
  const stepsAt = (interval: number) =>
    seriesOf(readings, interval)
      .measures.find(({ id }) => id === "utilization")
      ?.runs.map((run) => run.map(({ step }) => step));
  expect(stepsAt(120)).toEqual([[0], [299, 311, 323], [359]]);
  expect(stepsAt(600)).toEqual([[0], [299, 311, 323, 359]]);
  expect(stepsAt(3)).toEqual([[0], [299], [311], [323], [359]]);
});

test.each([
  [30, "2 minutes ago", 60],
  [119, "2 minutes ago", 60],
  [121, "5 minutes ago", 150],
  [600, "15 minutes ago", 180],
  [901, "1 hour ago", 360],
])("what begins %d seconds ago is shown from %s on", (ago, begins, steps) => {
  const series = seriesOf([
    [ago, { utilizationPercent: 20 }],
    [0, { utilizationPercent: 20 }],
  ]);
  expect(series.begins).toBe(begins);
  const runs = series.measures[0]?.runs.flat() ?? [];
  expect(series.measures[0]?.steps).toBe(steps);
  expect(runs.map(({ step }) => step).at(-1)).toBe(steps - 1);
  expect(runs.length).toBe(2);
});

test("what is older than an hour is left out", () => {
  const { measures } = seriesOf([
    [3_601, { utilizationPercent: 90 }],
    [5, { utilizationPercent: 10 }],
  ]);
  expect(measures[0]?.runs).toEqual([[{ step: 359, value: 10 }]]);
});

test("a figure that a GPU does not tell has no curve", () => {
  const { measures } = seriesOf([[2, { utilizationPercent: 10, powerW: undefined }]]);
  expect(measures.map(({ id }) => id)).toEqual(["utilization", "memory"]);
});

test.each([
  [100, 450],
  [462, 462],
])("power of %d W reaches to its limit of 450 W, or above it", (powerW, top) => {
  const { measures } = seriesOf([[2, { powerW, powerLimitW: 450 }]]);
  expect(measures.find(({ id }) => id === "power")?.top).toBe(top);
});

test("a GPU without a total fills its plot by what was used", () => {
  const { measures } = seriesOf([[2, { memory: { kind: "unified", totalMiB: undefined, usedMiB: 2048 } }]]);
  expect(measures.find(({ id }) => id === "memory")?.top).toBe(2);
});

test("control characters in a name are shown, not obeyed", () => {
  expect(seriesOf([[2, { name: "Card\u001B[31m", utilizationPercent: 1 }]]).title).not.toContain("\u001B");
});
