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
): ReturnType<typeof historySeries>[0] {
  const history = new GpuHistory();
  let gpus: readonly Gpu[] = [];
  for (const [ago, gpu] of readings) {
    const snapshot = snapshotOf([{ uuid: "a", ...gpu }]);
    history.add({ ...snapshot, at: NOW - ago * SECOND });
    ({ gpus } = snapshot);
  }
  const [series] = historySeries(history, gpus, NOW);
  if (series === undefined) throw new Error("A GPU has a series.");
  return series;
}

test("readings within ten seconds make one step, the newest last", () => {
  const { measures } = seriesOf([
    [25, { utilizationPercent: 10 }],
    [8, { utilizationPercent: 40 }],
    [2, { utilizationPercent: 60 }],
  ]);
  const values = measures.find(({ id }) => id === "utilization")?.values;
  expect(values?.length).toBe(360);
  expect(values?.slice(-3)).toEqual([10, null, 50]);
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
  const { measures } = seriesOf([[2, { memory: { kind: "unified", totalMiB: undefined, usedMiB: 800 } }]]);
  expect(measures.find(({ id }) => id === "memory")?.top).toBe(800);
});

test("control characters in a name are shown, not obeyed", () => {
  expect(seriesOf([[2, { name: "Card\u001B[31m", utilizationPercent: 1 }]]).title).not.toContain("\u001B");
});
