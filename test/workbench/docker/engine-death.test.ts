import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ownEngine } from "../../../scripts/lib/docker-engine.ts";
import type { OwnEngine } from "../../../scripts/lib/docker-engine.ts";
import { mayInstall } from "../../../scripts/lib/debian.ts";
import { connect } from "../../../workbench/src/docker/connect.ts";
import type { Engine } from "../../../workbench/src/docker/engine.ts";
import { EngineMonitor } from "../../../workbench/src/docker/monitor.ts";
import { busyboxImage, docker, hasEngine } from "../../lib/engine.ts";
import { endpointOf } from "./lib/endpoints.ts";
import { realServices, until } from "./lib/services.ts";

describe.skipIf(!hasEngine || !mayInstall())("A Docker engine of its own", () => {
  let own: OwnEngine;
  let engine: Engine;

  beforeAll(async () => {
    own = await ownEngine();
    engine = connect(endpointOf(own.env["DOCKER_HOST"] ?? ""), realServices());
  }, 90_000);

  afterAll(async () => {
    engine.dispose();
    await own.remove();
  }, 60_000);

  test("is killed, is seen to be gone, comes back, and is listed anew", { timeout: 120_000 }, async () => {
    const image = await busyboxImage("ml-containers-test-death", own.env);
    const create = (name: string): Promise<string> =>
      docker(["create", "--name", name, image, "/bin/busybox", "sleep", "60"], own.env);
    await create("before");
    const { clock } = realServices();
    const monitor = new EngineMonitor(engine, {
      clock,
      log: { info: () => undefined, warn: () => undefined },
    });
    const names = (): readonly string[] => {
      const { containers } = monitor;
      const value = containers.state === "ready" ? containers.value : (containers.last ?? []);
      return value.map(({ name }) => name).toSorted();
    };
    monitor.resume();
    await until(() => monitor.containers.state === "ready");
    expect(names()).toEqual(["before"]);

    await own.kill();
    await until(() => monitor.containers.state === "failed");
    expect(monitor.containers).toMatchObject({ problem: { id: "engine-unreachable" } });
    expect(names()).toEqual(["before"]);

    await own.restart();
    await until(() => monitor.containers.state === "ready");
    await create("after");
    await until(() => names().length === 2);
    expect(names()).toEqual(["after", "before"]);
    monitor.dispose();
  });
});
