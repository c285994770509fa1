import { describe, expect, test } from "vitest";

import { GpuSource } from "../../../workbench/src/gpus/source.ts";
import { diskOf, problemOf, smiStage, snapshotOf, stillClock } from "./smi.ts";

describe("amd-smi", () => {
  test("two cards", async () => {
    const { gpus, driver, processesHidden } = await snapshotOf("amd-smi");
    expect(driver).toBe("6.12.12");
    expect(processesHidden).toBe(false);
    expect(gpus[0]).toEqual({
      uuid: "00ff74a1-0000-1000-80a0-000000000000",
      index: 0,
      vendor: "amd",
      name: "AMD Instinct MI300X",
      busId: "0000:05:00.0",
      memory: { kind: "dedicated", totalMiB: 196_592, usedMiB: 40_960 },
      utilizationPercent: 63,
      memoryUtilizationPercent: 12,
      temperatureC: 58,
      memoryTemperatureC: 44,
      powerW: 318,
      powerLimitW: 750,
      fanPercent: undefined,
      clockMHz: 2100,
      performanceState: undefined,
      throttleReasons: undefined,
      eccUncorrected: 0,
      mig: undefined,
      instances: undefined,
      computeCapability: "gfx942",
      computeMode: undefined,
      persistence: undefined,
      processes: [{ pid: 5150, name: "python3.12", memoryMiB: 40_960, kind: undefined }],
    });
    expect(gpus[1]?.processes).toEqual([]);
  });

  test("the newer form, behind a warning", async () => {
    const { gpus } = await snapshotOf("amd-smi-gpu-data");
    expect(gpus).toMatchObject([{ powerLimitW: 1400, utilizationPercent: 63, processes: [{ pid: 5150 }] }]);
  });

  test("a processor's GPU counts what it borrows", async () => {
    const { gpus, notes } = await snapshotOf("amd-apu");
    expect(gpus[0]?.memory).toEqual({ kind: "unified", totalMiB: 64_512, usedMiB: 30_300 });
    expect(gpus[0]?.powerW).toBeUndefined();
    expect(notes).toMatchObject([{ id: "unified-memory" }]);
  });

  test("failures have their names", async () => {
    expect((await problemOf("amd-smi-cut")).id).toBe("gpu-output-unreadable");
    expect((await problemOf("amd-smi-no-driver")).id).toBe("driver-not-loaded");
  });
});

describe("rocm-smi", () => {
  test("one card and its process, whose name holds a comma", async () => {
    const { gpus, driver, processesHidden } = await snapshotOf("rocm-smi");
    expect(driver).toBe("6.3.6");
    expect(processesHidden).toBe(false);
    expect(gpus).toMatchObject([
      {
        uuid: "0x0000000000beef00",
        name: "AMD Instinct MI210",
        busId: "0000:83:00.0",
        memory: { kind: "dedicated", totalMiB: 65_520, usedMiB: 32_768 },
        utilizationPercent: 88,
        temperatureC: 51,
        memoryTemperatureC: 49,
        powerW: 121,
        powerLimitW: 300,
        clockMHz: 1700,
        processes: [{ pid: 6001, name: "python3, -u" }],
      },
    ]);
  });

  test("other names of a later version; of two cards it does not say which one a process uses", async () => {
    const { gpus, processesHidden } = await snapshotOf("rocm-smi-drift");
    expect(gpus.map(({ index, powerW, name }) => [index, powerW, name])).toEqual([
      [0, 119, "AMD Instinct MI210"],
      [1, 121, "AMD Instinct MI210"],
    ]);
    expect(gpus.flatMap(({ processes }) => processes)).toEqual([]);
    expect(processesHidden).toBe(true);
  });
});

test("names and identities are asked for once, and again while there is no answer", async () => {
  const { programs, calls } = await smiStage("amd-smi");
  let failing = true;
  const source = new GpuSource(
    {
      run: (argv, options) =>
        failing && argv[1] === "static"
          ? Promise.resolve({ outcome: "timed-out", code: undefined, stdout: "", stderr: "" })
          : programs.run(argv, options),
    },
    diskOf({}),
    stillClock,
    { timeout: 20_000 },
  );
  expect(await source.read()).toMatchObject({ gpus: [{ name: "AMD GPU" }, { name: "AMD GPU" }] });
  failing = false;
  expect(await source.read()).toMatchObject({ gpus: [{ name: "AMD Instinct MI300X" }, {}] });
  await source.read();
  const asked = (await calls()).map((words) => words[1]);
  expect(asked.filter((word) => word === "list")).toHaveLength(1);
  expect(asked.filter((word) => word === "static")).toHaveLength(1);
});
