import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Scenario } from "../../scripts/start/demo-gpu.ts";
import { scenarioAt } from "../../scripts/start/demo-gpu.ts";
import { ROOT } from "../lib/paths.ts";

const FIXTURE: Scenario = JSON.parse(
  readFileSync(join(ROOT, "test/workbench/fixtures/smi/one-card/scenario.json"), "utf8"),
);

test("the fixture's processes become the demo's, and no more", () => {
  const { apps } = scenarioAt(FIXTURE, [{ pid: "7", name: "python3" }], 0)["nvidia-smi"];
  expect(apps).toEqual([["GPU-a0000000-1a2b-3c4d-5e6f-000000001000", "7", "python3", "17000 MiB"]]);
  const three = [1, 2, 3].map((pid) => ({ pid: String(pid), name: "x" }));
  expect(scenarioAt(FIXTURE, three, 0)["nvidia-smi"].apps).toHaveLength(2);
});

test("the load moves, within what the card can do, and all fields stay", () => {
  const seen = new Set<string>();
  for (let at = 0; at < 180_000; at += 2_000) {
    const [gpu = {}] = scenarioAt(FIXTURE, [], at)["nvidia-smi"].gpus;
    expect(Object.keys(gpu)).toEqual(Object.keys(FIXTURE["nvidia-smi"].gpus[0] ?? {}));
    const number = (field: string) => Number.parseFloat(gpu[field] ?? "");
    expect(number("utilization.gpu")).toBeLessThanOrEqual(100);
    expect(number("power.draw")).toBeLessThan(450);
    expect(number("memory.used")).toBeGreaterThan(0);
    expect(number("memory.used")).toBeLessThan(24_564);
    seen.add(gpu["utilization.gpu"] ?? "");
  }
  expect(seen.size).toBeGreaterThan(10);
});
