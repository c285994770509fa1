import { expect, test } from "vitest";
import { cudaForDriver } from "../../../server/src/engine/knowledge/drivers.ts";
import { runChecks } from "../../../workbench/src/doctor/checks/index.ts";
import { gather } from "../../../workbench/src/doctor/gather.ts";
import { doctorText } from "../../../workbench/src/doctor/report.ts";
import { rows } from "../doctor/check-rows.ts";
import { bare, healthy, PODMAN, withEngine } from "../doctor/machines.ts";
import { fakeClock, services } from "../doctor/fake-services.ts";
import type { Disk } from "../../../workbench/src/services.ts";
import { escaped, speakPseudo } from "./pseudo.ts";

speakPseudo();

const machines = [...rows.map(([, , facts]) => facts), healthy(), bare(), withEngine(...PODMAN)];

test("every title, finding and remedy, on every machine", () => {
  const shown = machines.flatMap((facts) =>
    runChecks(facts, { cudaFor: cudaForDriver }).map((check) => ({ facts, check })),
  );
  expect(shown.length).toBeGreaterThan(1_000);
  for (const { facts, check } of shown) {
    const texts = [check.title, check.finding, check.remedy ?? ""].join("\n");
    expect({ text: texts, escaped: escaped(texts, JSON.stringify(facts)) }).toEqual({
      text: texts,
      escaped: [],
    });
    expect(check.title).toMatch(/^⟦/);
    expect(texts).not.toMatch(/\{\d\}/);
  }
});

test("the words and sums of the report", () => {
  const facts = bare();
  const text = doctorText(runChecks(facts, { cudaFor: cudaForDriver }), { all: true });
  expect(escaped(text.replaceAll("->", ""), JSON.stringify(facts))).toEqual([]);
  expect(text).toMatch(/^⟦failed⟧ /m);
  expect(text).toMatch(/\d+⟦ skipped⟧/);
});

test("why a fact is not known", async () => {
  const denied: Disk = {
    read: async () => undefined,
    list: async () => undefined,
    kind: async () => "denied",
  };
  const silent = { outcome: "exited", code: 1, stdout: "", stderr: "" } as const;
  const facts = [
    await gather(services(fakeClock(), {})),
    await gather(services(fakeClock(), { others: { disk: denied, programs: { run: async () => silent } } })),
  ];
  const whys = facts.flatMap((one) => whysOf(one));
  expect(whys.length).toBeGreaterThan(8);
  expect(whys.filter((why) => escaped(why, TOOLS).length > 0)).toEqual([]);
});

const TOOLS = "nvidia-container-cli amd-ctk nvidia-ctk";

function whysOf(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]: [string, unknown]) =>
    key === "why" && typeof part === "string" ? [part] : whysOf(part),
  );
}
