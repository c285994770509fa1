import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect } from "../../../workbench/src/docker/connect.ts";
import type { ContainerPlan, Engine } from "../../../workbench/src/docker/engine.ts";
import { testEngine } from "../../../workbench/src/doctor/test-container/engine.ts";
import type { TestEngine } from "../../../workbench/src/doctor/test-container/model.ts";
import { runTest } from "../../../workbench/src/doctor/test-container/run.ts";
import { systemClock } from "../../../workbench/src/exec/clock.ts";
import { busyboxImage, docker, hasEngine, realEndpoint } from "../../lib/engine.ts";
import { realServices } from "../docker/lib/services.ts";

const IMAGE = "ml-containers-test-doctor";

/** Containers of a test that are still there. */
function left(): Promise<string> {
  return docker(["ps", "--all", "--quiet", "--filter", "label=ml-containers.doctor=test"]);
}

describe.skipIf(!hasEngine)("The test container on a real engine", () => {
  let engine: Engine;
  let tests: TestEngine;
  let plan: ContainerPlan;

  beforeAll(async () => {
    engine = connect(await realEndpoint(), realServices());
    tests = testEngine(engine, systemClock);
    await busyboxImage(IMAGE);
    plan = {
      image: await docker(["image", "inspect", "--format", "{{.Id}}", IMAGE]),
      argv: ["/bin/busybox", "sh", "-c", "echo $0 ran; exit 3", "it"],
      deviceRequests: [],
      labels: { "ml-containers.doctor": "test" },
      network: "none",
      memory: 64 * 1024 ** 2,
      pids: 16,
    };
  });

  afterAll(() => engine.dispose());

  test("images are listed with what a test goes by", async () => {
    const image = (await engine.images()).find(({ id }) => id === plan.image);
    expect(image?.tags).toContain(`${IMAGE}:latest`);
    expect(image?.bytes).toBeGreaterThan(100_000);
    expect(image?.architecture).toBe(await docker(["version", "--format", "{{.Server.Arch}}"]));
  });

  test("a container runs, tells how it ended and what it said, and is taken away", async () => {
    const outcome = await runTest({ image: IMAGE, container: plan, timeout: 20_000 }, tests);
    expect(outcome).toMatchObject({ state: "ended", exitCode: 3, output: "it ran\n", leftBehind: undefined });
    expect(await left()).toBe("");
  });

  test("it has the limits of its plan", async () => {
    const id = await engine.create(plan);
    const host: unknown = JSON.parse(await docker(["inspect", "--format", "{{json .HostConfig}}", id]));
    expect(host).toMatchObject({
      NetworkMode: "none",
      Memory: plan.memory,
      PidsLimit: 16,
      Privileged: false,
    });
    await tests.remove(id);
  });

  test("one that does not end is killed and taken away", async () => {
    const container = { ...plan, argv: ["/bin/busybox", "sleep", "600"] };
    const outcome = await runTest({ image: IMAGE, container, timeout: 500 }, tests);
    expect(outcome).toMatchObject({ state: "failed", step: "wait", leftBehind: undefined });
    expect(await left()).toBe("");
  });

  test("an engine that gives no GPUs says so, and nothing stays behind", async () => {
    const deviceRequests = [{ driver: "nobody", count: -1, deviceIds: [], capabilities: [["gpu"]] }];
    const container = { ...plan, deviceRequests };
    const outcome = await runTest({ image: IMAGE, container, timeout: 20_000 }, tests);
    expect(outcome).toMatchObject({
      state: "failed",
      said: expect.stringMatching(/could not select|driver/),
    });
    expect(await left()).toBe("");
  });
});
