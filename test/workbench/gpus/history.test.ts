import { expect, test } from "vitest";

import { GpuHistory } from "../../../workbench/src/gpus/history.ts";
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

test("time without readings is a gap, not a line", () => {
  const history = new GpuHistory();
  for (const at of [0, 30_000, 60_001]) add(history, at, ["a"]);
  expect(history.points("a").map(({ at, powerW }) => [at, powerW !== undefined])).toEqual([
    [0, true],
    [30_000, true],
    [30_001, false],
    [60_001, true],
  ]);
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
  history.add({
    at,
    gpus: uuids.map((uuid) => ({ ...CARD, uuid })),
    driver: undefined,
    processesHidden: false,
    notes: [],
  });
}

function point(at: number) {
  return { at, utilizationPercent: 97, memoryUsedMiB: 18_231, memoryTotalMiB: 24_564, powerW: 412.55 };
}
