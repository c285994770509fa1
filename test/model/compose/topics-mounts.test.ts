import { describe, expect, it } from "vitest";
import type { ServiceMount } from "../../../server/src/engine/model/compose/mounts.ts";
import {
  coversPath,
  declaredVolumes,
  mountOver,
  mountsOf,
} from "../../../server/src/engine/model/compose/mounts.ts";
import { show } from "../commands.ts";
import { projectOf, serviceOf } from "./services.ts";

function line({ kind, source, target, readOnly }: ServiceMount): string {
  const mode = readOnly === "unknown" ? "?" : readOnly ? "ro" : "rw";
  return `${kind} ${show(source)}>${target === undefined ? "nowhere" : show(target)} ${mode}`;
}

describe("mountsOf", () => {
  it.each([
    ["volumes: [/anon]", "anonymous >/anon rw"],
    ['volumes: ["vol:/v"]', "named vol>/v rw"],
    ['volumes: ["v:/v"]', "anonymous >v:/v rw"],
    ['volumes: ["a:b:c:d"]', "bind a:b>c:d rw"],
    ['volumes: ["./r:/r:ro"]', "bind ./r>/r ro"],
    ['volumes: ["~/h:/h:z,ro"]', "bind ~/h>/h ro"],
    ['volumes: ["C:/a:/b"]', "bind C:/a>/b rw"],
    ['volumes: ["C:/a:/b:ro"]', "bind C:/a>/b ro"],
    ['volumes: ["${D:-./data}:/data"]', "bind ./data>/data rw"],
    ['volumes: ["$D:/data"]', "unknown ?>/data rw"],
    ['volumes: ["${D}/models:/data:ro"]', "unknown ?/models>/data ro"],
    ['volumes: ["./${D}:/data/$S"]', "bind ./?>/data/? ?"],
    ["volumes: [$V]", "unknown >nowhere ?"],
    ["volumes: [{type: bind, source: ./s, target: /s, read_only: true}]", "bind ./s>/s ro"],
    ["volumes: [{type: volume, target: /s}]", "anonymous >/s rw"],
    ["volumes: [{type: volume, source: v, target: /s, read_only: $R}]", "named v>/s ?"],
    ["volumes: [{type: tmpfs, target: /t}]", "tmpfs >/t rw"],
    ["volumes: [{type: $T, source: x, target: /t}]", "unknown x>/t rw"],
    ["tmpfs: /x:size=1g", "tmpfs >/x rw"],
    ["tmpfs: [/x]", "tmpfs >/x rw"],
    ["secrets: [s]", "secret s>/run/secrets/s ro"],
    ["secrets: [{source: s, target: /etc/s}]", "secret s>/etc/s ro"],
    ["secrets: [{source: s, target: t}]", "secret s>/run/secrets/t ro"],
    ["configs: [c]", "config c>/c ro"],
  ])("%s", (lines, shown) => {
    expect(mountsOf(serviceOf(lines)).map(line)).toEqual([shown]);
  });

  it.each([
    'volumes: [":/v"]',
    'volumes: ["aa:bb:cc:dd"]',
    "volumes: [{type: bind, source: ./a}]",
    "volumes: v:/v",
  ])("leaves out %s", (lines) => {
    expect(mountsOf(serviceOf(lines))).toEqual([]);
  });
});

describe("coversPath", () => {
  it.each([
    ['volumes: ["vol:/data/"]', "/data/x", true],
    ['volumes: ["vol:/data"]', "/data", true],
    ['volumes: ["vol:/data"]', "/database", false],
    ['volumes: ["vol:/data/x"]', "/data", false],
    ['volumes: ["vol:$P"]', "/data", "unknown"],
    ['volumes: ["vol:$P", "www:/"]', "/data", true],
    ["volumes_from: [b]", "/data", "unknown"],
    ["image: x", "/data", false],
  ])("%s over %s: %s", (lines, path, covers) => {
    expect(coversPath(serviceOf(lines), path)).toBe(covers);
  });

  it("finds the innermost mount", () => {
    const mount = mountOver(serviceOf('volumes: ["aa:/d/e", "bb:/d", "cc:/"]'), "/d/e/f");
    expect(show(mount?.source)).toBe("aa");
  });
});

describe("declaredVolumes", () => {
  it("has those without a body too", () => {
    expect([
      ...declaredVolumes(projectOf("image: x", "volumes:\n  v:\n  w: {external: true}\n")).keys(),
    ]).toEqual(["v", "w"]);
    expect(declaredVolumes(projectOf("image: x")).size).toBe(0);
  });
});
