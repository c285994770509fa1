import { describe, expect, test } from "vitest";
import type { Check, CheckStatus } from "../../../workbench/src/doctor/check.ts";
import { runChecks } from "../../../workbench/src/doctor/checks/index.ts";
import type { Facts } from "../../../workbench/src/doctor/facts.ts";
import { known } from "../../../workbench/src/doctor/facts.ts";
import { cudaForDriver } from "../../../server/src/engine/knowledge/drivers.ts";
import { amd, desktopOnLinux, remote, rootless, rows, wsl } from "./check-rows.ts";
import { bare, failed, gpu, healthy, PODMAN, snapshot, withEngine, withNvidia } from "./machines.ts";

const knowledge = { cudaFor: cudaForDriver };

function one(id: string, facts: Facts): Check {
  const found = runChecks(facts, knowledge).find((check) => check.id === id);
  if (found === undefined) throw new Error(`no check ${id}`);
  return found;
}

function statuses(facts: Facts, wanted: CheckStatus): readonly string[] {
  return runChecks(facts, knowledge).flatMap(({ id, status }) => (status === wanted ? [id] : []));
}

describe("each check", () => {
  for (const [id, what, facts, status, says, remedy] of rows) {
    test(`${id}: ${what}`, () => {
      const check = one(id, facts);
      expect({ status: check.status, finding: check.finding }).toEqual({
        status,
        finding: expect.stringMatching(says),
      });
      expect(check.remedy ?? "").toMatch(remedy ?? "");
    });
  }
});

describe("every check, on every machine", () => {
  const machines = [...rows.map(([, , facts]) => facts), healthy(), bare(), remote, withEngine(...PODMAN)];

  test("is one sentence, and what is wrong has a remedy", () => {
    for (const check of machines.flatMap((facts) => runChecks(facts, knowledge))) {
      expect(check.finding).toMatch(/^\S.*[^.\s]\.$/s);
      expect(check.finding).not.toMatch(/undefined|\[object/);
      expect(check.source).not.toBe("");
      if (check.remedy !== undefined) expect(check.remedy).toMatch(/^[A-Z][a-z]+ .*[^.]\.$/s);
      if (check.status === "failed" || check.status === "warning") expect(check.remedy).toBeDefined();
    }
  });

  test("comes once, whatever the facts", () => {
    const ids = runChecks(healthy(), knowledge).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const facts of machines) expect(runChecks(facts, knowledge).map(({ id }) => id)).toEqual(ids);
  });

  test("has a row above for each", () => {
    const ids = runChecks(healthy(), knowledge).map(({ id }) => id);
    expect(ids.filter((id) => id !== "test-container" && !rows.some((row) => row[0] === id))).toEqual([]);
  });
});

describe("whole machines", () => {
  test("a healthy one", () => {
    expect([
      ...statuses(healthy(), "failed"),
      ...statuses(healthy(), "warning"),
      ...statuses(healthy(), "unknown"),
    ]).toEqual([]);
  });

  test("one with nothing fails for the GPU and the engine alone", () => {
    expect(statuses(bare(), "failed")).toEqual(["gpu", "engine"]);
    expect(statuses(bare(), "warning")).toEqual(["compose"]);
  });

  test("a driver that was updated and not restarted", () => {
    const facts = withNvidia({
      module: known("550.90.07"),
      snapshot: failed("driver-mismatch"),
      smi: known({ driver: undefined, cuda: undefined, library: "550.107", mismatch: true }),
    });
    expect(statuses(facts, "failed")).toEqual(["nvidia-driver", "cdi"]);
  });

  test("rootless without no-cgroups", () => {
    expect(statuses(rootless(false), "failed")).toEqual(["no-cgroups"]);
  });

  test("WSL with Docker Desktop", () => {
    const facts: Facts = { ...wsl, engine: desktopOnLinux.engine };
    expect(statuses(facts, "failed")).toEqual([]);
  });

  test("Podman with a specification", () => {
    const facts = withEngine(...PODMAN);
    expect(statuses(facts, "failed")).toEqual([]);
    expect(statuses(facts, "warning")).toEqual(["podman"]);
  });

  test("Podman without one", () => {
    expect(statuses({ ...withEngine(...PODMAN), cdi: known([]) }, "failed")).toEqual(["cdi"]);
  });

  test("an engine elsewhere is judged by what it says, not by this machine", () => {
    expect(statuses(remote, "failed")).toEqual([]);
    expect(one("nvidia-runtime", remote).status).toBe("ok");
    expect(one("nvidia-toolkit", remote).status).toBe("skipped");
  });

  test("an AMD one", () => {
    expect([...statuses(amd, "failed"), ...statuses(amd, "warning")]).toEqual([]);
  });
});

test("hostile names stay on one short line", () => {
  const evil = `\u001B[31m${"A".repeat(1_000_000)}\n\u202E`;
  const facts = withEngine(
    { version: evil },
    { defaultRuntime: evil, runtimes: [evil], discoveredDevices: [`nvidia.com/gpu=${evil}`] },
    withNvidia({
      snapshot: snapshot([gpu({ name: evil })]),
    }),
  );
  for (const check of runChecks(facts, knowledge)) {
    expect(check.finding.length).toBeLessThan(700);
    expect(check.finding).not.toMatch(/[\p{Cc}\u202E]/u);
    expect(check.remedy ?? "").not.toMatch(/[\p{Cc}\u202E]/u);
  }
});
