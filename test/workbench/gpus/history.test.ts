import { expect, test } from "vitest";

import { GpuHistory, measuredRuns } from "../../../workbench/src/gpus/history.ts";
import type { Gpu } from "../../../workbench/src/gpus/model.ts";

const CARD: Gpu = {
  uuid: "a",
  index: 0,
  vendor: "nvidia",
  name: "NVIDIA GeForce RTX 4090",
  busId: undefined,
  memory: { kind: "dedicated", totalMiB: 24_564, usedMiB: 18_231 },
  utilizationPercent: 97,
  memoryUtilizationPercent: undefined,
  temperatureC: undefined,
  memoryTemperatureC: undefined,
  powerW: 412.55,
  powerLimitW: undefined,
  fanPercent: undefined,
  clockMHz: undefined,
  performanceState: undefined,
  throttleReasons: undefined,
  eccUncorrected: undefined,
  mig: undefined,
  instances: undefined,
  computeCapability: undefined,
  computeMode: undefined,
  persistence: undefined,
  processes: [],
};

test("a point for each reading of each GPU", () => {
  const history = new GpuHistory();
  add(history, 1_000, ["a", "b"]);
  add(history, 4_000, ["a"]);
  expect(history.uuids()).toEqual(["b", "a"]);
  expect(history.points("a")).toEqual([point(1_000), point(4_000)]);
  expect(history.points("b")).toEqual([point(1_000)]);
  expect(history.points("c")).toEqual([]);
});

/** Moments in seconds of readings that come every `interval` seconds, cut into runs. */
function runs(...readings: readonly (readonly [at: number, interval: number, power?: number | null])[]) {
  const history = new GpuHistory();
  for (const [at, interval, powerW = 1] of readings) {
    history.add(
      {
        at: at * 1_000,
        gpus: [{ ...CARD, powerW: powerW ?? undefined }],
        driver: undefined,
        processesHidden: false,
        notes: [],
      },
      interval * 1_000,
    );
  }
  return measuredRuns(history.points("a"), ({ powerW }) => powerW).map((run) =>
    run.map(({ at }) => at / 1_000),
  );
}

test.each([3, 60, 120, 600])("readings every %d s are one line, a missed one included", (interval) => {
  const moments = [0, 1, 2, 4, 5].map((count) => count * interval);
  expect(runs(...moments.map((at) => [at, interval] as const))).toEqual([moments]);
});

test.each([3, 120])("two missed readings, of which one comes every %d s, are a hole", (interval) => {
  const [a, b, c, d] = [0, interval, 4 * interval, 5 * interval];
  expect(runs([a, interval], [b, interval], [c, interval], [d, interval])).toEqual([
    [a, b],
    [c, d],
  ]);
});

test("what is a hole goes by the interval at that time", () => {
  // From 120 s to 3 s and back: the change itself is none, and a minute without readings is one only at 3 s.
  expect(runs([0, 120], [120, 120], [240, 3], [243, 3], [303, 3], [306, 3], [309, 120], [429, 120])).toEqual([
    [0, 120, 240, 243],
    [303, 306, 309, 429],
  ]);
});

test("a figure that was not told for a while is a hole in its own line alone", () => {
  const readings = [0, 3, 6, 9, 12].map((at) => [at, 3, at > 0 && at < 12 ? null : 1] as const);
  expect(runs(...readings)).toEqual([[0], [12]]);
  expect(runs([0, 3], [3, 3, null], [6, 3])).toEqual([[0, 6]]);
});

test("an hour is kept, in a bounded number of points", () => {
  const history = new GpuHistory();
  const hour = 3_600_000;
  for (let at = 0; at <= hour * 2; at += 2_000) add(history, at, ["a"]);
  const points = history.points("a");
  expect(points.at(-1)?.at).toBe(hour * 2);
  expect(points.length).toBe(1_800);
  expect(points[0]?.at).toBeGreaterThanOrEqual(hour);
  for (let at = hour * 2; at < hour * 2 + 60_000; at += 10) add(history, at, ["a"]);
  expect(history.points("a").length).toBe(1_800);
});

test("a GPU that is gone for an hour is forgotten, and there are never too many", () => {
  const history = new GpuHistory();
  add(history, 0, ["gone"]);
  add(history, 3_600_001, ["here"]);
  expect(history.uuids()).toEqual(["here"]);
  for (let number = 0; number < 1_000; number += 1) add(history, 3_700_000, [`one of many ${number}`]);
  expect(history.uuids().length).toBeLessThanOrEqual(128);
});

test("a clock that is set back leaves no line that turns around", () => {
  const history = new GpuHistory();
  for (const at of [10_000, 20_000, 30_000, 15_000]) add(history, at, ["a"]);
  expect(history.points("a").map(({ at }) => at)).toEqual([10_000, 15_000]);
});

function add(history: GpuHistory, at: number, uuids: readonly string[]): void {
  history.add(
    {
      at,
      gpus: uuids.map((uuid) => ({ ...CARD, uuid })),
      driver: undefined,
      processesHidden: false,
      notes: [],
    },
    3_000,
  );
}

function point(at: number) {
  return {
    at,
    interval: 3_000,
    utilizationPercent: 97,
    memoryUsedMiB: 18_231,
    memoryTotalMiB: 24_564,
    powerW: 412.55,
  };
}
