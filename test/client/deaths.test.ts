import { beforeEach, expect, test } from "vitest";
import { DeathWatch } from "../../client/src/live/deaths.ts";
import type { ContainerDetails, ContainerState } from "../../workbench/src/docker/engine.ts";
import { EngineError } from "../../workbench/src/docker/engine.ts";
import { EngineMonitor } from "../../workbench/src/docker/monitor.ts";
import { details } from "../workbench/containers/details.ts";
import type { FakeClock } from "../workbench/docker/lib/fake-clock.ts";
import { fakeClock } from "../workbench/docker/lib/fake-clock.ts";
import { ScriptedEngine, summary } from "../workbench/docker/lib/scripted-engine.ts";

/** An engine and the watch over it, as the workbench joins them; the monitor hears nothing while it is suspended. */
let clock: FakeClock;
let engine: ScriptedEngine;
let monitor: EngineMonitor;
let deaths: DeathWatch;
let now: Map<string, Partial<ContainerDetails>>;
let told: string[];
let inspected: string[];

beforeEach(() => {
  clock = fakeClock();
  engine = new ScriptedEngine();
  now = new Map();
  told = [];
  inspected = [];
  monitor = new EngineMonitor(engine.engine, {
    clock,
    log: { info: () => undefined, warn: () => undefined },
  });
  const inspect = async (id: string): Promise<ContainerDetails> => {
    inspected.push(id);
    const known = now.get(id);
    if (known === undefined)
      throw new EngineError({ id: "container-gone", message: "Gone.", remedy: "Refresh." });
    return details({ id, name: id, ...known });
  };
  deaths = new DeathWatch({ inspect }, clock, ({ id }, death) => told.push(`${id} ${death.kind}`));
  monitor.onEvent((event) => deaths.take(event));
  monitor.onChange((listed) => {
    if (listed.state === "ready") deaths.list(listed.value);
  });
});

/** What the engine lists and knows of a container from now on. */
function is(id: string, state: ContainerState, facts: Partial<ContainerDetails> = {}): void {
  engine.containers = [...engine.containers.filter((one) => one.id !== id), summary(id, state)];
  now.set(id, { state, ...facts });
}

function says(id: string, action: string, attributes: Readonly<Record<string, string>> = {}): void {
  engine.tell({ at: clock.now(), action, detail: undefined, id, attributes });
}

const OOM = { exitCode: 137, oomKilled: true, finishedAt: 5_000 };

async function shown(): Promise<void> {
  monitor.resume();
  await clock.pass(5_000);
}

function hidden(): void {
  monitor.suspend();
  deaths.suspend();
}

test("one that dies in view is told at once, and not again by the lists that follow", async () => {
  is("a", "running");
  await shown();
  is("a", "exited", OOM);
  says("a", "oom");
  says("a", "die", { exitCode: "137" });
  await clock.pass(0);
  expect(told).toEqual(["a out-of-memory"]);
  await clock.pass(10 * 60_000);
  expect(told).toEqual(["a out-of-memory"]);
  expect(inspected).toEqual(["a"]);
});

test("one that died while nobody looked is told when somebody does, once", async () => {
  is("a", "running");
  await shown();
  hidden();
  is("a", "exited", OOM);
  await clock.pass(60 * 60_000);
  expect([told, inspected]).toEqual([[], []]);
  await shown();
  expect(told).toEqual(["a out-of-memory"]);
  for (let round = 0; round < 3; round += 1) {
    hidden();
    await clock.pass(60_000);
    await shown();
  }
  expect(told).toEqual(["a out-of-memory"]);
});

test("one that was made, started and killed in the meantime is told as well", async () => {
  await shown();
  hidden();
  is("new", "exited", OOM);
  await shown();
  expect(told).toEqual(["new out-of-memory"]);
});

test("an engine that repeats its events and lists the end makes one of both, and tells who asked for it", async () => {
  is("a", "running");
  is("b", "running");
  await shown();
  hidden();
  is("a", "exited", OOM);
  is("b", "exited", { exitCode: 137, oomKilled: false, finishedAt: 6_000 });
  monitor.resume();
  await clock.pass(500);
  says("a", "die", { exitCode: "137" });
  says("b", "kill", { signal: "9" });
  await clock.pass(60_000);
  expect(told).toEqual(["a out-of-memory", "b stopped"]);
});

test("who looks away at once has nothing asked, and is told the next time", async () => {
  is("a", "running");
  await shown();
  hidden();
  is("a", "exited", OOM);
  monitor.resume();
  await clock.pass(500);
  hidden();
  await clock.pass(60_000);
  expect([told, inspected]).toEqual([[], []]);
  await shown();
  expect(told).toEqual(["a out-of-memory"]);
});

test("what had ended before anybody looked is not told", async () => {
  is("old", "exited", OOM);
  await shown();
  await clock.pass(10 * 60_000);
  expect([told, inspected]).toEqual([[], []]);
});

test("each run that ends is told, also where a start was missed", async () => {
  is("a", "running");
  await shown();
  is("a", "exited", OOM);
  says("a", "die", { exitCode: "137" });
  await clock.pass(1_000);
  hidden();
  is("a", "running");
  await shown();
  is("a", "exited", { ...OOM, finishedAt: 9_000 });
  says("a", "die", { exitCode: "137" });
  await clock.pass(5_000);
  expect(told).toEqual(["a out-of-memory", "a out-of-memory"]);
});

test("one that is gone tells nothing, and the others are told all the same", async () => {
  is("a", "running");
  is("gone", "running");
  await shown();
  hidden();
  is("a", "exited", OOM);
  engine.containers = [...engine.containers.filter(({ id }) => id !== "gone"), summary("gone", "exited")];
  now.delete("gone");
  await shown();
  expect(told).toEqual(["a out-of-memory"]);
});
