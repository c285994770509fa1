import { describe, expect, test } from "vitest";
import type { AlertKind, AlertSettings } from "../../../workbench/src/alerts/alert.ts";
import { AlertMonitor } from "../../../workbench/src/alerts/monitor.ts";
import type { Container, Progress } from "../../../workbench/src/containers/model.ts";
import { container } from "../containers/container.ts";
import { snapshotOf } from "../join/snapshot.ts";

const ALL: AlertSettings = {
  enabled: new Set<AlertKind>([
    "out-of-memory",
    "gpu-memory-full",
    "shm-full",
    "health-lost",
    "gpu-lost",
    "no-progress",
  ]),
  noProgressMinutes: 10,
};
const MINUTE = 60_000;

describe("memory of a GPU", () => {
  const users = [container({ gpuUse: [{ gpu: "GPU-0", memoryMiB: 900, pids: [1] }] })];
  const full = snapshotOf([{ uuid: "GPU-0", memory: { kind: "dedicated", totalMiB: 1000, usedMiB: 980 } }]);
  const free = snapshotOf([{ uuid: "GPU-0", memory: { kind: "dedicated", totalMiB: 1000, usedMiB: 500 } }]);
  const swinging = snapshotOf([
    { uuid: "GPU-0", memory: { kind: "dedicated", totalMiB: 1000, usedMiB: 940 } },
  ]);

  test("is said once, with who uses it", () => {
    const monitor = new AlertMonitor();
    const first = monitor.observe({ now: 0, containers: users, gpus: full }, ALL);
    expect(first.map(({ kind, message }) => [kind, message])).toEqual([
      ["gpu-memory-full", "GPU 0 (NVIDIA Example) has 980 of 1000 MiB in use, by job."],
    ]);
    expect(monitor.observe({ now: MINUTE, containers: users, gpus: full }, ALL)).toEqual([]);
  });

  test("that swings around the limit is said once, and again only after half an hour", () => {
    const monitor = new AlertMonitor();
    const counts = [full, swinging, full, free, full].map(
      (gpus, at) => monitor.observe({ now: at * MINUTE, containers: users, gpus }, ALL).length,
    );
    expect(counts).toEqual([1, 0, 0, 0, 0]);
    monitor.observe({ now: 50 * MINUTE, containers: users, gpus: free }, ALL);
    expect(monitor.observe({ now: 51 * MINUTE, containers: users, gpus: full }, ALL)).toHaveLength(1);
  });

  test("is nobody's business where no container of ours uses it", () => {
    expect(new AlertMonitor().observe({ now: 0, containers: [container({})], gpus: full }, ALL)).toEqual([]);
  });
});

test("shared memory that is almost full names what happens next", () => {
  const containers = [container({ shm: { usedBytes: 60 << 20, totalBytes: 64 << 20 } })];
  expect(
    new AlertMonitor().observe({ now: 0, containers, gpus: undefined }, ALL).map(({ message }) => message),
  ).toEqual([
    "job has 94 % of its 64 MiB of shared memory (/dev/shm) in use; at 100 % its workers die of a bus error.",
  ]);
});

test("health is said when it is lost, not while it starts", () => {
  const monitor = new AlertMonitor();
  const states = (["starting", "healthy", "unhealthy", "unhealthy"] as const).map(
    (health, at) =>
      monitor.observe({ now: at, containers: [container({ health })], gpus: undefined }, ALL).length,
  );
  expect(states).toEqual([0, 0, 1, 0]);
});

describe("a training that stands still", () => {
  test("is said after the minutes that were asked for, once", () => {
    const monitor = new AlertMonitor();
    const at = (minute: number, step: number): readonly string[] =>
      monitor
        .observe(
          { now: minute * MINUTE, containers: [training({ step, percent: step })], gpus: undefined },
          ALL,
        )
        .map(({ message }) => message);
    expect(at(0, 1)).toEqual([]);
    expect(at(9, 2)).toEqual([]);
    expect(at(18, 2)).toEqual([]);
    expect(at(19, 2)).toEqual(["job has shown no progress for 10 minutes; its last line is: a line"]);
    expect(at(30, 2)).toEqual([]);
  });

  test("may take its time between epochs", () => {
    const monitor = new AlertMonitor();
    const counts = [0, 11, 29, 31].map(
      (minute) =>
        monitor.observe(
          { now: minute * MINUTE, containers: [training({ step: 100, percent: 100 })], gpus: undefined },
          ALL,
        ).length,
    );
    expect(counts).toEqual([0, 0, 0, 1]);
  });

  test("is not guessed from silence, from servers, or when it is switched off", () => {
    const silent = [container({ progress: undefined })];
    const server = [{ ...training({ step: 1 }), classification: { kind: "serving", reasons: [] } as const }];
    for (const [containers, settings] of [
      [silent, ALL],
      [server, ALL],
      [[training({ step: 1 })], { ...ALL, noProgressMinutes: 0 }],
    ] as const) {
      const monitor = new AlertMonitor();
      monitor.observe({ now: 0, containers, gpus: undefined }, settings);
      expect(monitor.observe({ now: 600 * MINUTE, containers, gpus: undefined }, settings)).toEqual([]);
    }
  });
});

describe("a death", () => {
  const subject = { id: "a", name: "job", memoryLimitBytes: 512 << 20 };

  test("at the memory limit is said, with the limit", () => {
    expect(new AlertMonitor().died(subject, { kind: "out-of-memory" }, 0, ALL)?.message).toBe(
      "job was killed at its memory limit of 512 MiB.",
    );
    expect(
      new AlertMonitor().died(subject, { kind: "child-out-of-memory", exitCode: 1 }, 0, ALL)?.message,
    ).toBe(
      "A process of job was killed at its memory limit of 512 MiB; the container then ended with status 1.",
    );
  });

  test("of any other kind is not", () => {
    for (const death of [
      { kind: "stopped", forced: true },
      { kind: "failed", exitCode: 1 },
      { kind: "signalled", signal: 9 },
      { kind: "finished" },
    ] as const) {
      expect(new AlertMonitor().died(subject, death, 0, ALL)).toBeUndefined();
    }
  });
});

test("a kind that is switched off is silent, and a flood is cut", () => {
  const containers = Array.from({ length: 20 }, (_, index) =>
    container({ id: String(index), health: "unhealthy" }),
  );
  expect(new AlertMonitor().observe({ now: 0, containers, gpus: undefined }, ALL)).toHaveLength(5);
  expect(
    new AlertMonitor().observe({ now: 0, containers, gpus: undefined }, { ...ALL, enabled: new Set() }),
  ).toEqual([]);
});

test("a lost GPU offers the restart that gives it back", () => {
  expect(new AlertMonitor().gpuLost({ id: "a", name: "job" }, 0, ALL)?.action).toBe("restart-container");
});

function training(progress: Partial<Progress>): Container {
  return container({
    progress: {
      format: "tqdm",
      epoch: undefined,
      epochs: undefined,
      step: undefined,
      steps: 100,
      percent: undefined,
      loss: undefined,
      rate: undefined,
      remaining: undefined,
      text: "a line",
      ...progress,
    },
  });
}
