import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as facts from "../../server/src/engine/knowledge/facts.ts";
import { osOfWord } from "../../server/src/engine/knowledge/platforms.ts";
import { parseCudaTag } from "../../server/src/engine/knowledge/cuda.ts";

const folder = new URL("../../server/src/engine/knowledge/facts/", import.meta.url);
const names = readdirSync(folder);
const texts = new Map(names.map((name) => [name, readFileSync(new URL(name, folder), "utf8")]));

describe("the fact files", () => {
  it.each(names)("%s is well-formed and every row cites a source of the file", (name) => {
    const file = parse(name);
    expect(file["about"]).toEqual(expect.any(String));
    expect(file["asOf"]).toEqual(expect.any(String));
    const sources = file["sources"];
    if (!isRecord(sources)) throw new Error("no sources");
    for (const source of Object.values(sources)) {
      expect(source).toMatchObject({ what: expect.stringMatching(/\S/), where: expect.stringMatching(/\S/) });
    }
    const cited = new Set<string>();
    for (const [table, rows] of Object.entries(file)) {
      if (!Array.isArray(rows)) continue;
      expect(rows.length, table).toBeGreaterThan(0);
      for (const row of rows)
        collectSources(row, cited, `${name} ${table} ${JSON.stringify(row).slice(0, 80)}`);
    }
    expect([...cited].filter((id) => !(id in sources))).toEqual([]);
    expect(Object.keys(sources).filter((id) => !cited.has(id))).toEqual([]);
  });

  it("use a source id for one source only", () => {
    const all = new Map<string, string>();
    for (const name of names) {
      const sources = parse(name)["sources"];
      if (!isRecord(sources)) continue;
      for (const [id, source] of Object.entries(sources)) {
        const text = JSON.stringify(source);
        expect(all.get(id) ?? text, id).toBe(text);
        all.set(id, text);
      }
    }
    for (const id of all.keys()) expect(facts.source(id)).toBeDefined();
  });

  it("stay small and say nothing twice", () => {
    const size = [...texts.values()].reduce((sum, text) => sum + text.length, 0);
    // The facts go into the server's one bundle, which every editor window loads: half a megabyte is the most they may weigh.
    expect(size).toBeLessThan(520_000);
    unique(facts.cudaFile.releases.map((row) => row.version));
    unique(facts.cudaFile.endOfLife.map((row) => row.version));
    unique(facts.cudaFile.majors.map((row) => row.major));
    unique(facts.cudaTagsFile.complete.map((row) => row.version));
    unique(facts.cudaTagsFile.rows.map((row) => `${row.cuda} ${row.os} ${row.status}`));
    unique(
      facts.cudaTagsFile.rows.flatMap((row) =>
        row.flavours.split(" ").map((f) => `${row.cuda}-${f}-${row.os}`),
      ),
    );
    unique(facts.frameworksFile.torch.map((row) => row.version));
    unique(facts.frameworksFile.tensorflow.map((row) => row.version));
    unique(facts.gpusFile.architectures.map((row) => row.capability));
    unique(facts.imagesFile.families.map((row) => row.family));
    unique(facts.imagesFile.families.flatMap((row) => row.repositories));
    for (const family of facts.imagesFile.families) unique((family.tags ?? []).map((row) => row.tag));
    unique(facts.osFile.rows.map((row) => `${row.id} ${row.version}`));
    unique(facts.osFile.distributions.map((row) => row.id));
    unique(facts.packagesFile.rows.flatMap((row) => row.names));
    unique(facts.pythonFile.rows.map((row) => row.minor));
    unique(facts.variablesFile.rows.map((row) => row.name));
  });

  it("write versions and dates in one way", () => {
    const version = /^\d+(?:\.\d+){1,2}$/;
    const date = /^\d{4}(?:-\d\d(?:-\d\d)?)?$/;
    for (const row of facts.cudaFile.releases) {
      expect(row.version).toMatch(/^\d+\.\d+\.\d+$/);
      expect(row.capabilityMin).toMatch(/^\d+\.\d$/);
      expect(row.released ?? "2026-01").toMatch(date);
    }
    for (const row of facts.cudaFile.endOfLife) {
      expect(["superseded", "driver", "deleted"]).toContain(row.reason);
      expect(row.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
    for (const row of facts.frameworksFile.torch) {
      expect(row.version).toMatch(version);
      for (const variant of row.cudaVariants) expect(variant).toMatch(/^cu\d{3}$/);
    }
    for (const row of facts.osFile.rows) {
      expect(facts.osFile.distributions.map(({ id }) => id)).toContain(row.id);
      expect(row.endOfSupport ?? "2026-01-01").toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(row.glibc ?? "2.17").toMatch(/^2\.\d\d$/);
      expect(row.libc).toBe(row.id === "alpine" ? "musl" : "glibc");
    }
    for (const row of facts.pythonFile.rows) expect(row.endOfLife).toMatch(date);
  });

  it("name tags and systems that the readers understand", () => {
    for (const row of facts.cudaTagsFile.rows) {
      expect(["listed", "superseded", "deleted", "seen", "dockerfile-only"]).toContain(row.status);
      expect(osOfWord(row.os), row.os).toMatchObject({ id: expect.any(String), version: expect.any(String) });
      for (const flavour of row.flavours.split(" ")) {
        expect(parseCudaTag(`${row.cuda}-${flavour}-${row.os}`), flavour).toMatchObject({
          cuda: row.cuda,
          os: row.os,
        });
      }
    }
    for (const family of facts.imagesFile.families) {
      const pattern = family.pattern === undefined ? undefined : new RegExp(family.pattern);
      for (const { tag } of family.tags ?? []) {
        const own = tag.slice(tag.indexOf(":") + 1);
        if (pattern !== undefined) expect(own, `${family.family} ${tag}`).toMatch(pattern);
      }
      // A hostile tag must not make the grammar slow.
      pattern?.test(`${"1.".repeat(63)}!`);
      pattern?.test(`${"a-".repeat(63)}!`);
    }
  });

  it("speak of the product's own subject only", () => {
    for (const [name, text] of texts) {
      expect(text.match(/\/work\/|\/root\/|stored (?:copy|public|in)|file id|\bsession\b/g), name).toBeNull();
    }
  });
});

function parse(name: string): Record<string, unknown> {
  const value: unknown = JSON.parse(texts.get(name) ?? "");
  if (!isRecord(value)) throw new Error(`${name} is no object`);
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function collectSources(row: unknown, into: Set<string>, where: string): void {
  if (!isRecord(row)) throw new Error(`${where} is no row`);
  expect(row["source"], where).toEqual(expect.arrayContaining([expect.any(String)]));
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isRecord(value)) {
      for (const [key, inner] of Object.entries(value)) {
        if (key === "source" && Array.isArray(inner)) inner.forEach((id) => into.add(String(id)));
        else visit(inner);
      }
    }
  };
  visit(row);
}

function unique(keys: readonly string[]): void {
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
}
