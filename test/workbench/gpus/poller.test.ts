import { describe, expect, test } from "vitest";

import type { GpuSnapshot } from "../../../workbench/src/gpus/model.ts";
import { GpuPoller } from "../../../workbench/src/gpus/poller.ts";
import type { GpuReadOptions } from "../../../workbench/src/gpus/source.ts";
import type { Loadable, Problem } from "../../../workbench/src/problem.ts";
import { fakeClock, settled } from "../docker/lib/fake-clock.ts";

const HANGS: Problem = { id: "gpu-tool-hangs", message: "It hangs.", remedy: "Wait." };
const ASLEEP: Problem = { id: "gpu-suspended", message: "It sleeps.", remedy: "Wake it." };

/** A source that answers what is set, and tells how it was asked. */
function stage(interval?: number) {
  const clock = fakeClock();
  const asked: GpuReadOptions[] = [];
  const answers: { next: GpuSnapshot | Problem | Promise<GpuSnapshot | Problem> } = { next: snapshot(1) };
  const source = {
    read: (options: GpuReadOptions) => {
      asked.push(options);
      return Promise.resolve(answers.next);
    },
  };
  const poller = new GpuPoller(source, clock, interval);
  const states: Loadable<GpuSnapshot>[] = [];
  poller.onChange((state) => states.push(state));
  return { clock, asked, answers, poller, states };
}

test("it reads at once, then at its interval", async () => {
  const { clock, asked, poller, states } = stage(3_000);
  poller.start();
  await settled();
  expect(states).toEqual([{ state: "ready", value: snapshot(1) }]);
  await clock.pass(9_000);
  expect(asked).toHaveLength(4);
});

test("no interval is shorter than two seconds", async () => {
  const { clock, poller } = stage(10);
  poller.start();
  await settled();
  expect(clock.timers).toEqual([2_000]);
  poller.setInterval(0);
  await clock.pass(2_000);
  expect(clock.timers).toEqual([2_000]);
});

test("readings never overlap, however long one takes", async () => {
  const { clock, asked, answers, poller } = stage();
  answers.next = new Promise(() => undefined);
  poller.start();
  await clock.pass(600_000);
  expect(asked).toHaveLength(1);
  expect(clock.timers).toEqual([]);
});

describe("stopped, it holds nothing", () => {
  test("no timer", async () => {
    const { clock, asked, poller } = stage();
    poller.start();
    await settled();
    poller.stop();
    expect(clock.timers).toEqual([]);
    await clock.pass(600_000);
    expect(asked).toHaveLength(1);
    expect(poller.state.state).toBe("ready");
  });

  test("a reading under way is cancelled, and its answer is not shown", async () => {
    const { asked, answers, poller, states } = stage();
    const held: { answer?: (value: GpuSnapshot) => void } = {};
    answers.next = new Promise((resolve) => {
      held.answer = resolve;
    });
    poller.start();
    poller.stop();
    expect(asked[0]?.signal?.aborted).toBe(true);
    held.answer?.(snapshot(2));
    await settled();
    expect(states).toEqual([]);
  });

  test("started again, it reads at once", async () => {
    const { asked, poller } = stage();
    poller.start();
    await settled();
    poller.stop();
    poller.start();
    poller.start();
    await settled();
    expect(asked).toHaveLength(2);
  });
});

describe("failures", () => {
  test("keep the last value, and are waited for longer each time up to a minute", async () => {
    const { clock, answers, poller, states } = stage(3_000);
    poller.start();
    await settled();
    answers.next = HANGS;
    const waits: number[] = [];
    for (let reading = 0; reading < 7; reading += 1) {
      await clock.pass(clock.timers[0] ?? 0);
      waits.push(clock.timers[0] ?? 0);
    }
    expect(waits).toEqual([6_000, 12_000, 24_000, 48_000, 60_000, 60_000, 60_000]);
    expect(states.at(-1)).toEqual({ state: "failed", problem: HANGS, last: snapshot(1) });
    answers.next = snapshot(3);
    await clock.pass(60_000);
    expect(states.at(-1)).toEqual({ state: "ready", value: snapshot(3) });
    expect(clock.timers).toEqual([3_000]);
  });

  test("are forgotten when a person refreshes", async () => {
    const { clock, asked, answers, poller, states } = stage(3_000);
    answers.next = HANGS;
    poller.start();
    await clock.pass(100_000);
    states.length = 0;
    await poller.refresh();
    expect(asked.at(-1)?.wake).toBe(true);
    expect(states.map(({ state }) => state)).toEqual(["loading", "failed"]);
    expect(clock.timers).toEqual([6_000]);
  });

  test("that a GPU sleeps is none of them", async () => {
    const { clock, asked, answers, poller } = stage(3_000);
    answers.next = ASLEEP;
    poller.start();
    await clock.pass(9_000);
    expect(asked).toHaveLength(4);
    expect(asked.every(({ wake }) => wake !== true)).toBe(true);
  });
});

test("a refresh works while stopped, and starts nothing", async () => {
  const { clock, poller } = stage();
  await poller.refresh();
  expect(poller.state.state).toBe("ready");
  expect(clock.timers).toEqual([]);
});

test("details are read while someone looks at them", async () => {
  const { clock, asked, poller } = stage(3_000);
  poller.start();
  await settled();
  poller.setDetails(true);
  await clock.pass(3_000);
  poller.setDetails(false);
  await clock.pass(3_000);
  expect(asked.map(({ details }) => details)).toEqual([false, true, false]);
});

function snapshot(at: number): GpuSnapshot {
  return { at, gpus: [], driver: undefined, processesHidden: false, notes: [] };
}
