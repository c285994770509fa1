import { describe, expect, test } from "vitest";
import { analyze } from "../../server/src/engine/analyze.ts";
import type { Rule } from "../../server/src/engine/rules/rule.ts";
import type { Settings } from "../../server/src/engine/settings.ts";
import { ALLOW_NOTHING, DEFAULT_SETTINGS } from "../../server/src/engine/settings.ts";

function rulesAt(source: string, settings: Partial<Settings>, rules?: readonly Rule[]): readonly string[] {
  const world = { today: "2026-11-23", settings: { ...DEFAULT_SETTINGS, ...settings } };
  const { findings } = analyze(source, rules === undefined ? world : { ...world, rules });
  return findings.map(({ rule, severity }) => `${rule} ${severity}`);
}

describe("what the user lets pass", () => {
  test.each([
    ["ghcr.io/acme/base", "ghcr.io/acme/*"],
    ["ghcr.io/acme/base:main", "ghcr.io/acme/*"],
    ["ghcr.io/acme/base:main", "ghcr.io/acme/base:main"],
    ["pytorch/pytorch", "pytorch/pytorch"],
    ["pytorch/pytorch", "docker.io/pytorch/*"],
    ["pytorch/pytorch", "*:latest"],
  ])("an unpinned %s by %s", (image, pattern) => {
    const source = `FROM ${image}\n`;
    expect(rulesAt(source, {}).join()).toContain("base-unpinned");
    expect(rulesAt(source, { allow: { ...ALLOW_NOTHING, unpinnedImages: [pattern] } })).toEqual([]);
  });

  test.each([
    ["ghcr.io/acme/base:main", "ghcr.io/acme/base:latest"],
    ["pytorch/pytorch", "pytorch"],
    ["pytorch/pytorch", "ghcr.io/*"],
  ])("not %s by %s", (image, pattern) => {
    const allow = { ...ALLOW_NOTHING, unpinnedImages: [pattern] };
    expect(rulesAt(`FROM ${image}\n`, { allow }).join()).toContain("base-unpinned");
  });

  test("packages of the driver", () => {
    const source =
      "FROM debian:12.8\nRUN apt-get update && apt-get install -y --no-install-recommends nvidia-driver-550 cuda && rm -rf /var/lib/apt/lists/*\n";
    expect(rulesAt(source, {})).toEqual(["gpu-driver-in-image error", "gpu-cuda-metapackage warning"]);
    const allow = { ...ALLOW_NOTHING, driverPackages: ["nvidia-driver-*"] };
    expect(rulesAt(source, { allow })).toEqual(["gpu-cuda-metapackage warning"]);
    expect(rulesAt(source, { allow: { ...allow, driverPackages: ["*"] } })).toEqual([]);
  });
});

describe("presets", () => {
  const base = {
    subject: "any",
    category: "run-time",
    since: "0.1.0",
    summary: "x",
    sources: [],
    check: () => [{ at: { start: 0, end: 1 }, message: "x" }],
  } as const;
  const rules: readonly Rule[] = [
    { ...base, name: "usual", severity: "warning" },
    { ...base, name: "raised", severity: "info", strictSeverity: "warning" },
    { ...base, name: "not-lowered", severity: "error", strictSeverity: "warning" },
    { ...base, name: "careful", severity: "hint", preset: "strict" },
    { ...base, name: "rare", severity: "hint", preset: "all" },
    { ...base, name: "newer", severity: "error", since: "0.10.0" },
  ];
  const at = (settings: Partial<Settings>) => rulesAt("FROM scratch\n", settings, rules).toSorted();

  test("recommended has what names no other", () => {
    expect(at({})).toEqual(["newer error", "not-lowered error", "raised info", "usual warning"]);
  });

  test("strict adds its own, and raises", () => {
    expect(at({ preset: "strict" })).toEqual([
      "careful hint",
      "newer error",
      "not-lowered error",
      "raised warning",
      "usual warning",
    ]);
  });

  test("all has every rule", () => {
    expect(at({ preset: "all" })).toHaveLength(rules.length);
  });

  test("a severity that the user names wins over the preset", () => {
    expect(at({ severities: { rare: "error", raised: "off" } })).toEqual([
      "newer error",
      "not-lowered error",
      "rare error",
      "usual warning",
    ]);
    expect(at({ preset: "all", severities: { raised: "hint" } })).toContain("raised hint");
  });

  test("newer rules are held back, unless they are named", () => {
    expect(at({ rulesUpTo: "0.9" })).toEqual(["not-lowered error", "raised info", "usual warning"]);
    expect(at({ rulesUpTo: "0.9.0", severities: { newer: "hint" } })).toContain("newer hint");
    expect(at({ rulesUpTo: "0.10.0" })).toContain("newer error");
  });
});
