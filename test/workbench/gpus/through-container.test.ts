import { expect, test } from "vitest";
import { isElsewhere } from "../../../workbench/src/docker/endpoint.ts";
import type { EndpointAddress } from "../../../workbench/src/docker/endpoint.ts";
import type { ContainerDetails } from "../../../workbench/src/docker/engine.ts";
import { EngineError } from "../../../workbench/src/docker/engine.ts";
import { ContainerGpuSource } from "../../../workbench/src/gpus/through-container.ts";
import type { ProgramResult } from "../../../workbench/src/services.ts";
import { details } from "../containers/details.ts";
import { endpointAt } from "../docker/lib/endpoints.ts";
import { summary } from "../docker/lib/scripted-engine.ts";
import { smiStage, stillClock } from "./smi.ts";

const ALL = [{ driver: "", count: -1, deviceIds: [], capabilities: [["gpu"]] }];
const ONE = [{ driver: "", count: 0, deviceIds: ["0"], capabilities: [["gpu"]] }];

function without(outcome: ProgramResult["outcome"]): ProgramResult {
  return { outcome, code: undefined, stdout: "", stderr: "" };
}

/** An engine elsewhere. nvidia-smi in its containers answers as a machine with one card, or as `answer` says. */
async function reading(
  containers: readonly (Pick<ContainerDetails, "id"> & Partial<ContainerDetails>)[],
  answer?: (id: string) => ProgramResult | undefined,
): Promise<{ readonly source: ContainerGpuSource; readonly asked: Set<string> }> {
  const { programs } = await smiStage("one-card");
  const asked = new Set<string>();
  const engine = {
    list: async () => containers.map(({ id, state }) => ({ ...summary("a", state), id })),
    inspect: async (id: string) => details(containers.find((one) => one.id === id)),
    exec: async (id: string, argv: readonly string[]) => {
      asked.add(id);
      return answer?.(id) ?? programs.run(argv, { timeout: 20_000 });
    },
  };
  return { source: new ContainerGpuSource(engine, stillClock), asked };
}

test("a container that was given all GPUs tells of them", async () => {
  const { source, asked } = await reading([
    { id: "cpu" },
    { id: "one", deviceRequests: ONE },
    { id: "stopped", deviceRequests: ALL, state: "exited" },
    { id: "all", deviceRequests: ALL },
  ]);
  const answer = await source.read();
  expect(answer).toMatchObject({ gpus: [{ name: "NVIDIA GeForce RTX 4090" }], notes: [] });
  expect([...asked]).toEqual(["all"]);
});

test("one that was given some says that there may be more", async () => {
  const { source } = await reading([{ id: "one", name: "trainer", deviceRequests: ONE }]);
  expect(await source.read()).toMatchObject({
    gpus: [{ index: 0 }],
    notes: [{ id: "incomplete", message: expect.stringContaining("container trainer") }],
  });
});

test.each(["missing", "timed-out"] as const)(
  "a container whose nvidia-smi is %s is not asked again, another one is",
  async (outcome) => {
    const { source, asked } = await reading(
      [
        { id: "bad", deviceRequests: ALL },
        { id: "good", deviceRequests: ALL },
      ],
      (id) => (id === "bad" ? without(outcome) : undefined),
    );
    expect(await source.read()).toMatchObject({
      id: outcome === "missing" ? "gpu-elsewhere" : "gpu-tool-hangs",
    });
    asked.clear();
    expect(await source.read()).toMatchObject({ gpus: [{ index: 0 }] });
    expect([...asked]).toEqual(["good"]);
  },
);

test("without a container that could tell, what to do is said", async () => {
  const { source } = await reading([{ id: "cpu" }]);
  expect(await source.read()).toMatchObject({
    id: "gpu-elsewhere",
    remedy: expect.stringMatching(/^Start /),
  });
});

test("an engine that is gone says so, and is asked anew", async () => {
  let isGone = true;
  const { source } = await reading([{ id: "all", deviceRequests: ALL }], () => {
    if (!isGone) return undefined;
    throw new EngineError({ id: "ssh-failed", message: "No route.", remedy: "Connect to the network." });
  });
  expect(await source.read()).toMatchObject({ id: "gpu-elsewhere", message: "No route." });
  isGone = false;
  expect(await source.read()).toMatchObject({ gpus: [{ index: 0 }] });
});

test.each<readonly [EndpointAddress, boolean]>([
  [{ kind: "ssh", user: undefined, host: "gpu-box", port: undefined, path: undefined }, true],
  [{ kind: "tcp", host: "gpu-box", port: 2376, tls: undefined }, true],
  [{ kind: "tcp", host: "127.0.0.1", port: 2375, tls: undefined }, false],
  [{ kind: "unix", path: "/var/run/docker.sock" }, false],
  [{ kind: "npipe", path: "//./pipe/docker_engine" }, false],
])("%j is elsewhere: %s", (address, is) => expect(isElsewhere(endpointAt(address))).toBe(is));
