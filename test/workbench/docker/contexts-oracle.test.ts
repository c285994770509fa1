import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listContexts, resolveEndpoint } from "../../../workbench/src/docker/contexts.ts";
import type { Machine } from "../../../workbench/src/docker/machine.ts";
import { systemDisk } from "../../../workbench/src/exec/disk.ts";
import { buildkit } from "../../lib/buildkit.ts";
import { docker } from "../../lib/engine.ts";

type Variables = Readonly<Record<string, string | undefined>>;

describe.skipIf(buildkit === undefined)("The docker command line beside an engine", () => {
  let folder: string;
  let none: Variables;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "ml-containers-contexts-"));
    none = { DOCKER_CONFIG: folder, DOCKER_HOST: undefined, DOCKER_CONTEXT: undefined };
    await docker(
      ["context", "create", "gpu", "--description", "the box", "--docker", "host=ssh://me@gpu:22"],
      none,
    );
    await docker(["context", "create", "lax", "--docker", "host=tcp://far:2376,skip-tls-verify=true"], none);
    await docker(["context", "create", "like-default"], none);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  function machine(environment: Variables): Machine {
    return {
      disk: systemDisk,
      environment,
      home: folder,
      platform: process.platform,
      uid: process.getuid?.(),
    };
  }

  test.each<[string, Variables, string | undefined]>([
    ["nothing set", {}, undefined],
    ["DOCKER_CONTEXT", { DOCKER_CONTEXT: "gpu" }, undefined],
    ["DOCKER_HOST before DOCKER_CONTEXT", { DOCKER_CONTEXT: "gpu", DOCKER_HOST: "tcp://a:1" }, undefined],
    ["config.json", {}, "lax"],
    ["DOCKER_CONTEXT before config.json", { DOCKER_CONTEXT: "gpu" }, "lax"],
    ["a context that leaves its engine to the default", { DOCKER_CONTEXT: "like-default" }, undefined],
  ])("chooses the same context: %s", async (_what, variables, current) => {
    await writeFile(
      join(folder, "config.json"),
      JSON.stringify(current === undefined ? {} : { currentContext: current }),
    );
    const environment = { ...none, ...variables };
    const said = await docker(["context", "show"], environment);
    const resolved = await resolveEndpoint(machine(environment));
    const ours = "endpoint" in resolved ? (resolved.endpoint.context ?? "default") : resolved.problem;
    expect(ours).toBe(said);
  });

  test("keeps contexts as we read them", async () => {
    await rm(join(folder, "config.json"), { force: true });
    const named = await docker(["context", "ls", "--format", "{{.Name}}"], none);
    const entries = await listContexts(machine(none));
    const stored = entries.filter(({ choose }) => choose.context !== undefined);
    expect(stored.map(({ name }) => name).toSorted()).toEqual(named.split("\n").toSorted());
    expect(entries.find(({ name }) => name === "gpu")).toMatchObject({
      description: "the box",
      result: { endpoint: { address: { kind: "ssh", user: "me", host: "gpu", port: 22 } } },
    });
    expect(entries.find(({ name }) => name === "lax")).toMatchObject({
      result: { endpoint: { address: { tls: { ca: undefined, verify: false } } } },
    });
  });

  test("knows no context that we do not know", async () => {
    const environment = { ...none, DOCKER_CONTEXT: "gpx" };
    await expect(docker(["version"], environment)).rejects.toThrow(/gpx/);
    const resolved = await resolveEndpoint(machine(environment));
    expect(resolved).toMatchObject({
      problem: { id: "context-unknown", remedy: expect.stringContaining('"gpu"') },
    });
  });
});
