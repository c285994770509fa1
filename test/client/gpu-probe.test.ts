import { expect, test } from "vitest";
import { GpuProbe } from "../../client/src/live/gpu-probe.ts";
import type { Container } from "../../workbench/src/containers/model.ts";
import { EngineError } from "../../workbench/src/docker/engine.ts";
import type { ProgramResult } from "../../workbench/src/services.ts";
import { container } from "../workbench/containers/container.ts";
import { fakeClock } from "../workbench/docker/lib/fake-clock.ts";

const MINUTE = 60_000;

const FINE: ProgramResult = { outcome: "exited", code: 0, stdout: "GPU 0: Example\n", stderr: "" };
const LOST = failed(255, "Failed to initialize NVML: Unknown Error\n");

function failed(code: number, stdout: string): ProgramResult {
  return { outcome: "exited", code, stdout, stderr: "" };
}

function without(outcome: ProgramResult["outcome"]): ProgramResult {
  return { outcome, code: undefined, stdout: "", stderr: "" };
}

function training(id: string, about: Partial<Container> = {}): Container {
  return container({
    id,
    gpu: { how: "request", vendor: "unknown", gpus: { kind: "all" } },
    startedAt: 1,
    ...about,
  });
}

/** A probe whose engine gives each container one answer, and what that engine was asked. */
function probing(answer: (id: string) => ProgramResult | Promise<ProgramResult>): {
  readonly clock: ReturnType<typeof fakeClock>;
  readonly asked: { readonly id: string; readonly argv: readonly string[] }[];
  readonly look: (...containers: readonly Container[]) => Promise<string | undefined>;
} {
  const clock = fakeClock();
  const probe = new GpuProbe(clock);
  const asked: { id: string; argv: readonly string[] }[] = [];
  const engine = {
    exec: async (id: string, argv: readonly string[]) => {
      asked.push({ id, argv });
      return answer(id);
    },
  };
  return { clock, asked, look: async (...containers) => (await probe.look(engine, containers))?.id };
}

test("a container whose GPU is gone is told, and left alone until it has started again", async () => {
  const { clock, asked, look } = probing(() => LOST);
  expect(await look(training("a"))).toBe("a");
  await clock.pass(60 * MINUTE);
  expect(await look(training("a"))).toBeUndefined();
  expect(asked).toEqual([{ id: "a", argv: ["nvidia-smi", "-L"] }]);
  expect(await look(training("a", { startedAt: 2 }))).toBe("a");
});

test("a driver that was renewed under a container counts as lost too", async () => {
  const { look } = probing(() => failed(18, "Failed to initialize NVML: Driver/library version mismatch\n"));
  expect(await look(training("a"))).toBe("a");
});

test.each([
  ["works", FINE],
  ["fails for another reason", failed(9, "NVIDIA-SMI has failed for a reason of its own\n")],
  ["says the words without failing", { ...LOST, code: 0 }],
  ["is missing", without("missing")],
  ["hangs", without("timed-out")],
] as const)("a container whose nvidia-smi %s has lost nothing", async (_, answer) => {
  expect(await probing(() => answer).look(training("a"))).toBeUndefined();
});

test("a container that has its GPU is asked every five minutes", async () => {
  const { clock, asked, look } = probing(() => FINE);
  for (let second = 0; second < 10 * 60; second += 3) {
    await look(training("a"));
    await clock.pass(3_000);
  }
  expect(asked.length).toBe(2);
});

test.each(["missing", "not-permitted", "timed-out", "too-much-output"] as const)(
  "a container that answers with %s is not asked again",
  async (outcome) => {
    const { clock, asked, look } = probing(() => without(outcome));
    await look(training("a"));
    await clock.pass(60 * MINUTE);
    await look(training("a"));
    expect(asked.length).toBe(1);
  },
);

test("only running containers that were given an NVIDIA GPU are asked", async () => {
  const { asked, look } = probing(() => LOST);
  const all = { kind: "all" } as const;
  await look(
    container({ id: "none" }),
    training("paused", { state: "paused" }),
    training("exited", { state: "exited" }),
    training("amd", { gpu: { how: "request", vendor: "amd", gpus: all } }),
    training("privileged", { gpu: { how: "privileged", vendor: "nvidia", gpus: all } }),
  );
  expect(asked).toEqual([]);
  await look(training("runtime", { gpu: { how: "runtime", vendor: "nvidia", gpus: all } }));
  expect(asked.map(({ id }) => id)).toEqual(["runtime"]);
});

test("of many containers one is asked at a time, and none is left out", async () => {
  const { clock, asked, look } = probing(() => FINE);
  const many = Array.from({ length: 150 }, (_, index) => training(`c${index}`));
  for (const _ of many) {
    const before = asked.length;
    await look(...many);
    expect(asked.length).toBe(before + 1);
    await clock.pass(3_000);
  }
  expect(new Set(asked.map(({ id }) => id)).size).toBe(150);
});

test("looks never overlap", async () => {
  const answers: ((result: ProgramResult) => void)[] = [];
  const { asked, look } = probing(() => new Promise((resolve) => answers.push(resolve)));
  const first = look(training("a"), training("b"));
  expect(await look(training("a"), training("b"))).toBeUndefined();
  for (const answer of answers) answer(LOST);
  expect(await first).toBe("a");
  expect(asked.length).toBe(1);
});

test("an engine that refuses is asked again later", async () => {
  let isRefusing = true;
  const { clock, look } = probing(() => {
    if (!isRefusing) return LOST;
    throw new EngineError({ id: "engine-refused", message: "It is paused.", remedy: "Try again." });
  });
  expect(await look(training("a"))).toBeUndefined();
  isRefusing = false;
  expect(await look(training("a"))).toBeUndefined();
  await clock.pass(5 * MINUTE);
  expect(await look(training("a"))).toBe("a");
});
