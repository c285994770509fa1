import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { WorkbenchSettings } from "../../client/src/live/workbench.ts";
import { Workbench } from "../../client/src/live/workbench.ts";
import type { Alert } from "../../workbench/src/alerts/alert.ts";
import { systemDisk } from "../../workbench/src/exec/disk.ts";
import type { Programs } from "../../workbench/src/services.ts";
import type { FakeEngine } from "../workbench/docker/lib/fake-engine.ts";
import { fakeEngine, say } from "../workbench/docker/lib/fake-engine.ts";
import { until } from "../workbench/docker/lib/services.ts";
import { smiStage } from "../workbench/gpus/smi.ts";

const ID = "a".repeat(64);
const NOBODY = { gpus: false, containers: false, status: false };

let fake: FakeEngine;
let workbench: Workbench;
let alerts: Alert[] = [];
let ran: (readonly string[])[] = [];

beforeEach(async () => {
  alerts = [];
  ran = [];
  fake = await fakeEngine(({ method, url = "" }, response) => answer(`${method} ${url}`, response));
  const { programs } = await smiStage("one-card");
  workbench = made(counted(programs));
});

afterEach(async () => {
  workbench.dispose();
  await fake.close();
});

function counted(programs: Programs): Programs {
  return {
    run(argv, options) {
      ran.push(argv);
      return programs.run(argv, options);
    },
  };
}

function made(programs: Programs): Workbench {
  const machine = {
    disk: systemDisk,
    environment: { DOCKER_HOST: `unix://${fake.socket}` },
    home: "/nonexistent",
    platform: process.platform,
    uid: 0,
  };
  const settings: WorkbenchSettings = {
    choice: {},
    interval: 3_000,
    alerts: { enabled: new Set(["gpu-lost"]), noProgressMinutes: 0 },
  };
  const log = { info: () => undefined, warn: () => undefined };
  return new Workbench({ machine, programs, clock: fake.clock, log }, settings, {
    gpusChanged: () => undefined,
    containersChanged: () => undefined,
    alerted: (alert) => alerts.push(alert),
  });
}

/** An engine with one container, which has lost its GPU. */
function answer(request: string, response: ServerResponse): void {
  const [path = ""] = request.split("?");
  if (path === "GET /containers/json") {
    say(response, [{ Id: ID, Names: ["/trainer"], Image: "train", State: "running", Status: "Up 1 minute" }]);
  } else if (path === `GET /containers/${ID}/json`) {
    const HostConfig = {
      DeviceRequests: [{ Driver: "", Count: -1, Capabilities: [["gpu"]] }],
      IpcMode: "host",
    };
    say(response, { Id: ID, Name: "/trainer", State: { Status: "running" }, Config: {}, HostConfig });
  } else if (path === `POST /containers/${ID}/exec`) {
    say(response, { Id: "b".repeat(64) }, 201);
  } else if (path === `POST /exec/${"b".repeat(64)}/start`) {
    const words = Buffer.from("Failed to initialize NVML: Unknown Error\n");
    response.writeHead(200, { "Content-Type": "application/vnd.docker.multiplexed-stream" });
    response.end(Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, 0, words.length]), words]));
  } else if (path.startsWith("GET /exec/")) {
    say(response, { ExitCode: 255 });
  } else if (/^GET \/(?:events|containers\/\w+\/(?:stats|logs))$/.test(path)) {
    // Streams that stay open and say nothing.
    response.writeHead(200, { "Content-Type": "application/json" });
    response.flushHeaders();
  } else {
    say(response, { Version: "1", ApiVersion: "1.40" });
  }
}

test("nobody looks: no request, no process, however long", async () => {
  await fake.clock.pass(60_000);
  workbench.setAttention(NOBODY);
  await fake.clock.pass(60_000);
  expect(fake.requests).toEqual([]);
  expect(ran).toEqual([]);
});

/** What was begun while somebody looked may still ask for the rest. */
async function begunEnds(): Promise<void> {
  for (let before = -1; before !== fake.requests.length;) {
    before = fake.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test("who looks at the containers gets them; when nobody does any more, all is quiet again", async () => {
  workbench.setAttention({ ...NOBODY, containers: true });
  await until(() => workbench.container(ID)?.gpu !== undefined && workbench.gpus.state === "ready");
  expect(workbench.container(ID)?.name).toBe("trainer");
  workbench.setAttention(NOBODY);
  await begunEnds();
  const { length } = fake.requests;
  const readings = ran.length;
  await fake.clock.pass(10 * 60_000);
  expect(fake.requests.length).toBe(length);
  expect(ran.length).toBe(readings);
});

test("the status bar alone reads GPUs, and asks the engine nothing", async () => {
  workbench.setAttention({ ...NOBODY, status: true });
  await until(() => workbench.gpus.state === "ready");
  expect(fake.requests).toEqual([]);
});

test("a container that has lost its GPU is told once, while the machine's own reading works", async () => {
  workbench.setAttention({ ...NOBODY, gpus: true, containers: true });
  await until(() => workbench.container(ID)?.gpu !== undefined);
  for (let round = 0; round < 5; round += 1) {
    await workbench.refreshGpus();
    await fake.clock.pass(60_000);
  }
  await until(() => alerts.length > 0);
  expect(alerts).toMatchObject([{ kind: "gpu-lost", subject: ID, action: "restart-container" }]);
  expect(fake.requests.filter((request) => request.endsWith("/exec")).length).toBe(1);
});
