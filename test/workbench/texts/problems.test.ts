import { expect, test } from "vitest";
import { resolveEndpoint } from "../../../workbench/src/docker/contexts.ts";
import type { Endpoint, EndpointAddress } from "../../../workbench/src/docker/endpoint.ts";
import type { Failure } from "../../../workbench/src/docker/failure.ts";
import { engineProblem } from "../../../workbench/src/docker/problems.ts";
import { amdFailure } from "../../../workbench/src/gpus/amd/reader.ts";
import type { PciGpu } from "../../../workbench/src/gpus/machine.ts";
import { nvidiaFailure } from "../../../workbench/src/gpus/nvidia/failures.ts";
import { asleep, noTool } from "../../../workbench/src/gpus/problems.ts";
import type { Problem } from "../../../workbench/src/problem.ts";
import type { Disk, ProgramResult } from "../../../workbench/src/services.ts";
import { readScenario } from "../gpus/smi.ts";
import { escaped, speakPseudo } from "./pseudo.ts";

speakPseudo();

function expectTranslated(problems: readonly Problem[], data: string): void {
  for (const { id, message, remedy } of problems) {
    const text = `${message}\n${remedy}`;
    expect({ id, text, escaped: escaped(text, data) }).toEqual({ id, text, escaped: [] });
    // All of the one sentence, and all of the other.
    expect(text).toContain("⟦");
    expect(text).not.toMatch(/\{\d\}/);
  }
}

const addresses: readonly EndpointAddress[] = [
  { kind: "unix", path: "/run/d.sock" },
  { kind: "npipe", path: "//./pipe/docker" },
  { kind: "tcp", host: "box", port: 2376, tls: undefined },
  { kind: "ssh", user: "me", host: "box", port: undefined, path: undefined },
];

const system = (code: string): Failure => ({ kind: "system", code, said: "words" });
const ssh = (said: string): Failure => ({ kind: "ssh", code: 255, said });
const status = (code: number, said = "words"): Failure => ({ kind: "status", status: code, said });

const failures: readonly Failure[] = [
  ...["ENOENT", "EACCES", "ECONNREFUSED", "ENOTFOUND", "EPROTO", "UNKNOWN"].map(system),
  { kind: "timeout", milliseconds: 1_000 },
  { kind: "timeout", milliseconds: 9_000 },
  status(404, "No such container"),
  status(400, "client sent an HTTP request to an HTTPS server"),
  ...[401, 409, 500].map((code) => status(code)),
  { kind: "cut" },
  ...(["html", "json", "shape", "size"] as const).map((what): Failure => ({
    kind: "unreadable",
    what,
    said: "",
  })),
  { kind: "ssh-missing" },
  { kind: "ssh-refused", host: "-box" },
  ...[
    "Host key verification failed.",
    "Permission denied (publickey)",
    "Could not resolve hostname",
    "Connection refused",
    "docker: command not found",
    "permission denied while trying to connect to the Docker daemon",
    "Cannot connect to the Docker daemon",
    "something else",
  ].map(ssh),
  { kind: "tls-file", path: "/tls/ca.pem" },
  { kind: "disposed" },
];

test("of engines, by every failure on every kind of address", () => {
  const problems = addresses.flatMap((address) => {
    const endpoint: Endpoint = { context: undefined, chosenBy: "found", address, isLocal: true };
    return failures.map((failure) => engineProblem(failure, endpoint));
  });
  expectTranslated(problems, "box me@box ssh //./pipe/docker");
});

function disk(files: Readonly<Record<string, string>>): Disk {
  return {
    read: async (path) => files[path],
    list: async () => [],
    kind: async (path) => (files[path] === undefined ? "missing" : "file"),
  };
}

test("of contexts and addresses", async () => {
  const about = { home: "/h", uid: 1, platform: "linux" };
  const hosts = [
    "unix://x",
    "fd://1",
    "foo://x",
    "tcp://a b",
    "tcp://a:99999",
    "ssh://",
    "ssh://a:b@c",
    "ssh://a:99999",
  ];
  const resolutions = [
    ...hosts.map((host) => resolveEndpoint({ ...about, disk: disk({}), environment: {} }, { host })),
    resolveEndpoint({ ...about, disk: disk({}), environment: { DOCKER_HOST: "foo://x" } }),
    resolveEndpoint({ ...about, disk: disk({}), environment: {} }, { context: "defau" }),
    resolveEndpoint({ ...about, disk: disk({}), environment: {} }, { context: "zzzzzzzzz" }),
    resolveEndpoint({ ...about, disk: disk({ "/h/.docker/config.json": "{" }), environment: {} }),
  ];
  const problems = (await Promise.all(resolutions)).flatMap((one) => ("problem" in one ? [one.problem] : []));
  expect(problems).toHaveLength(resolutions.length);
  expectTranslated(problems, 'foo:// unix:///var/run/docker.sock "default" defau zzzzzzzzz');
});

const ended = (stdout: string, code: number): ProgramResult => ({
  outcome: "exited",
  code,
  stdout,
  stderr: "",
});

test("of the tools of GPUs", () => {
  const outcomes: readonly ProgramResult[] = (
    ["missing", "not-permitted", "timed-out", "cancelled", "too-much-output"] as const
  ).map((outcome) => ({ outcome, code: undefined, stdout: "", stderr: "" }));
  const results = [...outcomes, ...[0, 1, 4, 6, 9, 12, 15, 18].map((code) => ended("", code))];
  const words = [
    "Failed to initialize NVML: Unknown Error",
    "AMDSMI_STATUS_NO_PERM",
    "amdgpu not found",
    "no GPUs found",
  ];
  const all = [...results, ...words.map((text) => ended(text, 1))];
  const cards = (["nvidia", "amd"] as const).map((vendor): PciGpu => ({
    vendor,
    address: "0",
    suspended: true,
  }));
  expectTranslated(
    [
      ...all.flatMap((result) => [
        nvidiaFailure(result),
        amdFailure("amd-smi", result),
        amdFailure("rocm-smi", result),
      ]),
      ...cards.flatMap((card) => [noTool([card]), asleep(card.vendor)]),
      noTool([]),
      noTool(undefined),
    ],
    "",
  );
});

const WSL = { "/proc/sys/kernel/osrelease": "6.6.87.2-microsoft-standard-WSL2\n" };

test.each(["wsl", "vgpu", "mig", "gb10", "lost-in-a-row"])("notes of the scenario %s", async (scenario) => {
  const answer = await readScenario(scenario, scenario === "wsl" ? WSL : {});
  const notes = "notes" in answer ? answer.notes : [];
  expect(notes.length).toBeGreaterThan(0);
  for (const { message, problem } of notes) {
    expect(escaped(message, "")).toEqual([]);
    expectTranslated(problem === undefined ? [] : [problem], "");
  }
});
