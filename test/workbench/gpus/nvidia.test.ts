import { describe, expect, test } from "vitest";

import { GpuSource } from "../../../workbench/src/gpus/source.ts";
import { diskOf, pciFiles, problemOf, smiStage, snapshotOf, stillClock } from "./smi.ts";

const CARD = "GPU-a0000000-1a2b-3c4d-5e6f-000000001000";

describe("what nvidia-smi tells", () => {
  test("a card that trains", async () => {
    const snapshot = await snapshotOf("one-card");
    expect(snapshot).toEqual({
      at: 1_000_000,
      driver: "580.65.06",
      processesHidden: false,
      notes: [],
      gpus: [
        {
          uuid: CARD,
          index: 0,
          vendor: "nvidia",
          name: "NVIDIA GeForce RTX 4090",
          busId: "00000000:07:00.0",
          memory: { kind: "dedicated", totalMiB: 24_564, usedMiB: 18_231 },
          utilizationPercent: 97,
          memoryUtilizationPercent: 61,
          temperatureC: 71,
          memoryTemperatureC: undefined,
          powerW: 412.55,
          powerLimitW: 450,
          fanPercent: 104,
          clockMHz: 2610,
          performanceState: "P2",
          throttleReasons: ["power limit", "temperature limit"],
          eccUncorrected: undefined,
          mig: undefined,
          instances: undefined,
          computeCapability: "8.9",
          computeMode: "Default",
          persistence: true,
          processes: [
            { pid: 4242, name: "python3", memoryMiB: 17_000, kind: "compute" },
            { pid: 4243, name: "/opt/my, odd, path/train.py", memoryMiB: 1_100, kind: "compute" },
          ],
        },
      ],
    });
  });

  test("eight cards, each with its own processes", async () => {
    const { gpus } = await snapshotOf("eight-cards");
    expect(gpus.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(gpus.flatMap(({ index, processes }) => processes.map(({ pid }) => [index, pid]))).toEqual([
      [2, 9001],
      [5, 9002],
    ]);
  });

  test("a card that tells nothing is shown with nothing, not with zeros", async () => {
    const { gpus, processesHidden } = await snapshotOf("nothing-told");
    expect(gpus).toHaveLength(1);
    const { uuid, index, vendor, name, busId, memory, processes, ...rest } = gpus[0] ?? expect.fail();
    expect({ uuid, index, vendor, name, busId }).toEqual({
      uuid: CARD,
      index: 0,
      vendor: "nvidia",
      name: "NVIDIA GeForce GT 1030",
      busId: "00000000:07:00.0",
    });
    expect(memory).toEqual({ kind: "dedicated", totalMiB: undefined, usedMiB: undefined });
    expect(Object.values(rest).filter((value) => value !== undefined)).toEqual([]);
    expect(processes).toEqual([{ pid: 77, name: undefined, memoryMiB: undefined, kind: "compute" }]);
    expect(processesHidden).toBe(true);
  });

  test("an old driver is asked by its own names alone", async () => {
    const { gpus } = await snapshotOf("old-driver");
    expect(gpus[0]?.throttleReasons).toEqual(["hardware: power brake"]);
    expect(gpus[0]?.computeCapability).toBeUndefined();
    expect(gpus[0]?.memory.totalMiB).toBe(81_920);
  });

  test("a field that is listed and refused is left out, once for all readings", async () => {
    const { programs, calls } = await smiStage("refuses-listed-field");
    const source = new GpuSource(programs, diskOf({}), stillClock, { timeout: 20_000 });
    for (let reading = 0; reading < 2; reading += 1) {
      const answer = await source.read();
      expect("gpus" in answer && answer.gpus.length).toBe(1);
    }
    const asked = (await calls()).map((words) => words[1]?.split("=")[0]);
    expect(asked.filter((word) => word === "--help-query-gpu")).toHaveLength(1);
    expect(asked.filter((word) => word === "--query-gpu")).toHaveLength(3);
  });

  test("GB10 has the memory of its machine", async () => {
    const { gpus, notes } = await snapshotOf("gb10", {
      "/proc/meminfo": "MemTotal:       125829120 kB\nMemFree:  1 kB\nMemAvailable:    83886080 kB\n",
    });
    expect(gpus[0]?.memory).toEqual({ kind: "unified", totalMiB: 122_880, usedMiB: 40_960 });
    expect(gpus[0]?.processes[0]?.memoryMiB).toBe(5210);
    expect(notes.map(({ id }) => id)).toEqual(["unified-memory"]);
  });

  test("WSL hides processes, and its tool is found beside the PATH's", async () => {
    const { gpus, notes, processesHidden } = await snapshotOf("wsl", {
      "/proc/sys/kernel/osrelease": "6.6.87.2-microsoft-standard-WSL2\n",
    });
    expect(gpus[0]?.name).toBe("NVIDIA GeForce RTX 3080 Laptop GPU");
    expect(notes.map(({ id }) => id)).toEqual(["wsl"]);
    expect(processesHidden).toBe(true);
    const asked: string[] = [];
    const source = new GpuSource(
      {
        run: (argv) => {
          asked.push(argv[0] ?? "");
          return Promise.resolve({ outcome: "missing", code: undefined, stdout: "", stderr: "" });
        },
      },
      diskOf({ "/proc/sys/kernel/osrelease": "microsoft" }),
      stillClock,
    );
    expect(await source.read()).toMatchObject({ id: "gpu-tool-missing" });
    expect(asked).toContain("/usr/lib/wsl/lib/nvidia-smi");
  });

  test("a container sees no processes, which does not mean that there are none", async () => {
    expect((await snapshotOf("vgpu", { "/.dockerenv": "" })).processesHidden).toBe(true);
    expect((await snapshotOf("vgpu")).processesHidden).toBe(false);
  });

  test("a virtual GPU says what it lacks", async () => {
    const { gpus, notes } = await snapshotOf("vgpu");
    expect(notes).toMatchObject([{ id: "vgpu", gpu: CARD }]);
    expect(gpus[0]?.memory.totalMiB).toBe(8192);
  });

  test("Windows lists its desktop without memory", async () => {
    expect((await snapshotOf("windows-desktop")).gpus[0]?.processes).toEqual([
      { pid: 2140, name: "C:\\Windows\\System32\\dwm.exe", memoryMiB: undefined, kind: "compute" },
    ]);
  });

  test("a warning about a board takes nothing from its figures", async () => {
    expect(await snapshotOf("warning-after")).toMatchObject({ gpus: [{ index: 0 }], notes: [] });
  });

  test("hostile names stay names", async () => {
    const { gpus } = await snapshotOf("hostile-names");
    expect(gpus[0]?.name).toBe("NVIDIA, A100 \u001b[2J__proto__ \u202e");
    expect(gpus[0]?.memory.totalMiB).toBe(81_920);
    expect(gpus[0]?.processes.map(({ pid }) => pid)).toEqual([66, 67]);
    expect(gpus[0]?.processes[1]?.name).toHaveLength(4096);
  });
});

describe("a GPU that is lost", () => {
  const files = Object.assign({}, ...["07", "0f", "17"].map((bus) => pciFiles(`0000:${bus}:00.0`, "0x10de")));

  test("does not hide the others", async () => {
    const { gpus, notes } = await snapshotOf("lost-beside-others", files);
    expect(gpus.map(({ index }) => index)).toEqual([0, 2]);
    expect(notes).toMatchObject([
      { id: "gpu-lost", problem: { id: "gpu-lost", said: expect.stringContaining("Unknown Error") } },
    ]);
    expect(notes[0]?.message).toContain("0000:0F:00.0");
  });

  test("is a failure where nothing tells of others", async () => {
    expect((await problemOf("lost-beside-others")).id).toBe("gpu-lost");
  });

  test("is seen in its own row too", async () => {
    expect(await snapshotOf("lost-in-a-row")).toMatchObject({
      gpus: [{ index: 0 }],
      notes: [{ id: "gpu-lost", message: expect.stringContaining("00000000:0F:00.0") }],
    });
  });
});

describe("details on demand", () => {
  test.each(["mig", "mig-v11", "mig-v12"])("%s: slices, and the slice of a process", async (scenario) => {
    const plain = await snapshotOf(scenario);
    expect(plain.gpus[0]?.instances).toBeUndefined();
    expect(plain.notes.map(({ id }) => id)).toEqual(["mig-needs-details"]);
    const { gpus, notes } = await snapshotOf(scenario, {}, { details: true });
    expect(notes).toEqual([]);
    expect(gpus[0]?.instances).toEqual([
      {
        uuid: "MIG-11111111-2222-5333-8444-555555555555",
        gpuInstance: 1,
        computeInstance: 0,
        profile: "3g.40gb",
        totalMiB: 40_192,
        usedMiB: 11_020,
      },
      {
        uuid: "MIG-66666666-7777-5888-8999-aaaaaaaaaaaa",
        gpuInstance: 5,
        computeInstance: 0,
        profile: "1g.20gb",
        totalMiB: 19_968,
        usedMiB: 37,
      },
    ]);
    expect(gpus[0]?.processes).toEqual([
      {
        pid: 21_198,
        name: "./train & go",
        memoryMiB: 10_984,
        kind: "compute",
        gpuInstance: 1,
        computeInstance: 0,
      },
    ]);
    expect(gpus[0]?.memory.usedMiB).toBe(11_125);
  });

  test("graphics appear beside what computes", async () => {
    const { gpus } = await snapshotOf("one-card", {}, { details: true });
    expect(gpus[0]?.processes.map(({ pid, kind }) => [pid, kind])).toEqual([
      [1800, "graphics"],
      [4242, "compute"],
      [4243, "compute"],
    ]);
  });
});

describe("each failure has its name", () => {
  test.each([
    ["driver-mismatch", "driver-mismatch"],
    ["driver-not-loaded", "driver-not-loaded"],
    ["no-devices", "gpu-none"],
    ["nvml-missing", "nvml-missing"],
    ["nvml-unknown-error", "gpu-lost"],
    ["no-permission", "gpu-no-permission"],
    ["all-lost", "gpu-lost"],
    ["silent-failure", "gpu-tool-failed"],
    ["garbage", "gpu-output-unreadable"],
    ["cut-csv", "gpu-output-unreadable"],
  ])("%s is %s", async (scenario, id) => {
    const problem = await problemOf(scenario);
    expect(problem.id).toBe(id);
    expect(problem.message).toMatch(/^[^\n]+\.$/);
    expect(problem.remedy).toMatch(/^[A-Z][a-z]+ [^\n]+\.$/);
    expect(problem.said ?? "").not.toMatch(/[^\P{Cc}\n]/u);
  });

  test("a tool that floods is stopped", async () => {
    expect((await problemOf("floods")).id).toBe("gpu-output-unreadable");
  });

  test("a tool that hangs is ended with all that it started", async () => {
    const { programs, pids } = await smiStage("hangs");
    const source = new GpuSource(programs, diskOf({}), stillClock, { timeout: 1_500 });
    expect(await source.read()).toMatchObject({ id: "gpu-tool-hangs" });
    await expect
      .poll(async () => (await pids()).map((pid) => isAlive(pid)), { timeout: 10_000 })
      .toEqual([false, false]);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
