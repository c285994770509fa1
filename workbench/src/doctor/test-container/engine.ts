import type { Engine } from "../../docker/engine.ts";
import type { Clock } from "../../services.ts";
import type { TestEngine } from "./model.ts";

/** The test of an engine, by its API. The engine stays the caller's. */
export function testEngine(engine: Engine, clock: Clock): TestEngine {
  return {
    images: () => engine.images(),
    create: (plan) => engine.create(plan),
    start: (id) => engine.start(id),
    wait: (id, timeout) => ended(engine, id, clock, clock.now() + timeout),
    output: (id, limit) => output(engine, id, limit),
    remove: (id) => engine.remove(id, true),
  };
}

/** Milliseconds between two looks at a container that takes a second or so. */
const PAUSE = 300;

async function ended(engine: Engine, id: string, clock: Clock, until: number): Promise<number> {
  for (;;) {
    const { state, exitCode } = await engine.inspect(id);
    if (state === "exited" || state === "dead") return exitCode ?? 0;
    if (clock.now() >= until) throw new Error("It did not end in time.");
    await new Promise<void>((resolve) => clock.after(PAUSE, resolve));
  }
}

function output(engine: Engine, id: string, limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let all = "";
    engine.logs(
      id,
      { follow: false, tty: false, tail: 200 },
      (text) => (all = (all + text).slice(0, limit)),
      (error) => (error === undefined ? resolve(all) : reject(error)),
    );
  });
}
