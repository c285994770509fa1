import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { busyboxImage, docker, hasEngine, realEndpoint } from "../../lib/engine.ts";
import { connect } from "../../../workbench/src/docker/connect.ts";
import type { Engine, EngineEvent, LogOptions, StatsSample } from "../../../workbench/src/docker/engine.ts";
import { realServices, until } from "./lib/services.ts";

const LABEL = "ml-containers-test=engine";

describe.skipIf(!hasEngine)("A Docker engine", () => {
  let engine: Engine;
  let image: string;

  beforeAll(async () => {
    engine = connect(await realEndpoint(), realServices());
    image = await busyboxImage("ml-containers-test-engine");
  });

  afterEach(async () => {
    const ids = await docker(["ps", "--all", "--quiet", "--filter", `label=${LABEL}`]);
    if (ids !== "") await docker(["rm", "--force", "--volumes", ...ids.split("\n")]);
  });

  afterAll(() => engine.dispose());

  /** Options of `docker run`, then the words of busybox; returns the id. */
  function run(options: readonly string[], ...words: readonly string[]): Promise<string> {
    return docker(["run", "--detach", "--network=none", "--label", LABEL, ...options, image, ...words]);
  }

  function create(...options: readonly string[]): Promise<string> {
    return docker(["create", "--label", LABEL, ...options, image, "/bin/busybox", "sleep", "60"]);
  }

  function sh(script: string, ...options: readonly string[]): Promise<string> {
    return run(options, "/bin/busybox", "sh", "-c", script);
  }

  function logs(id: string, options: Partial<LogOptions> = {}): Promise<string> {
    return new Promise((resolve, reject) => {
      let all = "";
      engine.logs(
        id,
        { follow: false, tty: false, ...options },
        (text) => (all += text),
        (error) => (error === undefined ? resolve(all) : reject(error)),
      );
    });
  }

  test("tells its version and what it can do", async () => {
    const version = await engine.version();
    expect(version.version).toBe(await docker(["version", "--format", "{{.Server.Version}}"]));
    expect(version.apiVersion).toMatch(/^1\.\d+$/);
    const info = await engine.info();
    expect(info.runtimes).toContain("runc");
    expect(info.cgroupVersion).toMatch(/^[12]$/);
    expect(info.cpus).toBeGreaterThan(0);
  });

  test("lists and inspects, hostile names in labels too", async () => {
    const id = await sh(
      "sleep 60",
      "--name=ml-test-a",
      "--label",
      "__proto__=<b>\u001B[31m",
      "--env",
      "A=b=c",
      "--memory=64m",
    );
    const row = (await engine.list()).find((container) => container.id === id);
    expect(row).toMatchObject({ name: "ml-test-a", state: "running", image });
    expect(Object.entries(row?.labels ?? {})).toContainEqual(["__proto__", "<b>\u001B[31m"]);
    const details = await engine.inspect(id);
    expect(details).toMatchObject({
      argv: ["/bin/busybox", "sh", "-c", "sleep 60"],
      memoryLimit: 64 * 1024 * 1024,
      shmBytes: 64 * 1024 * 1024,
      exitCode: undefined,
      tty: false,
    });
    expect(details.environment.get("A")).toBe("b=c");
    expect(details.pid).toBe(Number(await docker(["inspect", "--format", "{{.State.Pid}}", id])));
    expect(await engine.inspectRaw(id)).toMatchObject({ Id: id });
  });

  test("keeps the requests for GPUs of containers that were never started", async () => {
    const requests = async (id: string): Promise<unknown> => (await engine.inspect(id)).deviceRequests;
    expect(await requests(await create("--gpus=all"))).toEqual([
      { driver: "", count: -1, deviceIds: [], capabilities: [["gpu"]] },
    ]);
    expect(await requests(await create("--gpus", '"device=0,GPU-1"'))).toEqual([
      { driver: "", count: 0, deviceIds: ["0", "GPU-1"], capabilities: [["gpu"]] },
    ]);
    expect(await requests(await create("--device=nvidia.com/gpu=all"))).toEqual([
      { driver: "cdi", count: 0, deviceIds: ["nvidia.com/gpu=all"], capabilities: [] },
    ]);
    const id = await create("--ipc=host", "--privileged");
    expect(await engine.inspect(id)).toMatchObject({
      state: "created",
      exitCode: undefined,
      startedAt: undefined,
      ipcMode: "host",
      privileged: true,
      deviceRequests: [],
    });
  });

  test("samples a container until it stops", async () => {
    const id = await sh("while :; do :; done");
    const samples: StatsSample[] = [];
    const ends: unknown[] = [];
    engine.stats(
      id,
      (sample) => samples.push(sample),
      (error) => ends.push(error),
    );
    await until(() => samples.length >= 2);
    const [first, second] = samples;
    expect((second?.cpuTotal ?? 0) - (first?.cpuTotal ?? 0)).toBeGreaterThan(1e8);
    expect(second?.systemTotal).toBeGreaterThan(first?.systemTotal ?? 0);
    expect(second?.memoryBytes).toBeGreaterThan(10_000);
    expect(second?.onlineCpus).toBeGreaterThan(0);
    await engine.kill(id);
    await until(() => ends.length === 1);
    expect(ends).toEqual([undefined]);
  });

  test("lists processes with the PIDs of this machine", async () => {
    const id = await sh("/bin/busybox sleep 61 & wait");
    const { pid } = await engine.inspect(id);
    let processes = await engine.top(id);
    while (processes.length < 2) processes = await engine.top(id);
    expect(processes.find((process) => process.pid === pid)?.command).toBe(
      "/bin/busybox sh -c /bin/busybox sleep 61 & wait",
    );
    expect(
      processes.some(({ parent, command }) => parent === pid && command === "/bin/busybox sleep 61"),
    ).toBe(true);
  });

  test("tells events as they come, and again from a time on", async () => {
    const begun = Date.now() / 1000 - 1;
    const live: EngineEvent[] = [];
    const stream = engine.events(
      begun,
      (event) => live.push(event),
      () => undefined,
    );
    const id = await sh("exit 3");
    const of = (events: readonly EngineEvent[]): readonly string[] =>
      events.filter((event) => event.id === id).map(({ action }) => action);
    await until(() => of(live).includes("die"));
    stream.dispose();
    expect(of(live)).toEqual(["create", "start", "die"]);
    const die = live.find((event) => event.id === id && event.action === "die");
    expect(die?.attributes["exitCode"]).toBe("3");
    const again: EngineEvent[] = [];
    const second = engine.events(
      (die?.at ?? 0) / 1000,
      (event) => again.push(event),
      () => undefined,
    );
    await until(() => of(again).length > 0);
    second.dispose();
    expect(of(again)).toEqual(["die"]);
  });

  test("gives logs of both streams, whole or followed, framed or of a terminal", async () => {
    const id = await sh("echo out; echo err >&2; printf '10%%\\r20%%\\n'; echo Zeile ✓; sleep 1; echo last");
    const followed = await logs(id, { follow: true });
    expect(followed.split("\n").toSorted()).toEqual(["", "10%\r20%", "Zeile ✓", "err", "last", "out"]);
    expect(await logs(id, { tail: 1 })).toBe("last\n");
    expect(await logs(id, { tail: 1, timestamps: true })).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z last\n$/);
    const terminal = await sh("echo in a terminal", "--tty");
    await logs(terminal, { follow: true, tty: true });
    expect(await logs(terminal, { tty: true })).toBe("in a terminal\r\n");
  });

  test("follows a log until it is told to stop", async () => {
    const id = await sh("while :; do echo tick; usleep 20000; done");
    let heard = 0;
    const stream = engine.logs(
      id,
      { follow: true, tty: false, tail: 1 },
      () => (heard += 1),
      () => undefined,
    );
    await until(() => heard > 3);
    stream.dispose();
    const then = heard;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(heard).toBe(then);
  });

  test("runs programs in a container, and says how they ended", async () => {
    const id = await sh("sleep 60");
    const exec = (words: readonly string[], timeout = 10_000, limit?: number): ReturnType<Engine["exec"]> =>
      engine.exec(id, words, { timeout, ...(limit !== undefined && { limit }) });
    expect(await exec(["/bin/busybox", "sh", "-c", "echo a; echo b >&2; exit 7"])).toEqual({
      outcome: "exited",
      code: 7,
      stdout: "a\n",
      stderr: "b\n",
    });
    expect(await exec(["/bin/busybox", "echo", "$(id); 'x'"])).toMatchObject({ stdout: "$(id); 'x'\n" });
    expect(await exec(["nvidia-smi"])).toMatchObject({ outcome: "missing", code: undefined });
    expect(await exec(["/bin/busybox", "sleep", "30"], 300)).toMatchObject({ outcome: "timed-out" });
    expect(await exec(["/bin/busybox", "yes"], 10_000, 1_000)).toMatchObject({ outcome: "too-much-output" });
    await engine.kill(id);
    await expect(exec(["/bin/busybox", "true"])).rejects.toMatchObject({ problem: { id: "engine-refused" } });
  });

  test("starts, stops, restarts, kills and removes", async () => {
    const id = await create();
    const state = async (): Promise<string> => (await engine.inspect(id)).state;
    await engine.start(id);
    await engine.start(id);
    expect(await state()).toBe("running");
    const before = (await engine.inspect(id)).pid;
    await engine.restart(id, 0);
    expect((await engine.inspect(id)).pid).not.toBe(before);
    await engine.stop(id, 0);
    expect(await engine.inspect(id)).toMatchObject({ state: "exited", exitCode: 137, oomKilled: false });
    await engine.start(id);
    await engine.kill(id);
    while ((await state()) === "running");
    await engine.start(id);
    await expect(engine.remove(id, false)).rejects.toMatchObject({ problem: { id: "engine-refused" } });
    await engine.remove(id, true);
    await expect(engine.inspect(id)).rejects.toMatchObject({ problem: { id: "container-gone" } });
    await expect(engine.start(id)).rejects.toMatchObject({ problem: { id: "container-gone" } });
  });
});
