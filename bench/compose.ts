import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseAllDocuments } from "yaml";
import { bundleForBench } from "../scripts/lib/bundle.ts";
import { root } from "../scripts/lib/paths.ts";
import type { Command } from "./commands.ts";
import { COMMAND_HEAD, commandRows } from "./commands.ts";
import { composeFileOf } from "./corpus.ts";
import type * as Engine from "./engine.ts";
import { measureInTurn, shown } from "./measure.ts";
import { findDclint, findYamlLanguageServer } from "./peers.ts";
import type { Server } from "./servers.ts";
import { SERVER_HEAD, serverRows } from "./servers.ts";
import { table, title } from "./table.ts";

const CLI = join(root, "dist/cli.cjs");
const WORLD = { kind: "compose", path: "/bench/compose.yaml", today: "2026-11-23" } as const;
const SIZES = [100, 1000, 10_000];

/** The compose half, beside yaml, yaml-language-server and dclint. Files are written into `folder`. */
export async function benchCompose(folder: string): Promise<void> {
  await engine(folder);
  await servers();
  await commandLines(folder);
}

/** The engine as it is shipped, beside `yaml` as every program of Node has it. */
async function engine(folder: string): Promise<void> {
  const path = await bundleForBench(folder);
  const { analyze, loadProject }: typeof Engine = createRequire(import.meta.url)(path);
  title("Compose files: engine, ms: median / p95");
  const rows = SIZES.map((lines) => {
    const source = composeFileOf(lines);
    const runs = lines > 5000 ? 20 : 200;
    const timings = measureInTurn(runs, [
      () => void parseAllDocuments(source),
      () => void loadProject(source, { path: WORLD.path }),
      () => void analyze(source, WORLD),
    ]);
    const [alone, , all] = timings;
    const ratio = alone === undefined || all === undefined ? "" : (all.median / alone.median).toFixed(2);
    return [String(lines), ...timings.map(shown), ratio];
  });
  table(["lines", "parse, yaml alone", "read the project", "analyse, every rule", "analyse / yaml"], rows);
}

async function servers(): Promise<void> {
  const peer = await findYamlLanguageServer();
  const documents = SIZES.map((lines) => ({
    uri: "file:///bench/compose.yaml",
    languageId: "dockercompose",
    text: composeFileOf(lines),
    lines,
    typeAt: "      - MODEL_NAME=",
    completeAt: "    image: ",
  }));
  const schema = pathToFileURL(join(root, "schemas/compose-gpu.json")).href;
  const named: Server[] = [{ name: "ml-containers", argv: [process.execPath, CLI, "lsp", "--stdio"] }];
  if (peer !== undefined) {
    named.push({
      name: "yaml-language-server",
      argv: [process.execPath, peer, "--stdio"],
      settings: { yaml: { schemas: { [schema]: ["*.yaml"] }, schemaStore: { enable: false } } },
    });
  }
  title("Compose files: language servers over stdio, ms: median / p95");
  table(SERVER_HEAD, await serverRows(named, documents));
  console.log(
    peer === undefined
      ? "\nyaml-language-server: not measured; npm could not install it."
      : "\nyaml-language-server waits 200 ms after a keystroke by design. It checks against schemas/compose-gpu.json.",
  );
}

async function commandLines(folder: string): Promise<void> {
  const dclint = await findDclint();
  const files = 200;
  const many = join(folder, "compose");
  for (let index = 0; index < files; index += 1) {
    mkdirSync(join(many, String(index)), { recursive: true });
    writeFileSync(join(many, String(index), "compose.yaml"), composeFileOf(100));
  }
  for (const lines of SIZES) writeFileSync(join(folder, `compose.${lines}.yaml`), composeFileOf(lines));
  const commandsOf = (name: string, argv: readonly string[], recursive: readonly string[]): Command[] => [
    ...SIZES.map((lines) => ({
      name: `${name}, ${lines} lines`,
      argv: [...argv, join(folder, `compose.${lines}.yaml`)],
    })),
    { name: `${name}, ${files} files of 100 lines`, argv: [...argv, ...recursive, many], files },
  ];
  const commands = commandsOf("ml-containers lint", [process.execPath, CLI, "lint"], []);
  if (dclint !== undefined) commands.push(...commandsOf("dclint", [process.execPath, dclint], ["-r"]));
  title("Compose files: command lines as processes, ms: median / p95");
  table(COMMAND_HEAD, await commandRows(commands));
  if (dclint === undefined) console.log("\ndclint: not measured; npm could not install it.");
}
