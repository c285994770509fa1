import { describe, expect, test } from "vitest";
import { analyze } from "../../server/src/engine/analyze.ts";
import { applyEdits } from "../../server/src/engine/text/edit.ts";
import type { ReportedFinding } from "../../server/src/engine/analyze.ts";

/** What a rule says of a compose.yaml of these lines. */
function findings(rule: string, lines: readonly string[]): readonly ReportedFinding[] {
  const source = `${lines.join("\n")}\n`;
  const analysis = analyze(source, { kind: "compose", today: "2026-11-23", path: "/project/compose.yaml" });
  expect(analysis.crashes).toEqual([]);
  return analysis.findings.filter((finding) => finding.rule === rule);
}

/** The text after the first fix of the only finding of a rule; undefined where it has none. */
function fixed(rule: string, lines: readonly string[]): string | undefined {
  const found = findings(rule, lines);
  expect(found).toHaveLength(1);
  const edits = found[0]?.fixes[0]?.edits;
  return edits === undefined ? undefined : applyEdits(`${lines.join("\n")}\n`, edits);
}

function request(driver: string, word: string): readonly string[] {
  return [
    "services:",
    "  a:",
    "    image: busybox:1.36",
    "    deploy:",
    "      resources:",
    "        reservations:",
    "          devices:",
    `            - driver: ${driver}`,
    `              capabilities: [${word}]`,
  ];
}

describe("what other services are given, too, stays", () => {
  const reservation = "{ resources: { reservations: { devices: [{ count: 1, capabilities: [gpu] }] } } }";

  test.each([
    ["by an alias", "x-env: &env", "environment: *env"],
    ["by a merge key", "x-env: &env", "environment: { <<: *env, B: c }"],
  ])("a variable %s", (_, anchor, environment) => {
    const lines = [
      anchor,
      '  NVIDIA_VISIBLE_DEVICES: "1"',
      "  A: b",
      "services:",
      "  ocr:",
      "    image: busybox:1.36",
      `    ${environment}`,
      `    deploy: ${reservation}`,
    ];
    const other = ["  chat:", "    image: busybox:1.36", "    runtime: nvidia", `    ${environment}`];
    expect(fixed("gpu-env-conflict", [...lines, ...other])).toBeUndefined();
  });

  test("a variable that a service takes over by extends", () => {
    const base = [
      "services:",
      "  base:",
      "    image: busybox:1.36",
      "    environment:",
      "      - A=b",
      "      - CUDA_VISIBLE_DEVICES=1",
      '    deploy: { resources: { reservations: { devices: [{ device_ids: ["1"], capabilities: [gpu] }] } } }',
    ];
    const other = [
      "  all:",
      "    extends: base",
      "    deploy: !override",
      "      replicas: 1",
      "    gpus: all",
    ];
    expect(fixed("visible-devices-renumbered", base)).not.toContain("CUDA_VISIBLE_DEVICES");
    expect(fixed("visible-devices-renumbered", [...base, ...other])).toBeUndefined();
  });

  test.each(["private", "shareable"])("a shm_size that a service with ipc: %s takes over", (ipc) => {
    const base = ["services:", "  base:", "    image: busybox:1.36", "    ipc: host", "    shm_size: 2g"];
    const other = ["  train:", "    extends: { service: base }", `    ipc: ${ipc}`];
    expect(fixed("shm-with-ipc-host", base)).not.toContain("shm_size");
    expect(fixed("shm-with-ipc-host", [...base, ...other])).toBeUndefined();
  });
});

describe("what an alias elsewhere leads to stays", () => {
  test("version", () => {
    const lines = ["version: &v '3'", "x-version: *v", "services: { a: { image: 'busybox:1.36' } }"];
    expect(fixed("version-obsolete", lines)).toBeUndefined();
  });

  test("an entry that holds an anchor", () => {
    const lines = [
      "services:",
      "  a:",
      "    image: busybox:1.36",
      "    ipc: host",
      "    shm_size: &size 2g",
      "  b:",
      "    image: busybox:1.36",
      "    shm_size: *size",
    ];
    expect(fixed("shm-with-ipc-host", lines)).toBeUndefined();
  });
});

describe("a variable stays", () => {
  test("as a driver", () => {
    expect(fixed("gpu-driver-unknown", request("nvida", "gpu"))).toContain("driver: nvidia\n");
    expect(fixed("gpu-driver-unknown", request("${DRIVER:-nvida}", "gpu"))).toBeUndefined();
  });

  test("as a capability", () => {
    expect(fixed("gpu-capabilities-unknown", request("nvidia", "gpus"))).toContain("[gpu]");
    expect(fixed("gpu-capabilities-unknown", request("nvidia", "'${WORD:-gpus}'"))).toBeUndefined();
  });
});

test("a volume whose name YAML takes for a number is declared in quotes", () => {
  const lines = ["services:", "  a:", "    image: busybox:1.36", '    volumes: ["1:/data"]'];
  expect(fixed("volume-undefined", lines)).toMatch(/^volumes:\n {2}"1":\n$/m);
});
