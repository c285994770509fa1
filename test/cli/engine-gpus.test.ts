import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { gpusOf } from "../../server/src/cli/engine-gpus.ts";
import type { Engine } from "../../workbench/src/docker/engine.ts";
import type { EndpointAddress } from "../../workbench/src/docker/endpoint.ts";
import type { GpuSnapshot } from "../../workbench/src/gpus/model.ts";
import { details } from "../workbench/containers/details.ts";
import { memoryDisk } from "../workbench/docker/lib/memory-disk.ts";
import { endpointAt } from "../workbench/docker/lib/endpoints.ts";
import { ScriptedEngine, summary } from "../workbench/docker/lib/scripted-engine.ts";
import { smiStage, stillClock } from "../workbench/gpus/smi.ts";
import { cli } from "./cli.ts";

const HERE: GpuSnapshot = { at: 0, driver: undefined, gpus: [], processesHidden: false, notes: [] };
const SSH: EndpointAddress = { kind: "ssh", host: "gpu-box", port: undefined, user: "me", path: undefined };
const MACHINE = { gpus: { read: async () => HERE }, disk: memoryDisk({}), clock: stillClock };

/** An engine elsewhere with one running container, which was given all GPUs or none. */
async function remote(withGpus: boolean): Promise<Engine> {
  const scripted = new ScriptedEngine();
  scripted.containers = [summary("a")];
  const { programs } = await smiStage("one-card");
  const request = { driver: "", count: -1, deviceIds: [], capabilities: [["gpu"]] };
  return {
    ...scripted.engine,
    inspect: async () => details({ id: "a", ...(withGpus ? { deviceRequests: [request] } : {}) }),
    exec: (_, argv) => programs.run(argv, { timeout: 20_000 }),
  };
}

test("of an engine elsewhere its own GPUs are read, in a container of it", async () => {
  const engine = await remote(true);
  const gpus = gpusOf({ endpoint: endpointAt(SSH), engine }, true, MACHINE);
  expect(await gpus.source.read()).toMatchObject({ gpus: [{ name: "NVIDIA GeForce RTX 4090" }] });
  expect([gpus.engine, gpus.disk]).toEqual([engine, undefined]);
  expect(gpus.elsewhere).toContain("gpu-box");
});

test("without a container that could tell there is a problem, never this machine's GPUs", async () => {
  const gpus = gpusOf({ endpoint: endpointAt(SSH), engine: await remote(false) }, false, MACHINE);
  expect(await gpus.source.read()).toMatchObject({ id: "gpu-elsewhere" });
});

test.each<[string, EndpointAddress]>([
  ["a socket", { kind: "unix", path: "/s" }],
  ["a port of this machine", { kind: "tcp", host: "127.0.0.1", port: 2375, tls: undefined }],
])("of an engine behind %s this machine's are", async (_, address) => {
  const { engine } = new ScriptedEngine();
  const gpus = gpusOf({ endpoint: endpointAt(address), engine }, true, MACHINE);
  expect(await gpus.source.read()).toBe(HERE);
  expect([gpus.disk, gpus.elsewhere]).toEqual([MACHINE.disk, undefined]);
  expect(gpus.engine).toBe(address.kind === "unix" ? engine : undefined);
});

test("an engine that was asked for and is not there is the problem; otherwise the GPUs are still here", async () => {
  const problem = { id: "context-unknown", message: "No.", remedy: "Choose another." } as const;
  expect(await gpusOf({ problem }, true, MACHINE).source.read()).toBe(problem);
  expect(await gpusOf({ problem }, false, MACHINE).source.read()).toBe(HERE);
});

test("on the command line: exit status 2, the sentence and the remedy, and the shape of the JSON", async () => {
  const server = createServer((request, response) => {
    response.writeHead(200, { "Content-Type": "application/json", "Api-Version": "1.47" });
    response.end(request.url?.includes("/containers/json") === true ? "[]" : "{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  // An address of this machine that does not say so.
  const env = { DOCKER_HOST: `tcp://0.0.0.0:${port}` };
  const [text, json] = await Promise.all([
    cli(["gpus"], { env }),
    cli(["gpus", "--format", "json"], { env }),
  ]);
  expect([text.code, text.stdout, json.code]).toEqual([2, "", 2]);
  const report: { problem: { message: string; remedy: string } } = JSON.parse(json.stdout);
  expect(report).toEqual({ gpus: [], problem: expect.objectContaining({ id: "gpu-elsewhere" }) });
  expect(text.stderr).toBe(`${report.problem.message} ${report.problem.remedy}\n`);
});
