import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { listContexts, resolveEndpoint } from "../../../workbench/src/docker/contexts.ts";
import type { Choice } from "../../../workbench/src/docker/contexts.ts";
import type { Machine } from "../../../workbench/src/docker/machine.ts";
import { memoryDisk } from "./lib/memory-disk.ts";

const id = (name: string): string => createHash("sha256").update(name).digest("hex");

const meta = (name: string, docker: unknown): Record<string, string> => ({
  [`/h/.docker/contexts/meta/${id(name)}/meta.json`]: JSON.stringify({
    Name: name,
    Metadata: { Description: `about ${name}` },
    Endpoints: { docker },
  }),
});

const CONTEXTS = {
  ...meta("gpu-box", { Host: "ssh://me@gpu", SkipTLSVerify: false }),
  ...meta("secure", { Host: "tcp://far:2376", SkipTLSVerify: false }),
  ...meta("lax", { Host: "tcp://far:2376", SkipTLSVerify: true }),
  ...meta("odd", { Host: "gopher://x" }),
  [`/h/.docker/contexts/tls/${id("secure")}/docker/ca.pem`]: "ca",
  [`/h/.docker/contexts/tls/${id("secure")}/docker/cert.pem`]: "cert",
};

function machine(
  environment: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = CONTEXTS,
  others: Parameters<typeof memoryDisk>[1] = { "/var/run/docker.sock": "socket" },
  platform = "linux",
): Machine {
  return { disk: memoryDisk(files, others), environment, home: "/h", platform, uid: 1000 };
}

describe("the order of choice", () => {
  const current = { ...CONTEXTS, "/h/.docker/config.json": '{"currentContext":"gpu-box"}' };
  const all = { DOCKER_HOST: "tcp://one", DOCKER_CONTEXT: "secure" };

  test.each<[string, Record<string, string>, Choice, string, string | undefined]>([
    ["the option's context", all, { context: "gpu-box" }, "option", "gpu-box"],
    ["the option's address", all, { host: "unix:///x" }, "option", undefined],
    ["DOCKER_HOST", all, {}, "DOCKER_HOST", undefined],
    ["DOCKER_CONTEXT", { DOCKER_CONTEXT: "secure" }, {}, "DOCKER_CONTEXT", "secure"],
    ["config.json", {}, {}, "config", "gpu-box"],
    [
      "an empty variable counts for nothing",
      { DOCKER_HOST: "", DOCKER_CONTEXT: "" },
      {},
      "config",
      "gpu-box",
    ],
  ])("%s", async (_what, environment, choice, chosenBy, context) => {
    const resolved = await resolveEndpoint(machine(environment, current), choice);
    expect(resolved).toMatchObject({ endpoint: { chosenBy, context } });
  });

  test("the default comes last", async () => {
    expect(await resolveEndpoint(machine())).toEqual({
      endpoint: {
        context: "default",
        chosenBy: "default",
        address: { kind: "unix", path: "/var/run/docker.sock" },
        isLocal: true,
      },
    });
  });

  test("DOCKER_CONFIG moves the folder", async () => {
    const files = { "/cfg/config.json": '{"currentContext":"away"}' };
    const moved = Object.fromEntries(
      Object.entries(meta("away", { Host: "tcp://a" })).map(([path, text]) => [
        path.replace("/h/.docker", "/cfg"),
        text,
      ]),
    );
    const resolved = await resolveEndpoint(machine({ DOCKER_CONFIG: "/cfg/" }, { ...files, ...moved }));
    expect(resolved).toMatchObject({ endpoint: { context: "away", address: { host: "a" } } });
  });
});

describe("TLS", () => {
  test("of a context: its files, and SkipTLSVerify", async () => {
    const secure = await resolveEndpoint(machine(), { context: "secure" });
    const folder = `/h/.docker/contexts/tls/${id("secure")}/docker`;
    expect(secure).toMatchObject({
      endpoint: {
        address: {
          tls: { ca: `${folder}/ca.pem`, certificate: `${folder}/cert.pem`, key: undefined, verify: true },
        },
      },
    });
    const lax = await resolveEndpoint(machine(), { context: "lax" });
    expect(lax).toMatchObject({ endpoint: { address: { tls: { ca: undefined, verify: false } } } });
  });

  test("of DOCKER_HOST: only where DOCKER_TLS_VERIFY or DOCKER_TLS asks for it", async () => {
    const files = { "/certs/ca.pem": "ca" };
    const environment = { DOCKER_HOST: "tcp://far", DOCKER_CERT_PATH: "/certs" };
    expect(await resolveEndpoint(machine(environment, files))).toMatchObject({
      endpoint: { address: { port: 2375, tls: undefined } },
    });
    const verified = machine({ ...environment, DOCKER_TLS_VERIFY: "1" }, files);
    expect(await resolveEndpoint(verified)).toMatchObject({
      endpoint: {
        address: { port: 2376, tls: { ca: "/certs/ca.pem", certificate: undefined, verify: true } },
      },
    });
    const unverified = machine({ ...environment, DOCKER_TLS: "1" }, files);
    expect(await resolveEndpoint(unverified)).toMatchObject({
      endpoint: { address: { tls: { verify: false } } },
    });
  });
});

describe("what cannot be used", () => {
  test("an unknown context names those that are near", async () => {
    expect(await problemOf(machine(), { context: "gpubox" })).toEqual({
      id: "context-unknown",
      message: 'There is no Docker context named "gpubox".',
      remedy: 'Choose "gpu-box", or create it with `docker context create`.',
    });
  });

  test("an address that is none, JSON that is none, a file that may not be read", async () => {
    const cut = { [`/h/.docker/contexts/meta/${id("cut")}/meta.json`]: '{"Name":"cut","Endp' };
    expect(await problemOf(machine(), { context: "odd" })).toMatchObject({
      id: "context-broken",
      message: expect.stringContaining("gopher"),
    });
    expect(await problemOf(machine({}, cut), { context: "cut" })).toMatchObject({ id: "context-broken" });
    const denied = { [`/h/.docker/contexts/meta/${id("x")}/meta.json`]: "denied" } as const;
    expect(await problemOf(machine({}, {}, denied), { context: "x" })).toMatchObject({
      id: "context-broken",
    });
    expect(await problemOf(machine({}, { "/h/.docker/config.json": "{" }))).toMatchObject({
      id: "context-broken",
      message: expect.stringContaining("/h/.docker/config.json"),
    });
    expect(await problemOf(machine({ DOCKER_HOST: "fd://" }))).toMatchObject({
      id: "context-broken",
      message: expect.stringContaining("DOCKER_HOST"),
    });
  });

  test("hostile names become inert", async () => {
    const problem = await problemOf(machine(), { context: "\u001B[31mred\u202E\n[x](command:y)" });
    expect(JSON.stringify(problem)).not.toMatch(/\\u001b|\u202E/);
  });
});

describe("other engines' sockets", () => {
  test.each([
    "/run/user/1000/docker.sock",
    "/h/.docker/run/docker.sock",
    "/h/.docker/desktop/docker.sock",
    "/h/.colima/default/docker.sock",
    "/h/.colima/work/docker.sock",
    "/h/.config/colima/default/docker.sock",
    "/h/.orbstack/run/docker.sock",
    "/h/.rd/docker.sock",
    "/run/user/1000/podman/podman.sock",
    "/run/podman/podman.sock",
  ])("%s is found where the default is missing", async (path) => {
    expect(await found([path])).toEqual(["found", path]);
  });

  test("the default wins while it is there; XDG_RUNTIME_DIR says where rootless engines are", async () => {
    expect(await found(["/run/user/1000/docker.sock", "/var/run/docker.sock"])).toEqual([
      "default",
      "/var/run/docker.sock",
    ]);
    expect(await found(["/x/docker.sock"], { XDG_RUNTIME_DIR: "/x" })).toEqual(["found", "/x/docker.sock"]);
    expect(await found([])).toEqual(["default", "/var/run/docker.sock"]);
  });

  test("virtual machines are not this machine", async () => {
    const others = { "/h/.colima/default/docker.sock": "socket" } as const;
    expect(await resolveEndpoint(machine({}, {}, others))).toMatchObject({ endpoint: { isLocal: false } });
    const mac = machine({}, {}, { "/var/run/docker.sock": "socket" }, "darwin");
    expect(await resolveEndpoint(mac)).toMatchObject({ endpoint: { isLocal: false } });
  });

  test("Windows has pipes", async () => {
    const desktop = { "//./pipe/dockerDesktopLinuxEngine": "other" } as const;
    expect(await resolveEndpoint(machine({}, {}, desktop, "win32"))).toMatchObject({
      endpoint: { chosenBy: "found", address: { kind: "npipe", path: "//./pipe/dockerDesktopLinuxEngine" } },
    });
    expect(await resolveEndpoint(machine({}, {}, {}, "win32"))).toMatchObject({
      endpoint: { chosenBy: "default", address: { kind: "npipe", path: "//./pipe/docker_engine" } },
    });
  });
});

test("the list has the default, every context, broken ones, and sockets without a context", async () => {
  const others = {
    "/var/run/docker.sock": "socket",
    "/run/user/1000/podman/podman.sock": "socket",
  } as const;
  const entries = await listContexts(machine({ DOCKER_CONTEXT: "lax" }, CONTEXTS, others));
  expect(entries.map(({ name, isCurrent, result }) => [name, isCurrent, "problem" in result])).toEqual([
    ["default", false, false],
    ["gpu-box", false, false],
    ["lax", true, false],
    ["odd", false, true],
    ["secure", false, false],
    ["Podman", false, false],
  ]);
  expect(entries[1]?.description).toBe("about gpu-box");
  expect(entries.at(-1)?.choose).toEqual({ host: "unix:///run/user/1000/podman/podman.sock" });
});

const problemOf = async (where: Machine, choice: Choice = {}): Promise<unknown> => {
  const resolved = await resolveEndpoint(where, choice);
  return "problem" in resolved ? resolved.problem : undefined;
};

const found = async (
  sockets: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<unknown> => {
  const others = Object.fromEntries(sockets.map((path) => [path, "socket" as const]));
  const resolved = await resolveEndpoint(machine(environment, {}, others));
  return "endpoint" in resolved
    ? [resolved.endpoint.chosenBy, "path" in resolved.endpoint.address && resolved.endpoint.address.path]
    : resolved;
};
