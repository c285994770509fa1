import { expect, test } from "vitest";
import { testContainer } from "../../../workbench/src/doctor/checks/test-container.ts";
import { known } from "../../../workbench/src/doctor/facts.ts";
import { gather } from "../../../workbench/src/doctor/gather.ts";
import type { EngineImage } from "../../../workbench/src/docker/engine.ts";
import type { TestEngine, TestOutcome } from "../../../workbench/src/doctor/test-container/model.ts";
import { planTest } from "../../../workbench/src/doctor/test-container/plan.ts";
import { runTest } from "../../../workbench/src/doctor/test-container/run.ts";
import { fakeClock, fakeEngine, services } from "./fake-services.ts";
import { healthy, info, PODMAN, version } from "./machines.ts";

function image(tag: string, cuda: string | undefined, about: Partial<EngineImage> = {}): EngineImage {
  return {
    id: `sha256:${tag}`,
    tags: [tag],
    bytes: 1_000,
    labels: {},
    environment: new Map(cuda === undefined ? [] : [["CUDA_VERSION", cuda]]),
    architecture: "amd64",
    ...about,
  };
}

test("the smallest image of a CUDA that the driver runs is taken, by its id", () => {
  const images = [
    image("python:3.12", undefined, { bytes: 1 }),
    image("cuda:13.0.1-base", "13.0.1", { bytes: 10 }),
    image("cuda:12.4.1-devel", "12.4.1", { bytes: 5_000 }),
    image("cuda:12.4.1-base", "12.4.1", { bytes: 200 }),
    image("cuda:12.4.1-arm", "12.4.1", { bytes: 2, architecture: "arm64" }),
  ];
  const plan = planTest(images, "12.4.1", "amd64");
  expect(plan?.image).toBe("cuda:12.4.1-base");
  expect(plan?.container).toMatchObject({
    image: "sha256:cuda:12.4.1-base",
    argv: ["nvidia-smi", "-L"],
    deviceRequests: [{ count: -1, capabilities: [["gpu", "utility"]] }],
    network: "none",
  });
});

test("without an image of CUDA there is no test", () => {
  expect(planTest([image("python:3.12", undefined)], undefined, "amd64")).toBeUndefined();
});

interface Recorded extends TestEngine {
  readonly calls: readonly string[];
}

function engine(about: Partial<TestEngine> = {}): Recorded {
  const calls: string[] = [];
  const base: TestEngine = {
    images: async () => [image("cuda", "12.4.1")],
    create: async () => "c0ffee",
    start: async () => undefined,
    wait: async () => 0,
    output: async () => "GPU 0: NVIDIA L40S (UUID: GPU-1)\nGPU 1: NVIDIA L40S (UUID: GPU-2)\n",
    remove: async () => undefined,
    ...about,
  };
  return {
    calls,
    images: () => (calls.push("images"), base.images()),
    create: (container) => (calls.push("create"), base.create(container)),
    start: (id) => (calls.push(`start ${id}`), base.start(id)),
    wait: (id, timeout) => (calls.push(`wait ${id}`), base.wait(id, timeout)),
    output: (id, limit) => (calls.push(`output ${id}`), base.output(id, limit)),
    remove: (id) => (calls.push(`remove ${id}`), base.remove(id)),
  };
}

const plan = planTest([image("cuda", "12.4.1")], undefined, "amd64");
if (plan === undefined) throw new Error("no plan");
const fails = (message: string) => (): Promise<never> => Promise.reject(new Error(message));
const says = (outcome: TestOutcome, selinux?: "enforcing") =>
  testContainer({
    ...healthy(),
    test: outcome,
    ...(selinux === undefined ? {} : { selinux: known(selinux) }),
  });

test("it is created, run, read and removed", async () => {
  const one = engine();
  const outcome = await runTest(plan, one);
  expect(one.calls).toEqual(["create", "start c0ffee", "wait c0ffee", "output c0ffee", "remove c0ffee"]);
  expect(says(outcome)).toMatchObject({ status: "ok", finding: "A container of cuda saw 2 GPUs." });
});

test.each([
  [
    "start",
    { start: fails('could not select device driver "" with capabilities: [[gpu utility]]') },
    /could not be started: could not select/,
    /Toolkit/,
  ],
  ["wait", { wait: fails("took too long") }, /could not be waited for/, /^Follow/],
  [
    "start with CUDA too new",
    { start: fails("nvidia-container-cli: requirement error: unsatisfied condition: cuda>=13.0") },
    /cuda>=13\.0/,
    /older CUDA/,
  ],
])("%s fails: it is removed all the same", async (_, about, finding, remedy) => {
  const one = engine(about);
  const check = says(await runTest(plan, one));
  expect(one.calls.at(-1)).toBe("remove c0ffee");
  expect(check.status).toBe("failed");
  expect(check.finding).toMatch(finding);
  expect(check.remedy).toMatch(remedy);
});

test("a container that was never created is not removed", async () => {
  const one = engine({ create: fails("no such image") });
  expect(await runTest(plan, one)).toMatchObject({ state: "failed", step: "create" });
  expect(one.calls).toEqual(["create"]);
});

test("one that cannot be removed is named", async () => {
  const check = says(await runTest(plan, engine({ remove: fails("busy") })));
  expect(check).toMatchObject({ status: "warning", remedy: "Run `docker rm -f c0ffee`." });
});

const ended = (output: string): Promise<TestOutcome> =>
  runTest(plan, engine({ wait: async () => 255, output: async () => output }));

test("what nvidia-smi says in the container decides on the remedy", async () => {
  expect(says(await ended("Failed to initialize NVML: Unknown Error")).remedy).toMatch(/no-cgroups = false/);
  const denied = await ended("Failed to initialize NVML: Insufficient Permissions");
  expect(says(denied, "enforcing").remedy).toMatch(/label=disable/);
  expect(says(denied).finding).not.toMatch(/SELinux/);
  expect(says(await ended(`\u001B[31m${"x".repeat(1_000_000)}`)).finding.length).toBeLessThan(400);
});

test("status 0 without a GPU is no success", async () => {
  expect(says(await runTest(plan, engine({ output: async () => "" }))).status).toBe("failed");
});

test("it runs only when it is asked for, and never on Podman", async () => {
  const one = engine();
  const docker = services(fakeClock(), {
    others: {
      engine: async () =>
        fakeEngine(
          async () => version(),
          async () => info(),
        ),
    },
  });
  expect((await gather(docker)).test).toBeUndefined();
  expect(one.calls).toEqual([]);
  const request = { engine: one, cudaFor: () => undefined };
  expect((await gather(docker, { test: request })).test).toMatchObject({ state: "ended", exitCode: 0 });
  const podman = services(fakeClock(), {
    others: {
      engine: async () =>
        fakeEngine(
          async () => version(PODMAN[0]),
          async () => info(PODMAN[1]),
        ),
    },
  });
  expect((await gather(podman, { test: request })).test).toMatchObject({ state: "impossible" });
  expect(
    (await gather(docker, { test: { ...request, engine: engine({ images: fails("500") }) } })).test,
  ).toMatchObject({ state: "impossible" });
  expect(
    (await gather(docker, { test: { ...request, engine: engine({ images: async () => [] }) } })).test,
  ).toEqual({ state: "no-image" });
});
