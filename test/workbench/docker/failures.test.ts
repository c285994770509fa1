import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import { connect } from "../../../workbench/src/docker/connect.ts";
import { EngineError } from "../../../workbench/src/docker/engine.ts";
import type { Engine, StatsSample } from "../../../workbench/src/docker/engine.ts";
import type { Problem } from "../../../workbench/src/problem.ts";
import { endpointAt } from "./lib/endpoints.ts";
import type { FakeEngine } from "./lib/fake-engine.ts";
import { fakeEngine, say } from "./lib/fake-engine.ts";
import { realServices, until } from "./lib/services.ts";

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  try {
    await work;
  } catch (error) {
    if (error instanceof EngineError) return error.problem;
    throw error;
  }
  throw new Error("It did not fail.");
}

async function speaking(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<FakeEngine> {
  const fake = await fakeEngine(answer);
  onTestFinished(() => fake.close());
  return fake;
}

function engineAt(path: string): Engine {
  const engine = connect(endpointAt({ kind: "unix", path }), realServices());
  onTestFinished(() => engine.dispose());
  return engine;
}

describe("an engine that is not there", () => {
  test("no socket", async () => {
    expect(await problemOf(engineAt("/nonexistent/docker.sock").list())).toEqual({
      id: "engine-missing",
      message: "No Docker engine listens at /nonexistent/docker.sock.",
      remedy: "Start Docker, or choose another context.",
    });
  });

  test("a file in its place, a port on which nobody listens, a host that is none", async () => {
    expect(await problemOf(engineAt(import.meta.filename).list())).toMatchObject({
      id: "engine-unreachable",
    });
    for (const host of ["127.0.0.1", "host.invalid"]) {
      const engine = connect(endpointAt({ kind: "tcp", host, port: 1, tls: undefined }), realServices());
      expect(await problemOf(engine.list())).toMatchObject({ id: "engine-unreachable" });
      engine.dispose();
    }
  });

  test("the settings of another engine in the environment count for nothing", async () => {
    const { engine } = await speaking((_request, response) => say(response, []));
    const before = process.env["DOCKER_HOST"];
    process.env["DOCKER_HOST"] = "no address : at all";
    onTestFinished(() => {
      if (before === undefined) delete process.env["DOCKER_HOST"];
      else process.env["DOCKER_HOST"] = before;
    });
    expect(await engine.list()).toEqual([]);
  });
});

describe("an engine that misbehaves", () => {
  test.each<[string, (response: ServerResponse) => void, Partial<Problem>]>([
    [
      "500 with a message",
      (response) => say(response, { message: "no \u001B[31mspace" }, 500),
      { id: "engine-refused", said: "no space" },
    ],
    [
      "403",
      (response) => say(response, { message: "policy" }, 403),
      { id: "engine-refused", said: "policy" },
    ],
    [
      "500 with a page",
      (response) => say(response, "<html>oops", 500, "text/html"),
      { id: "engine-refused" },
    ],
    [
      "no such container",
      (response) => say(response, { message: "No such container: x" }, 404),
      { id: "container-gone" },
    ],
    ["404 of something else", (response) => say(response, "page not found", 404), { id: "engine-refused" }],
    [
      "TLS wanted",
      (response) => say(response, "Client sent an HTTP request to an HTTPS server.\n", 400, "text/plain"),
      { id: "tls-failed" },
    ],
    [
      "a page",
      (response) => say(response, "<!doctype html><p>hi", 200, "text/html"),
      { id: "engine-unreadable" },
    ],
    ["cut JSON", (response) => say(response, '[{"Id":"a'), { id: "engine-unreadable" }],
    ["JSON of another shape", (response) => say(response, { a: 1 }), { id: "engine-unreadable" }],
    ["null", (response) => say(response, "null"), { id: "engine-unreadable" }],
    ["nothing", (response) => say(response, ""), { id: "engine-unreadable" }],
    [
      "a redirect, which nobody follows",
      (response) => response.writeHead(302, { Location: "file:///etc/passwd" }).end(),
      { id: "engine-refused" },
    ],
    [
      "an answer that breaks off",
      (response) => {
        response.writeHead(200, { "Content-Length": "1000" });
        response.write("[");
        setImmediate(() => response.destroy());
      },
      { id: "engine-unreachable" },
    ],
    ["a connection that breaks off", (response) => response.destroy(), { id: "engine-unreachable" }],
    [
      "no HTTP at all",
      (response) => {
        response.socket?.write("SSH-2.0-OpenSSH_9.2\r\n");
        response.socket?.end();
      },
      { id: "engine-unreachable" },
    ],
  ])("%s", async (_what, answer, problem) => {
    const { engine } = await speaking((_request, response) => answer(response));
    const met = await problemOf(engine.list());
    expect(met).toMatchObject(problem);
    expect(met.message).toMatch(/^[^\p{Cc}]+\.$/u);
    expect(met.remedy).toMatch(/^[A-Z][^\p{Cc}]+\.$/u);
  });

  test("an answer that never comes, and one that drips", async () => {
    for (const drips of [false, true]) {
      const { engine, clock, requests } = await speaking((_request, response) => {
        if (!drips) return;
        const dripping = setInterval(() => response.write(" "), 5);
        response.once("close", () => clearInterval(dripping));
      });
      const met = problemOf(engine.list());
      await until(() => requests.length === 1);
      await clock.pass(10_000);
      expect(await met).toMatchObject({ id: "engine-hangs", message: expect.stringContaining("10 seconds") });
    }
  });

  test("the next request is served all the same", async () => {
    let isBad = true;
    const { engine } = await speaking((_request, response) => {
      if (isBad) response.destroy();
      else say(response, []);
    });
    await problemOf(engine.list());
    isBad = false;
    expect(await engine.list()).toEqual([]);
  });

  test("disposing ends what is under way", async () => {
    const { engine, requests } = await speaking(() => undefined);
    const met = problemOf(engine.list());
    await until(() => requests.length === 1);
    engine.dispose();
    expect(await met).toMatchObject({ message: expect.stringContaining("closed") });
    expect(await problemOf(engine.list())).toMatchObject({ message: expect.stringContaining("closed") });
  });

  test("an id that would lead elsewhere is asked of nobody", async () => {
    const { engine, requests } = await speaking((_request, response) => say(response, []));
    expect(await problemOf(engine.inspect("../../secrets"))).toMatchObject({ id: "container-gone" });
    expect(requests).toEqual([]);
  });
});

describe("requests", () => {
  test("name no version of the API, and start has no body", async () => {
    const { engine, requests } = await speaking((request, response) => {
      if (request.method === "POST" && request.headers["content-length"] !== "0")
        say(response, "a body", 400);
      else response.writeHead(204).end();
    });
    await engine.start("abc");
    await engine.stop("abc", 7);
    await engine.remove("abc", true);
    expect(requests).toEqual([
      "POST /containers/abc/start",
      "POST /containers/abc/stop?t=7",
      "DELETE /containers/abc?force=true",
    ]);
  });

  test("start of what runs, stop of what stopped: done", async () => {
    const { engine } = await speaking((_request, response) => response.writeHead(304).end());
    await engine.start("abc");
    await engine.stop("abc", 1);
  });

  test("a stop waits for the container's own grace", async () => {
    const { engine, clock, requests } = await speaking((request, response) => {
      if (request.method === "GET") say(response, { Id: "abc", Config: { StopTimeout: 60 } });
    });
    const met = problemOf(engine.stop("abc"));
    await until(() => requests.length === 2);
    await clock.pass(69_000);
    let isOver = false;
    void met.then(() => (isOver = true));
    await clock.pass(500);
    expect(isOver).toBe(false);
    await clock.pass(600);
    expect(await met).toMatchObject({ id: "engine-hangs" });
  });

  test("an engine whose ps takes no options is asked for its own columns", async () => {
    const { engine, requests } = await speaking((request, response) => {
      if (request.url === "/version") say(response, { Version: "26.1", ApiVersion: "1.45" });
      else if (request.url?.includes("ps_args") === true) say(response, { message: "ps: bad option" }, 500);
      else
        say(response, {
          Titles: ["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"],
          Processes: [["root", "77", "1", "0", "10:00", "?", "00:00:01", "python train.py"]],
        });
    });
    expect(await engine.top("abc")).toEqual([
      { pid: 77, parent: 1, user: "root", command: "python train.py" },
    ]);
    expect(requests).toEqual([
      "GET /version",
      "GET /containers/abc/top?ps_args=-eo+pid%2Cppid%2Cuser%2Cargs",
      "GET /containers/abc/top",
    ]);
  });

  test("Podman is asked for the PIDs of its machine, and its others are never taken for them", async () => {
    let titles = ["HPID", "HUSER", "COMMAND"];
    const { engine, requests } = await speaking((request, response) => {
      if (request.url === "/version")
        say(response, { Version: "5", Components: [{ Name: "Podman Engine" }] });
      else say(response, { Titles: titles, Processes: [["900", "me", "sleep 9"]] });
    });
    expect(await engine.top("abc")).toEqual([
      { pid: 900, parent: undefined, user: "me", command: "sleep 9" },
    ]);
    expect(requests).toContain("GET /containers/abc/top?ps_args=hpid%2Chuser%2Cargs");
    titles = ["PID", "USER", "COMMAND"];
    expect(await problemOf(engine.top("abc"))).toMatchObject({ id: "engine-unreadable" });
  });
});

describe("streams", () => {
  test("may be silent for ever once they have begun, and end when the container stops", async () => {
    const streams: ServerResponse[] = [];
    const { engine, clock } = await speaking((_request, response) => {
      response.writeHead(200).write(`${stats("2026-01-01T00:00:00Z", 7)}\n`);
      streams.push(response);
    });
    const samples: StatsSample[] = [];
    const ends: unknown[] = [];
    engine.stats(
      "abc",
      (sample) => samples.push(sample),
      (error) => ends.push(error),
    );
    await until(() => samples.length === 1);
    await clock.pass(3_600_000);
    expect(ends).toEqual([]);
    streams[0]?.write(`${stats("0001-01-01T00:00:00Z", 0).replace('"usage":0', "").replace("5", "0")}\n`);
    await until(() => ends.length === 1);
    expect(ends).toEqual([undefined]);
    expect(samples.map(({ memoryBytes }) => memoryBytes)).toEqual([7]);
  });

  test("that do not begin in time, that break off, that are refused, that are no JSON, say so", async () => {
    const mode = { now: "hang" };
    const { engine, clock, requests } = await speaking((_request, response) => {
      if (mode.now === "refuse") say(response, { message: "no" }, 500);
      if (mode.now === "page") say(response, "<html>\n", 200);
      if (mode.now === "cut") {
        response.writeHead(200).write("{}\n");
        setTimeout(() => response.destroy(), 10);
      }
    });
    const endOf = (next: string): Promise<string | undefined> => {
      mode.now = next;
      return new Promise((resolve) => {
        engine.events(
          undefined,
          () => undefined,
          (error) => resolve(error?.problem.id),
        );
      });
    };
    const hanging = endOf("hang");
    await until(() => requests.length === 1);
    await clock.pass(10_000);
    expect(await hanging).toBe("engine-hangs");
    expect(await endOf("refuse")).toBe("engine-refused");
    expect(await endOf("page")).toBe("engine-unreadable");
    expect(await endOf("cut")).toBe("engine-unreachable");
  });

  test("tell nothing after they are disposed, and let go of the connection", async () => {
    let closed = 0;
    const { engine } = await speaking((_request, response) => {
      response.once("close", () => (closed += 1));
      response.writeHead(200).flushHeaders();
      const talking = setInterval(() => response.write('{"Type":"container"}\n'), 5);
      response.once("close", () => clearInterval(talking));
    });
    const heard: unknown[] = [];
    const stream = engine.events(
      undefined,
      (event) => heard.push(event),
      (error) => heard.push(error),
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    stream.dispose();
    await until(() => closed === 1);
    expect(heard).toEqual([]);
  });
});

const stats = (at: string, usage: number): string =>
  JSON.stringify({ read: at, cpu_stats: { cpu_usage: { total_usage: 5 } }, memory_stats: { usage } });
