import { describe, expect, test } from "vitest";

import { GpuSource } from "../../../workbench/src/gpus/source.ts";
import type { ProgramResult, Programs } from "../../../workbench/src/services.ts";
import { diskOf, pciFiles, smiStage, snapshotOf, stillClock } from "./smi.ts";

describe("which tool", () => {
  test("both vendors on one machine", async () => {
    const { gpus, driver } = await snapshotOf("both-vendors");
    expect(gpus.map(({ vendor, name }) => [vendor, name])).toEqual([
      ["nvidia", "NVIDIA A100-SXM4-80GB"],
      ["amd", "AMD Instinct MI300X"],
    ]);
    expect(driver).toBe("580.65.06");
  });

  test("a failure of one vendor is a note beside the other's GPUs", async () => {
    const { programs } = await smiStage("amd-smi");
    const source = new GpuSource(
      {
        run: (argv, options) =>
          argv[0] === "nvidia-smi"
            ? Promise.resolve(exited("Failed to initialize NVML: Driver/library version mismatch\n", 18))
            : programs.run(argv, options),
      },
      diskOf({}),
      stillClock,
      { timeout: 20_000 },
    );
    expect(await source.read()).toMatchObject({
      gpus: [{ vendor: "amd" }, { vendor: "amd" }],
      notes: [{ id: "incomplete", problem: { id: "driver-mismatch" } }],
    });
  });

  test.each([
    [{}, "gpu-tool-missing"],
    [{ "/sys/bus/pci/devices/0000:00:02.0/vendor": "0x8086\n" }, "gpu-none"],
    [pciFiles("0000:01:00.0", "0x10de"), "gpu-tool-missing"],
    [pciFiles("0000:01:00.0", "0x1002"), "gpu-tool-missing"],
  ])("without a tool, by what the kernel lists: %o", async (files, id) => {
    const { programs } = await smiStage(undefined);
    const answer = await new GpuSource(programs, diskOf(files), stillClock).read();
    expect(answer).toMatchObject({ id });
  });
});

test("a tool that is missing beside one that answers is looked for again only when a person asks", async () => {
  const { programs } = await smiStage("one-card");
  const tools: string[] = [];
  const counted: Programs = {
    run: (argv, options) => {
      tools.push(argv[0] ?? "");
      return programs.run(argv, options);
    },
  };
  const source = new GpuSource(counted, diskOf({}), stillClock, { timeout: 20_000 });
  await source.read();
  await source.read();
  expect(tools.filter((tool) => tool === "rocm-smi")).toHaveLength(1);
  await source.read({ wake: true });
  expect(tools.filter((tool) => tool === "rocm-smi")).toHaveLength(2);
});

describe("a GPU that sleeps", () => {
  const asleep = diskOf(pciFiles("0000:01:00.0", "0x10de", "suspended"));

  test("is not woken", async () => {
    const { programs, calls } = await smiStage("one-card");
    const source = new GpuSource(programs, asleep, stillClock, { timeout: 20_000 });
    expect(await source.read()).toMatchObject({ id: "gpu-suspended" });
    expect(await calls()).toEqual([]);
  });

  test("is woken for a person who asks", async () => {
    const { programs } = await smiStage("one-card");
    const source = new GpuSource(programs, asleep, stillClock, { timeout: 20_000 });
    expect(await source.read({ wake: true })).toMatchObject({ gpus: [{ index: 0 }] });
  });
});

describe("readings", () => {
  test("do not overlap", async () => {
    let running = 0;
    let most = 0;
    const { programs } = await smiStage("one-card");
    const counted: Programs = {
      run: async (argv, options) => {
        if (argv[0] !== "nvidia-smi") return programs.run(argv, options);
        running += 1;
        most = Math.max(most, running);
        const result = await programs.run(argv, options);
        running -= 1;
        return result;
      },
    };
    const source = new GpuSource(counted, diskOf({}), stillClock, { timeout: 20_000 });
    await Promise.all([source.read(), source.read(), source.read()]);
    expect(most).toBe(1);
  });

  test("can be cancelled", async () => {
    const { programs, pids } = await smiStage("hangs");
    const source = new GpuSource(programs, diskOf({}), stillClock, { timeout: 60_000 });
    const stop = new AbortController();
    const reading = source.read({ signal: stop.signal });
    await expect.poll(async () => (await pids()).length, { timeout: 10_000 }).toBe(2);
    stop.abort();
    expect(await reading).toMatchObject({ id: "gpu-tool-failed" });
  });

  test("that are slow without persistence say why", async () => {
    let now = 0;
    const { programs } = await smiStage("one-card");
    const source = new GpuSource(
      {
        run: async (argv, options) => {
          now += 900;
          const result = await programs.run(argv, options);
          return { ...result, stdout: result.stdout.replace(", Enabled\n", ", Disabled\n") };
        },
      },
      diskOf({}),
      { ...stillClock, now: () => now },
      { timeout: 60_000 },
    );
    expect(await source.read()).toMatchObject({ notes: [{ id: "no-persistence" }] });
  });
});

function exited(stdout: string, code: number): ProgramResult {
  return { outcome: "exited", code, stdout, stderr: "" };
}

test("which devices are GPUs is found out once, whether one sleeps each time", async () => {
  const files: Record<string, string> = { ...pciFiles("0000:01:00.0", "0x10de", "suspended") };
  const disk = diskOf(files);
  const read: string[] = [];
  const counted = {
    ...disk,
    read: (path: string) => {
      read.push(path.slice(path.lastIndexOf("/") + 1));
      return disk.read(path);
    },
  };
  const { programs } = await smiStage("one-card");
  const source = new GpuSource(programs, counted, stillClock, { timeout: 20_000 });
  expect(await source.read()).toMatchObject({ id: "gpu-suspended" });
  files["/sys/bus/pci/devices/0000:01:00.0/power/runtime_status"] = "active\n";
  expect(await source.read()).toMatchObject({ gpus: [{ index: 0 }] });
  expect(read.filter((name) => name === "vendor")).toHaveLength(1);
  expect(read.filter((name) => name === "runtime_status")).toHaveLength(2);
});
