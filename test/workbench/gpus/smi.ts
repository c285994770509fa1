import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { onTestFinished } from "vitest";

import { systemPrograms } from "../../../workbench/src/exec/programs.ts";
import { GpuSource } from "../../../workbench/src/gpus/source.ts";
import type { GpuSnapshot } from "../../../workbench/src/gpus/model.ts";
import type { Problem } from "../../../workbench/src/problem.ts";
import type { Clock, Disk, Programs } from "../../../workbench/src/services.ts";

const FIXTURES = resolve(import.meta.dirname, "../fixtures/smi");

export interface SmiStage {
  /** Runs programs with a PATH on which the scenario's tools are alone. */
  readonly programs: Programs;
  /** Every call of a tool until now. */
  readonly calls: () => Promise<readonly (readonly string[])[]>;
  /** The processes of a tool that hangs. */
  readonly pids: () => Promise<readonly number[]>;
}

/** Puts the tools of a scenario on a PATH of their own; without one there is no tool at all. */
export async function smiStage(scenario: string | undefined): Promise<SmiStage> {
  const bin = await mkdtemp(join(tmpdir(), "smi-"));
  onTestFinished(() => rm(bin, { recursive: true, force: true }));
  await symlink(process.execPath, join(bin, "node"));
  const folder = join(FIXTURES, scenario ?? "");
  const tools =
    scenario === undefined ? [] : Object.keys(parsed(await readFile(join(folder, "scenario.json"), "utf8")));
  for (const tool of tools) await symlink(join(FIXTURES, "stand-in.mjs"), join(bin, tool));
  const env = {
    PATH: bin,
    SMI_SCENARIO: folder,
    SMI_CALLS: join(bin, "calls"),
    SMI_PIDS: join(bin, "pids"),
  };
  return {
    programs: {
      run: (argv, options) => systemPrograms.run(argv, { ...options, env: { ...options.env, ...env } }),
    },
    calls: async () =>
      (await lines(env.SMI_CALLS)).map((line) => {
        const words: readonly string[] = JSON.parse(line);
        return words;
      }),
    pids: async () => (await lines(env.SMI_PIDS)).map(Number),
  };
}

/** One reading of a scenario, through real processes. */
export async function readScenario(
  scenario: string,
  files: Readonly<Record<string, string>> = {},
  options: { readonly details?: boolean; readonly timeout?: number } = {},
): Promise<GpuSnapshot | Problem> {
  const { programs } = await smiStage(scenario);
  const source = new GpuSource(programs, diskOf(files), stillClock, { timeout: options.timeout ?? 20_000 });
  return source.read({ details: options.details === true });
}

export async function snapshotOf(...args: Parameters<typeof readScenario>): Promise<GpuSnapshot> {
  const answer = await readScenario(...args);
  if ("id" in answer) throw new Error(`${answer.id}: ${answer.message} ${answer.said ?? ""}`);
  return answer;
}

export async function problemOf(...args: Parameters<typeof readScenario>): Promise<Problem> {
  const answer = await readScenario(...args);
  if (!("id" in answer)) throw new Error(`a snapshot of ${answer.gpus.length} GPUs`);
  return answer;
}

/** A time that does not pass. */
export const stillClock: Clock = { now: () => 1_000_000, after: () => ({ dispose: () => undefined }) };

/** A disk that holds these files and the folders above them. */
export function diskOf(files: Readonly<Record<string, string>>): Disk {
  const under = (path: string): readonly string[] =>
    Object.keys(files).filter((file) => file.startsWith(`${path}/`));
  return {
    read: (path) => Promise.resolve(files[path]),
    list: (path) => {
      const names = new Set(under(path).map((file) => file.slice(path.length + 1).split("/")[0] ?? ""));
      return Promise.resolve(names.size === 0 ? undefined : [...names]);
    },
    kind: (path) => {
      if (path in files) return Promise.resolve("file");
      return Promise.resolve(under(path).length > 0 ? "folder" : "missing");
    },
  };
}

/** What the kernel lists of a GPU. */
export function pciFiles(
  address: string,
  vendor: "0x10de" | "0x1002",
  status = "active",
): Readonly<Record<string, string>> {
  const folder = `/sys/bus/pci/devices/${address}`;
  return {
    [`${folder}/vendor`]: `${vendor}\n`,
    [`${folder}/class`]: "0x030200\n",
    [`${folder}/power/runtime_status`]: `${status}\n`,
  };
}

async function lines(path: string): Promise<readonly string[]> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text.split("\n").filter((line) => line !== "");
}

function parsed(text: string): Record<string, unknown> {
  const value: Record<string, unknown> = JSON.parse(text);
  return value;
}
