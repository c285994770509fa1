import { copyFile, cp, mkdir, mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { atEnd, must } from "../../scripts/lib/children.ts";
import { codeServerFolder, freePort, freshProfile, serve } from "../../scripts/lib/code-server.ts";
import type { ServeOptions } from "../../scripts/lib/code-server.ts";
import { composeProgram, ownEngine } from "../../scripts/lib/docker-engine.ts";
import type { OwnEngine } from "../../scripts/lib/docker-engine.ts";
import { placeExtension } from "../../scripts/lib/extension.ts";
import { root } from "../../scripts/lib/paths.ts";

const SMI = join(root, "test", "workbench", "fixtures", "smi");
const IMAGE = "trainer";

/** The editor asks a login shell for its variables, whose profile would set the PATH anew; this one leaves it alone. */
const SHELL = '#!/bin/sh\nfor last do :; done\nexec /bin/sh -c "$last"\n';

/** A machine for the views: an engine that may be killed, containers, and a GPU tool whose processes live in one of them. */
export interface Stage {
  readonly engine: OwnEngine;
  /** Variables under which the editor sees all that. */
  readonly env: Readonly<Record<string, string>>;
  readonly docker: (...words: readonly string[]) => Promise<string>;
  /** Runs a script in a new container that has these labels and options; returns its id. */
  readonly start: (name: string, script: string, ...options: readonly string[]) => Promise<string>;
}

/** A VS Code that serves the extension as it was built, under variables of its own; returns its address. */
export async function serveExtension(
  env: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, unknown>> = {},
  options: ServeOptions = {},
): Promise<string> {
  const codeServer = await codeServerFolder(() => undefined);
  const trust = { "security.workspace.trust.enabled": options.asksForTrust === true };
  const profile = await freshProfile({ ...trust, ...settings });
  await placeExtension(profile);
  return (await serve(codeServer, profile, await freePort(), { ...options, env })).address;
}

/** Throws Unavailable where no engine can be started. */
export async function stage(): Promise<Stage> {
  const engine = await ownEngine();
  atEnd(() => engine.remove());
  const folder = await mkdtemp(join(tmpdir(), "ml-containers-stage-"));
  const docker = async (...words: readonly string[]): Promise<string> =>
    (await must(["docker", ...words], { env: { ...process.env, ...engine.env }, timeout: 60_000 })).trim();
  await importBusybox(folder, docker);
  const start = (name: string, script: string, ...options: readonly string[]): Promise<string> =>
    docker(
      "run",
      "--detach",
      "--network=none",
      "--name",
      name,
      ...options,
      IMAGE,
      "/bin/busybox",
      "sh",
      "-c",
      script,
    );
  const scenario = join(folder, "scenario");
  await cp(join(SMI, "one-card"), scenario, { recursive: true });
  const bin = join(folder, "bin");
  await mkdir(bin);
  await symlink(join(SMI, "stand-in.mjs"), join(bin, "nvidia-smi"));
  await writeFile(join(bin, "shell"), SHELL, { mode: 0o755 });
  const env = {
    ...engine.env,
    SHELL: join(bin, "shell"),
    PATH: [bin, engine.env["PATH"] ?? ""].join(delimiter),
    SMI_SCENARIO: scenario,
  };
  return { engine, env, docker, start };
}

/** Makes the GPU's processes: PID, name and MiB of each. */
export async function setGpuProcesses(
  { env }: Stage,
  processes: readonly (readonly [pid: string, name: string, memory: string])[],
): Promise<void> {
  const file = join(env["SMI_SCENARIO"] ?? "", "scenario.json");
  const scenario: { "nvidia-smi": { gpus: readonly { readonly uuid: string }[]; apps: unknown } } =
    JSON.parse(await readFile(file, "utf8"));
  const tool = scenario["nvidia-smi"];
  tool.apps = processes.map((process) => [tool.gpus[0]?.uuid, ...process]);
  await writeFile(file, JSON.stringify(scenario));
}

async function importBusybox(
  folder: string,
  docker: (...words: readonly string[]) => Promise<string>,
): Promise<void> {
  const { busybox } = await composeProgram(() => undefined);
  if (busybox === undefined) throw new Error("There is no busybox for an image.");
  const files = join(folder, "image");
  await mkdir(join(files, "bin"), { recursive: true });
  await copyFile(busybox, join(files, "bin", "busybox"));
  await symlink("busybox", join(files, "bin", "sh"));
  const archive = join(folder, "image.tar");
  await must(["tar", "--create", "--file", archive, "--directory", files, "."]);
  await docker("import", archive, IMAGE);
}
