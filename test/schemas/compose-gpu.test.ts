import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import {
  composeKey,
  composeKeys,
  composeKeysBelow,
  deviceDrivers,
  misplacedComposeKey,
  misplacedComposeKeys,
} from "../../server/src/engine/knowledge/index.ts";
import { ROOT } from "../lib/paths.ts";

const schema: object = JSON.parse(readFileSync(join(ROOT, "schemas/compose-gpu.json"), "utf8"));
const validate = new Ajv({
  strict: true,
  strictRequired: false,
  allowUnionTypes: true,
  keywords: ["markdownDescription"],
}).compile(schema);

/** Whether a service with these lines keeps to the schema. */
function accepts(lines: string): boolean {
  const service: unknown = parse(`image: x\n${lines}`);
  return validate({ services: { a: service } });
}

const reservation = (item: string): string => `deploy: {resources: {reservations: {devices: [${item}]}}}`;

/** What Docker Compose 2.26.1 answers to each: `docker compose config` on a service with these lines. */
describe("what Compose accepts", () => {
  test.each([
    "command: python train.py",
    reservation("{capabilities: [gpu]}"),
    reservation("{capabilities: []}"),
    reservation("{capabilities: [nvidia-compute]}"),
    reservation('{capabilities: [gpu], count: "2"}'),
    reservation("{capabilities: [gpu], count: -1}"),
    reservation("{capabilities: [gpu], count: 0}"),
    reservation("{capabilities: [gpu], count: ALL}"),
    reservation("{capabilities: [gpu], count: all}"),
    reservation('{capabilities: [gpu], count: "${GPUS:-1}"}'),
    reservation('{capabilities: [gpu], device_ids: ["0,1"]}'),
    reservation('{capabilities: [gpu], device_ids: ["all"]}'),
    reservation("{capabilities: [gpu], device_ids: []}"),
    reservation('{capabilities: [gpu], device_ids: ["GPU-abc"]}'),
    reservation('{capabilities: [gpu], driver: ""}'),
    reservation("{capabilities: [gpu], driver: nvidia.com/gpu}"),
    reservation('{capabilities: [gpu], driver: cdi, device_ids: ["nvidia.com/gpu=all"]}'),
    reservation("{capabilities: [gpu], options: {virtualization: false}}"),
    reservation("{capabilities: [gpu], options: [a=b]}"),
    reservation("{capabilities: [gpu], x-a: 1}"),
    "deploy: {resources: {reservations: {devices: []}}}",
    "deploy: {replicas: 2, resources: {limits: {cpus: 0.5}, reservations: {memory: 1g}}}",
    "deploy: {resources: {reservations: {generic_resources: [{discrete_resource_spec: {kind: gpu, value: 1}}]}}}",
    "gpus: all",
    "gpus: []",
    "gpus: [{count: 1}]",
    "gpus: [{driver: nvidia, device_ids: ['0'], capabilities: [utility]}]",
    "runtime: nvidia",
    'runtime: ""',
    'devices: ["nvidia.com/gpu=all"]',
    'devices: ["/dev/nvidia0", "/dev/a:/dev/b:rwm"]',
    "devices: [{source: /dev/kfd, target: /dev/kfd}]",
    ...[
      "8gb",
      "8g",
      "8G",
      "8GB",
      "8GiB",
      "8 gb",
      '"8"',
      "8",
      "8589934592",
      "1.5g",
      "0",
      "8t",
      "8p",
      "64Mi",
      "64MiB",
      "64b",
    ].map((size) => `shm_size: ${size}`),
    "shm_size: ${SHM:-8gb}",
    ...["host", "shareable", "private", "none", '"container:x"', '"service:b"', '""', "${IPC}"].map(
      (mode) => `ipc: ${mode}`,
    ),
    "ulimits: {memlock: -1}",
    'ulimits: {memlock: "-1"}',
    "ulimits: {memlock: {soft: -1, hard: -1}}",
    'ulimits: {memlock: {soft: "-1", hard: "-1"}}',
    "ulimits: {memlok: -1}",
    "ulimits: {stack: 67108864, nofile: {soft: 1, hard: 2}}",
  ])("%s", (lines) => {
    accepts(lines);
    expect(validate.errors).toBeNull();
  });
});

describe("what Compose refuses", () => {
  test.each([
    reservation('{driver: nvidia, count: 1, device_ids: ["0"], capabilities: [gpu]}'),
    reservation('{count: all, device_ids: ["0"], capabilities: [gpu]}'),
    reservation('{count: 0, device_ids: ["0"], capabilities: [gpu]}'),
    reservation("{count: 1, device_ids: [], capabilities: [gpu]}"),
    reservation("{driver: nvidia, count: 1}"),
    reservation("{}"),
    reservation("nvidia"),
    reservation("{capabilities: gpu}"),
    reservation("{capabilities: [[gpu]]}"),
    reservation("{capabilities: [1]}"),
    reservation("{capabilities: [gpu, gpu]}"),
    reservation("{capabilities: [gpu], count: two}"),
    reservation('{capabilities: [gpu], count: ""}'),
    reservation("{capabilities: [gpu], count: 1.5}"),
    reservation("{capabilities: [gpu], count: true}"),
    reservation("{capabilities: [gpu], count: null}"),
    reservation("{capabilities: [gpu], count: [1]}"),
    reservation("{capabilities: [gpu], device_ids: [0]}"),
    reservation('{capabilities: [gpu], device_ids: "0"}'),
    reservation("{capabilities: [gpu], device_ids: 0}"),
    reservation('{capabilities: [gpu], device_ids: ["0", "0"]}'),
    reservation("{capabilities: [gpu], driver: 1}"),
    reservation("{capabilities: [gpu], options: x}"),
    reservation("{capabilities: [gpu], counts: 1}"),
    reservation('{capabilities: [gpu], device_id: ["0"]}'),
    reservation("{capability: [gpu]}"),
    "deploy: {resources: {reservations: {devices: null}}}",
    "deploy: {resources: {reservations: {devices: {capabilities: [gpu]}}}}",
    "deploy: {resources: {limits: {devices: [{capabilities: [gpu]}]}}}",
    "deploy: {devices: [{capabilities: [gpu]}]}",
    "deploy: {resources: {devices: [{capabilities: [gpu]}]}}",
    "deploy: {reservations: {devices: [{capabilities: [gpu]}]}}",
    "resources: {reservations: {devices: [{capabilities: [gpu]}]}}",
    "gpu: all",
    "device_requests: []",
    "gpus: 1",
    "gpus: none",
    'gpus: "0"',
    "gpus: [all]",
    "gpus: {count: 1}",
    "runtime: 1",
    "runtime: [nvidia]",
    "devices: all",
    "devices: [{source: nvidia.com/gpu=all}]",
    "devices: [{driver: nvidia, capabilities: [gpu]}]",
    ...["8gbb", '"-1"', "-1g", '""', "null", "true", "[1g]", "8x", "g", "8,5g"].map(
      (size) => `shm_size: ${size}`,
    ),
    "ipc: null",
    "ipc: true",
    "ulimits: {memlock: unlimited}",
    "ulimits: {memlock: {soft: -1}}",
    "ulimits: {memlock: {hard: -1}}",
    "ulimits: {memlock: {soft: -1, hard: -1, x: 1}}",
    "ulimits: {memlock: 1.5}",
    'ulimits: {memlock: "1:2"}',
    "ulimits: {memlock: null}",
    "ulimits: [memlock=-1]",
    "ulimits: 1",
  ])("%s", (lines) => {
    expect(accepts(lines)).toBe(false);
  });
});

/** `docker compose config` passes these; the engine refuses the first two, and ignores the request of the last. */
test.each(["shm_size: -1", "ipc: hosts", "gpus: [{counts: 1}]"])("what fails later: %s", (lines) => {
  expect(accepts(lines)).toBe(false);
});

describe("the table", () => {
  test("hangs together: each key lies in a map or a list of maps", () => {
    for (const { path } of composeKeys()) {
      const parent = path.slice(0, Math.max(0, path.lastIndexOf(".")));
      expect(composeKeysBelow(parent).map((key) => key.path)).toContain(path);
      if (parent === "") continue;
      const form = parent.endsWith("[]") ? "maps" : "map";
      expect(composeKey(parent.replace(/\[\]$/, ""))?.forms, path).toContain(form);
    }
  });

  test("proposes the drivers and capabilities that engines know", () => {
    const drivers = deviceDrivers();
    for (const path of ["gpus[]", "deploy.resources.reservations.devices[]"]) {
      const valuesOf = (key: string): readonly (string | undefined)[][] =>
        (composeKey(`${path}.${key}`)?.values ?? []).map(({ value, since }) => [value, since?.engine]);
      const known = new Set(drivers.flatMap(({ capabilities }) => capabilities));
      expect(new Set(valuesOf("capabilities").map(([value]) => value))).toEqual(known);
      expect(new Map(valuesOf("driver").map(([value, since]) => [value, since]))).toEqual(
        new Map(drivers.map(({ driver, since }) => [driver, since])),
      );
    }
  });

  test("says for a key in the wrong place where it is meant", () => {
    expect(misplacedComposeKey("deploy.resources.limits.devices")).toBe(
      "deploy.resources.reservations.devices",
    );
    expect(misplacedComposeKey("gpus")).toBeUndefined();
    for (const { path, instead } of misplacedComposeKeys()) {
      expect(composeKey(instead), path).toBeDefined();
      expect(composeKey(path), path).toBeUndefined();
    }
  });

  test("is sentences that an editor can show", () => {
    for (const { summary, pitfall = "A.", values = [] } of composeKeys()) {
      for (const text of [summary, pitfall, ...values.map((value) => value.text)])
        expect(text).toMatch(/\.$/);
    }
  });
});
