import { assert, jsonValue, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { engineProblem } from "../../../workbench/src/docker/problems.ts";
import { readInfo, readVersion } from "../../../workbench/src/docker/read/about.ts";
import { readDetails } from "../../../workbench/src/docker/read/details.ts";
import { readEvent } from "../../../workbench/src/docker/read/events.ts";
import { readSample } from "../../../workbench/src/docker/read/stats.ts";
import { readSummaries } from "../../../workbench/src/docker/read/summary.ts";
import { readProcesses } from "../../../workbench/src/docker/read/top.ts";
import { endpointAt } from "./lib/endpoints.ts";

// The JSON here is made up after the Engine API's reference, version 1.45.

const ID = "a".repeat(64);

describe("any JSON at all", () => {
  const readers = [readSummaries, readDetails, readSample, readEvent, readInfo, readVersion];

  test("is read without a throw", () => {
    assert(
      property(jsonValue(), (json) => {
        for (const read of readers) read(json);
        readProcesses(json, false);
      }),
    );
  });

  test("in the place of any field as well", () => {
    const fields = [
      "Names",
      "Ports",
      "Labels",
      "State",
      "Config",
      "HostConfig",
      "Mounts",
      "Actor",
      "memory_stats",
    ];
    assert(
      property(jsonValue(), (json) => {
        const whole = Object.fromEntries(fields.map((field) => [field, json]));
        const container = { ...whole, Id: ID };
        expect(readSummaries([container])).toHaveLength(1);
        expect(readDetails(container)?.id).toBe(ID);
        readSample(whole);
        readEvent({ ...whole, Type: "container" });
        readProcesses({ Titles: ["PID"], Processes: json }, false);
      }),
    );
  });
});

describe("containers", () => {
  test("labels keep every name, __proto__ too, and give nobody a prototype", () => {
    const json: unknown = JSON.parse(
      `[{"Id":"${ID}","Names":["/other/alias","/job"],"Labels":{"__proto__":"x","constructor":"y","n":1}}]`,
    );
    const [row] = readSummaries(json) ?? [];
    expect(Object.entries(row?.labels ?? {})).toEqual([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]);
    expect(Object.getPrototypeOf(row?.labels)).toBe(Object.prototype);
    expect(row?.name).toBe("job");
  });

  test("ids that would lead a request elsewhere are left out", () => {
    expect(readSummaries([{ Id: "../../x" }, { Id: "" }, {}, null, 3])).toEqual([]);
  });

  test("states of Podman, and none", () => {
    const states = ["configured", "stopping", "stopped", undefined].map((State) => ({
      Id: ID,
      State,
      Status: "Up 3 s",
    }));
    expect(readSummaries(states)?.map(({ state }) => state)).toEqual([
      "created",
      "running",
      "running",
      "running",
    ]);
  });

  test("what has not run has no exit code, what runs has none yet", () => {
    expect(details({ Status: "created", ExitCode: 0, StartedAt: "0001-01-01T00:00:00Z" })).toBeUndefined();
    expect(
      details({ Status: "running", Running: true, ExitCode: 0, StartedAt: "2026-01-01T00:00:00Z" }),
    ).toBeUndefined();
    expect(details({ Status: "exited", ExitCode: 137, StartedAt: "2026-01-01T00:00:00.123456789Z" })).toBe(
      137,
    );
  });
});

describe("memory as the docker command line counts it", () => {
  test.each([
    ["cgroup v1", { total_inactive_file: 300, inactive_file: 100 }, 700],
    ["cgroup v2", { inactive_file: 100 }, 900],
    ["a cache that is more than the usage", { inactive_file: 5000 }, 1000],
    ["no details", undefined, 1000],
  ])("%s", (_what, stats, bytes) => {
    expect(memory(stats)).toBe(bytes);
  });

  test("no limit is no number", () => {
    expect(
      readSample({ read: "2026-01-01T00:00:00Z", memory_stats: { usage: 1, limit: 2 ** 63 } }),
    ).toMatchObject({
      memoryLimitBytes: undefined,
    });
  });
});

test("events: health with its detail, times to the nanosecond, others left out", () => {
  const event = {
    Type: "container",
    Action: "health_status: healthy",
    Actor: { ID },
    timeNano: 1_700_000_000_123_456_800,
  };
  expect(readEvent(event)).toEqual({
    at: 1_700_000_000_123.4568,
    action: "health_status",
    detail: "healthy",
    id: ID,
    attributes: {},
  });
  expect(readEvent({ Type: "network", Action: "connect", Actor: { ID }, time: 1 })).toBeUndefined();
});

test("CDI: unknown to the engine, off, on, and with devices that it found", () => {
  expect(info({})).toEqual([undefined, undefined]);
  expect(info({ CDISpecDirs: null })).toEqual([[], undefined]);
  expect(
    info({ CDISpecDirs: ["/etc/cdi"], DiscoveredDevices: [{ Source: "cdi", ID: "nvidia.com/gpu=0" }, 7] }),
  ).toEqual([["/etc/cdi"], ["nvidia.com/gpu=0"]]);
});

test("processes go by the titles of their columns", () => {
  const Titles = ["USER", "PPID", "PID", "COMMAND"];
  const Processes = [["me", "1", "42", "python", "-c", "x"], ["me", "1", "no number", "y"], "z"];
  expect(readProcesses({ Titles, Processes }, false)).toEqual([
    { pid: 42, parent: 1, user: "me", command: "python -c x" },
  ]);
});

test.each([
  ["unix", "EACCES", "engine-no-permission"],
  ["unix", "ENOTSOCK", "engine-missing"],
  ["npipe", "EPERM", "engine-no-permission"],
  ["npipe", "ENOENT", "engine-missing"],
  ["unix", "EMFILE", "engine-unreachable"],
] as const)("%s with %s is %s", (kind, code, id) => {
  const problem = engineProblem({ kind: "system", code, said: "words" }, endpointAt({ kind, path: "/p" }));
  expect(problem.id).toBe(id);
});

const details = (state: unknown): number | undefined => readDetails({ Id: ID, State: state })?.exitCode;

const memory = (stats: unknown, usage: unknown = 1000): number | undefined => {
  const sample = readSample({
    read: "2026-01-01T00:00:00Z",
    memory_stats: { usage, stats, limit: 2 ** 63 },
  });
  return sample === undefined || sample === "stopped" ? undefined : sample.memoryBytes;
};

const info = (more: object): unknown => {
  const read = readInfo({ ServerVersion: "1", ...more });
  return [read?.cdiSpecDirs, read?.discoveredDevices];
};
