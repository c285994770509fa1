import { expect, test } from "vitest";
import { VERSION } from "../../../server/src/engine/config/form.ts";
import type { Check } from "../../../workbench/src/doctor/check.ts";
import { runChecks } from "../../../workbench/src/doctor/checks/index.ts";
import { known } from "../../../workbench/src/doctor/facts.ts";
import { hostProfile } from "../../../workbench/src/doctor/host-profile.ts";
import { doctorJson, doctorText, summaryText, worst } from "../../../workbench/src/doctor/report.ts";
import { displayWidth } from "../../../workbench/src/text/visible.ts";
import { bare, failed, healthy, PODMAN, REMOTE, withEngine, withNvidia } from "./machines.ts";

const checks = (facts = healthy()): readonly Check[] => runChecks(facts, { cudaFor: () => undefined });

test("text: status, title, finding; the remedy under it; what does not matter is left out", () => {
  const text = doctorText([
    { id: "a", title: "Driver", status: "ok", finding: "It is there.", source: "manual" },
    {
      id: "b",
      title: "Toolkit",
      status: "failed",
      finding: "It is missing.",
      remedy: "Install it.",
      source: "guide",
    },
    { id: "c", title: "WSL", status: "skipped", finding: "This is not WSL.", source: "guide" },
  ]);
  expect(text).toBe(`ok       Driver: It is there.
failed   Toolkit: It is missing.
         -> Install it.

Of no matter here: WSL.

1 failed, 1 ok, 1 skipped.
`);
});

test("text with everything: skipped lines and sources", () => {
  const text = doctorText([{ id: "c", title: "WSL", status: "skipped", finding: "No.", source: "guide" }], {
    all: true,
    sources: "all",
  });
  expect(text).toContain("skipped  WSL: No.\n            guide\n");
});

test("no line is wider than the terminal, wide characters counted", () => {
  const wide: Check = {
    id: "w",
    title: "Runtime",
    status: "warning",
    finding: `${"計算 ".repeat(60)}.`,
    remedy: `Do ${"this ".repeat(40)}.`,
    source: "s",
  };
  for (const columns of [40, 60, 100]) {
    for (const line of doctorText([...checks(bare()), wide], { columns, all: true }).split("\n")) {
      expect(displayWidth(line)).toBeLessThanOrEqual(columns);
    }
  }
});

test("hostile text moves no cursor and colours nothing", () => {
  const evil: Check = {
    id: "e",
    title: "\u001B[2J",
    status: "ok",
    finding: "a\u001B]8;;command:x\u0007b\rc\u202Ed",
    source: "s",
  };
  const text = doctorText([evil], { paint: (_, word) => `<${word}>` });
  expect(text).not.toMatch(/[^\P{Cc}\n]|\u202E/u);
  expect(text).toContain("<ok      > \u241B[2J: a\u241B]8;;command:x\u2407b\u240Dc\\u{202E}d");
});

test("JSON: the checks, their numbers, the host", () => {
  const json = doctorJson(checks(), hostProfile(healthy()));
  expect(json.summary.failed).toBe(0);
  expect(Object.values(json.summary).reduce((sum, count) => sum + count, 0)).toBe(json.checks.length);
  expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  expect(json.host).toEqual({
    driver: "550.54.15",
    gpus: 2,
    engine: "29.2.1",
    compose: "2.40.0",
    architectures: ["8.9"],
  });
});

test("the worst decides", () => {
  expect(worst(checks(bare()))).toBe("failed");
  expect(worst([])).toBe("skipped");
  expect(summaryText(checks(bare()))).toMatch(/^2 failed, 1 warning, /);
});

test("host profile: versions in the form that the config takes", () => {
  const facts = { ...withEngine({ version: "28.5.1+dfsg1" }), compose: known("2.40.0") };
  const { driver, engine, compose } = hostProfile(facts).host;
  for (const version of [driver, engine, compose]) expect(version).toMatch(VERSION);
  expect(engine).toBe("28.5.1");
});

test("host profile: what is not certain is left out", () => {
  expect(hostProfile(bare())).toEqual({ host: {} });
  expect(hostProfile(withEngine(...PODMAN)).host).toEqual({
    driver: "550.54.15",
    gpus: 2,
    compose: "2.40.0",
    architectures: ["8.9"],
  });
  expect(hostProfile({ ...healthy(), engine: { ...healthy().engine, endpoint: REMOTE } }).host).toEqual({
    engine: "29.2.1",
    compose: "2.40.0",
  });
  expect(hostProfile({ ...healthy(), wsl: 2 }).host.driver).toBeUndefined();
  expect(hostProfile(withNvidia({ snapshot: failed("gpu-lost") })).host).toEqual({
    driver: "550.54.15",
    engine: "29.2.1",
    compose: "2.40.0",
  });
});
