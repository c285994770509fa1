import { describe, expect, test } from "vitest";
import { LiveContainers } from "../../../workbench/src/containers/live.ts";
import type { Container } from "../../../workbench/src/containers/model.ts";
import type { ContainerSummary, Engine, StatsSample } from "../../../workbench/src/docker/engine.ts";
import { EngineError } from "../../../workbench/src/docker/engine.ts";
import type { Touched } from "../../../workbench/src/docker/monitor.ts";
import type { Loadable } from "../../../workbench/src/problem.ts";
import { ScriptedEngine, summary } from "../docker/lib/scripted-engine.ts";
import { fakeClock } from "../docker/lib/fake-clock.ts";
import { details } from "./details.ts";

type Listener = (listed: Loadable<readonly ContainerSummary[]>, touched: Touched) => void;

/** A monitor and an engine that do what a test says, and note what they are asked. */
class Stage {
  readonly clock = fakeClock();
  readonly inspected: string[] = [];
  /** Containers whose stats are streamed at this moment. */
  readonly streamed = new Map<string, (sample: StatsSample) => void>();
  readonly logged = new Map<string, (text: string) => void>();
  readonly announced: Loadable<readonly Container[]>[] = [];
  readonly live: LiveContainers;
  gone = new Set<string>();
  #tell: Listener | undefined;

  constructor() {
    const engine: Engine = {
      ...new ScriptedEngine().engine,
      inspect: async (id) => {
        this.inspected.push(id);
        if (this.gone.has(id))
          throw new EngineError({ id: "container-gone", message: "Gone.", remedy: "Refresh." });
        return details({ id, argv: ["torchrun", "train.py"], shmBytes: 0 });
      },
      stats: (id, sample) => {
        this.streamed.set(id, sample);
        return { dispose: () => this.streamed.delete(id) };
      },
      logs: (id, _options, chunk) => {
        this.logged.set(id, chunk);
        return { dispose: () => this.logged.delete(id) };
      },
    };
    const monitor = {
      onChange: (listener: Listener) => {
        this.#tell = listener;
        return { dispose: () => (this.#tell = undefined) };
      },
    };
    this.live = new LiveContainers({ engine, monitor, clock: this.clock });
    this.live.onChange((containers) => this.announced.push(containers));
  }

  async list(listed: readonly ContainerSummary[], touched: Touched): Promise<void> {
    this.#tell?.({ state: "ready", value: listed }, touched);
    await this.clock.pass(600);
  }

  /** Says that the list changed, and lets no time pass. */
  tell(listed: readonly ContainerSummary[]): void {
    this.#tell?.({ state: "ready", value: listed }, "all");
  }

  async fail(last: readonly ContainerSummary[]): Promise<void> {
    const problem = { id: "engine-unreachable", message: "Gone.", remedy: "Start it." } as const;
    this.#tell?.({ state: "failed", problem, last }, "all");
    await this.clock.pass(600);
  }

  row(id: string): Container | undefined {
    const { containers } = this.live;
    return containers.state === "ready" ? containers.value.find((one) => one.id === id) : undefined;
  }
}

function sample(at: number, cpuTotal: number): StatsSample {
  return {
    at,
    cpuTotal,
    systemTotal: at * 1e6 * 2,
    onlineCpus: 2,
    memoryBytes: 5,
    memoryLimitBytes: 10,
    pids: 1,
  };
}

describe("details", () => {
  test("are asked once, and again only for what was touched", async () => {
    const stage = new Stage();
    await stage.list([summary("a"), summary("b")], "all");
    await stage.list([summary("a"), summary("b")], new Set(["b"]));
    await stage.list([summary("a"), summary("b"), summary("c")], new Set());
    expect(stage.inspected).toEqual(["a", "b", "b", "c"]);
    expect(stage.row("a")?.classification.kind).toBe("training");
  });

  test("of a container that went away meanwhile are missing, and the others are there", async () => {
    const stage = new Stage();
    stage.gone.add("a");
    await stage.list([summary("a"), summary("b")], "all");
    expect([stage.row("a")?.name, stage.row("a")?.classification.kind]).toEqual(["name-a", "other"]);
    expect(stage.row("b")?.classification.kind).toBe("training");
  });
});

test("the first rows come at once, later changes at most twice a second", async () => {
  const stage = new Stage();
  stage.tell([summary("a")]);
  await stage.clock.pass(0);
  expect(stage.announced.at(-1)?.state).toBe("ready");
  const before = stage.announced.length;
  for (let round = 0; round < 50; round += 1) {
    stage.tell([summary("a")]);
    await stage.clock.pass(20);
  }
  expect(stage.announced.length - before).toBeLessThanOrEqual(3);
});

describe("streams", () => {
  test("are open for visible rows that run, and for no others", async () => {
    const stage = new Stage();
    await stage.list([summary("a"), summary("b"), summary("c", "exited")], "all");
    expect(stage.streamed.size).toBe(0);
    stage.live.setVisible(new Set(["a", "c"]));
    expect([...stage.streamed.keys()]).toEqual(["a"]);
    stage.live.setVisible(new Set(["b"]));
    expect([[...stage.streamed.keys()], [...stage.logged.keys()]]).toEqual([["b"], ["b"]]);
    stage.live.setVisible(new Set());
    expect([stage.streamed.size, stage.logged.size]).toEqual([0, 0]);
  });

  test("end when the container stops, when the engine is gone, and with the view", async () => {
    const stage = new Stage();
    stage.live.setVisible(new Set(["a", "b"]));
    await stage.list([summary("a"), summary("b")], "all");
    expect(stage.streamed.size).toBe(2);
    await stage.list([summary("a", "exited"), summary("b")], new Set(["a"]));
    expect([...stage.streamed.keys()]).toEqual(["b"]);
    await stage.fail([summary("b")]);
    expect(stage.streamed.size).toBe(0);
    await stage.list([summary("b")], "all");
    expect(stage.streamed.size).toBe(1);
    stage.live.dispose();
    expect([stage.streamed.size, stage.logged.size]).toEqual([0, 0]);
  });

  test("give CPU, memory and progress, also of a bar that completes no line", async () => {
    const stage = new Stage();
    stage.live.setVisible(new Set(["a"]));
    await stage.list([summary("a")], "all");
    stage.streamed.get("a")?.(sample(1_000, 0));
    stage.streamed.get("a")?.(sample(2_000, 1e9));
    stage.logged.get("a")?.("starting\nEpoch 2:  45%|####      | 45/100 [00:30<00:37, 1.50it/s, loss=0.2]");
    expect(stage.row("a")).toMatchObject({
      cpuPercent: 100,
      memoryBytes: 5,
      progress: { epoch: 2, step: 45, loss: 0.2 },
    });
  });
});

test("changes are gathered: a hundred samples are one announcement", async () => {
  const stage = new Stage();
  stage.live.setVisible(new Set(["a"]));
  await stage.list([summary("a")], "all");
  const before = stage.announced.length;
  for (let at = 0; at < 100; at += 1) stage.streamed.get("a")?.(sample(at, at));
  await stage.clock.pass(600);
  expect(stage.announced.length - before).toBe(1);
});

test("a failure keeps the rows as they were, and says so", async () => {
  const stage = new Stage();
  await stage.list([summary("a")], "all");
  await stage.fail([summary("a")]);
  expect(stage.announced.at(-1)).toMatchObject({
    state: "failed",
    problem: { id: "engine-unreachable" },
    last: [{ name: "name-a" }],
  });
});

test("GPU use joins its container", async () => {
  const stage = new Stage();
  await stage.list([summary("a")], "all");
  stage.live.setGpuUse(new Map([["a", [{ gpu: "GPU-0", memoryMiB: 7, pids: [1] }]]]));
  expect(stage.row("a")?.gpuUse).toEqual([{ gpu: "GPU-0", memoryMiB: 7, pids: [1] }]);
});
