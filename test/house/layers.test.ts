import { readFileSync, readdirSync } from "node:fs";
import { posix } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../lib/paths.ts";
import type { Layer } from "./layers.ts";
import { LAYERS } from "./layers.ts";

const IMPORT =
  /^(?:import|export)\b[^"'`;]*?\bfrom\s+["']([^"']+)["']|^import\s+["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm;
const files = ["server/src", "workbench/src", "client/src"].flatMap((folder) =>
  readdirSync(`${ROOT}/${folder}`, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name}`)
    .toSorted(),
);

test("there are files to look at, and every one belongs to a layer", () => {
  expect(files.length).toBeGreaterThan(30);
  expect(files.filter((file) => layerOf(file) === undefined)).toEqual([]);
});

test("no file imports what its layer may not", () => {
  expect(files.flatMap((file) => violations(file, readFileSync(`${ROOT}/${file}`, "utf8")))).toEqual([]);
});

test("a forbidden import is found, and its line is named", () => {
  const source =
    'import { a } from "./a.ts";\nimport { readFileSync } from "node:fs";\nconst b = await import("../lsp/server.ts");\n';
  expect(violations("server/src/engine/analyze.ts", source)).toEqual([
    'server/src/engine/analyze.ts:2 may not import "node:fs"',
    'server/src/engine/analyze.ts:3 may not import "server/src/lsp/server.ts"',
  ]);
  expect(violations("client/src/gpus/tree.ts", 'import * as vscode from "vscode";')).toHaveLength(1);
});

function layerOf(file: string): Layer | undefined {
  return LAYERS.find((layer) => file.startsWith(layer.files));
}

function violations(file: string, source: string): readonly string[] {
  const layer = layerOf(file);
  const found: string[] = [];
  for (const match of source.matchAll(IMPORT)) {
    const specifier = match[1] ?? match[2] ?? match[3] ?? "";
    const target = specifier.startsWith(".") ? posix.join(posix.dirname(file), specifier) : specifier;
    if (layer !== undefined && isAllowed(layer, specifier, target)) continue;
    const line = source.slice(0, match.index + match[0].length).split("\n").length;
    found.push(`${file}:${line} may not import "${target}"`);
  }
  return found;
}

function isAllowed(layer: Layer, specifier: string, target: string): boolean {
  if (specifier.startsWith(".")) return layer.mayImport.some((prefix) => target.startsWith(prefix));
  return layer.packages.some((name) =>
    name === "node:" ? specifier.startsWith("node:") : specifier === name || specifier.startsWith(`${name}/`),
  );
}
