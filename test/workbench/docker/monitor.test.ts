import { beforeEach, describe, expect, test } from "vitest";
import type { EngineEvent } from "../../../workbench/src/docker/engine.ts";
import type { Touched } from "../../../workbench/src/docker/monitor.ts";
import { EngineMonitor } from "../../../workbench/src/docker/monitor.ts";
import type { FakeClock } from "./lib/fake-clock.ts";
import { fakeClock } from "./lib/fake-clock.ts";
import { ScriptedEngine, summary } from "./lib/scripted-engine.ts";

let clock: FakeClock;
let engine: ScriptedEngine;
let monitor: EngineMonitor;
let changes: { readonly state: string; readonly ids: readonly string[]; readonly touched: Touched }[];
let events: EngineEvent[];

beforeEach(() => {
  clock = fakeClock();
  engine = new ScriptedEngine();
  engine.containers = [summary("a")];
  monitor = new EngineMonitor(engine.engine, {
    clock,
    log: { info: () => undefined, warn: () => undefined },
  });
  changes = [];
  events = [];
  monitor.onChange((containers, touched) => {
    const value = containers.state === "ready" ? containers.value : (containers.last ?? []);
    changes.push({ state: containers.state, ids: value.map(({ id }) => id), touched });
  });
  monitor.onEvent((event) => events.push(event));
});

function event(action: string, id: string, detail?: string): EngineEvent {
  return { at: clock.now(), action, detail, id, attributes: {} };
}

/** Connected, and the second list done. */
async function settled(): Promise<void> {
  monitor.resume();
  await clock.pass(2_000);
  changes.length = 0;
}

describe("while nobody looks", () => {
  test("nothing is asked, before and after", async () => {
    await clock.pass(600_000);
    expect(engine.asked).toBe(0);
    await settled();
    monitor.suspend();
    const asked = engine.asked;
    await clock.pass(600_000);
    expect(engine.asked).toBe(asked);
    expect(engine.isHeard).toBe(false);
  });

  test("coming back lists anew, from the last event on", async () => {
    await settled();
    engine.tell(event("start", "a"));
    const last = clock.now() / 1000;
    await clock.pass(1_000);
    monitor.suspend();
    engine.containers = [summary("b")];
    await clock.pass(60_000);
    monitor.resume();
    await clock.pass(0);
    expect(engine.streams.at(-1)).toBe(last);
    expect(changes.at(-1)).toEqual({ state: "ready", ids: ["b"], touched: "all" });
  });

  test("a list that was under way when the view went away is not shown", async () => {
    monitor.resume();
    monitor.suspend();
    await clock.pass(1_000);
    expect(monitor.containers).toEqual({ state: "loading" });
  });
});

describe("events", () => {
  test("are told at once, and listed after 250 ms with whom they touched", async () => {
    await settled();
    engine.containers = [summary("a", "exited")];
    engine.tell(event("oom", "a"));
    engine.tell(event("die", "a"));
    expect(events.map(({ action }) => action)).toEqual(["oom", "die"]);
    await clock.pass(249);
    expect(changes).toEqual([]);
    await clock.pass(1);
    expect(changes).toEqual([{ state: "ready", ids: ["a"], touched: new Set(["a"]) }]);
  });

  test("50 a second cost four lists a second", async () => {
    await settled();
    const before = engine.lists;
    for (let at = 0; at < 500; at += 1) {
      engine.tell(event("die", `c${at}`));
      await clock.pass(20);
    }
    expect(engine.lists - before).toBeLessThanOrEqual(41);
    expect(engine.lists - before).toBeGreaterThan(35);
    expect(events).toHaveLength(500);
  });

  test("that exec and top make cause no list", async () => {
    await settled();
    const before = engine.lists;
    for (const action of ["exec_create", "exec_start", "exec_die", "top"]) engine.tell(event(action, "a"));
    await clock.pass(2_000);
    expect(engine.lists).toBe(before);
  });

  test("that the engine repeats after a gap are told once", async () => {
    await settled();
    const die = event("die", "a");
    engine.tell(die);
    engine.tell(die);
    engine.die();
    engine.isGone = false;
    await clock.pass(1_000);
    engine.tell(die);
    engine.tell(event("start", "a"));
    expect(events.map(({ action }) => action)).toEqual(["die", "start"]);
  });

  test("between the first list and the stream's begin are not lost", async () => {
    monitor.resume();
    await clock.pass(500);
    engine.containers = [summary("a"), summary("b")];
    await clock.pass(1_000);
    expect(changes.at(-1)?.ids).toEqual(["a", "b"]);
  });
});

describe("an engine that dies", () => {
  test("is shown as failed with what was known, tried after 0.5 s and ever later, and comes back", async () => {
    await settled();
    await clock.pass(10_000);
    engine.die();
    await clock.pass(500);
    expect(changes).toEqual([{ state: "failed", ids: ["a"], touched: "all" }]);
    const begun = clock.now();
    const tries: number[] = [];
    for (let seen = engine.lists; tries.length < 9;) {
      await clock.pass(100);
      if (engine.lists > seen) tries.push(clock.now());
      seen = engine.lists;
    }
    const waits = tries.map((at, index) => at - (tries[index - 1] ?? begun));
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000]);
    engine.isGone = false;
    engine.containers = [summary("b")];
    await clock.pass(30_000);
    expect(changes.at(-1)).toEqual({ state: "ready", ids: ["b"], touched: "all" });
    expect(engine.isHeard).toBe(true);
  });

  test("a user need not wait", async () => {
    engine.isGone = true;
    monitor.resume();
    await clock.pass(20_000);
    engine.isGone = false;
    monitor.refresh();
    await clock.pass(0);
    expect(monitor.containers.state).toBe("ready");
  });

  test("a stream that ends at once again and again is opened ever more seldom", async () => {
    await settled();
    const before = engine.streams.length;
    for (let at = 0; at < 600; at += 1) {
      engine.die();
      engine.isGone = false;
      await clock.pass(100);
    }
    expect(engine.streams.length - before).toBeLessThan(10);
  });
});

describe("silence", () => {
  test("is broken by a ping, and by a list each minute", async () => {
    await settled();
    const [lists, pings] = [engine.lists, engine.pings];
    await clock.pass(600_000);
    expect(engine.pings - pings).toBeGreaterThan(40);
    expect(engine.lists - lists).toBeGreaterThan(7);
    expect(engine.lists - lists).toBeLessThan(11);
    expect(engine.streams).toHaveLength(1);
    expect(changes).toEqual([]);
  });

  test("of an engine that no longer answers is found out", async () => {
    await settled();
    engine.isGone = true;
    await clock.pass(12_000);
    expect(changes.map(({ state }) => state)).toEqual(["failed"]);
  });

  test("of a deaf stream is found out by the list, though pings are answered", async () => {
    await settled();
    engine.isDeaf = true;
    engine.containers = [summary("a", "exited"), summary("b")];
    engine.tell(event("start", "b"));
    await clock.pass(75_000);
    expect(changes[0]?.ids).toEqual(["a", "b"]);
    expect(engine.streams).toHaveLength(2);
  });
});

test("a listener that throws takes nothing from the others", async () => {
  monitor.onChange(() => {
    throw new Error("mine");
  });
  const heard: string[] = [];
  monitor.onChange(({ state }) => heard.push(state));
  monitor.resume();
  await clock.pass(100);
  expect(heard).toEqual(["ready"]);
});

test("disposed listeners hear nothing", async () => {
  const heard: string[] = [];
  monitor.onChange(({ state }) => heard.push(state)).dispose();
  monitor.resume();
  await clock.pass(100);
  expect(heard).toEqual([]);
});
