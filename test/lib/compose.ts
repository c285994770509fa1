import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "../../scripts/lib/children.ts";
import type { Finished } from "../../scripts/lib/children.ts";
import type { Compose } from "../../scripts/lib/docker-engine.ts";

/**
 * The Compose v2 that can be asked, or undefined: `npm test` sets it where there is one. Tests that need it say so with
 * `describe.skipIf(compose === undefined)("Compose …")`. `config` needs no engine.
 */
export const compose: Compose | undefined =
  JSON.parse(process.env["ML_CONTAINERS_COMPOSE"] ?? "null") ?? undefined;

/** Variables that lead to an engine which knows the driver `nvidia`, though there is no GPU; set as `compose` is. */
export const toolkit: Readonly<Record<string, string>> | undefined =
  JSON.parse(process.env["ML_CONTAINERS_TOOLKIT"] ?? "null") ?? undefined;

/** Files of a project, by path; a lone text is its compose.yaml. */
export type ComposeFiles = string | Readonly<Record<string, string>>;

export interface ComposeOptions {
  /** Compose reads only these variables, so that nobody's environment leaks in; PATH and those of Docker are kept. */
  readonly env?: Readonly<Record<string, string>>;
  /** Below the project's folder, which is named `project`. */
  readonly cwd?: string;
}

/** Runs one Compose command in a folder that holds these files, of which `$DIR` stands for the path in all it says. */
export function askCompose(
  files: ComposeFiles,
  args: readonly string[],
  options: ComposeOptions = {},
): Promise<Finished> {
  return inProject(files, (ask) => ask(args), options);
}

/** The same for several commands on one folder, which is gone afterwards. */
export async function inProject<T>(
  files: ComposeFiles,
  work: (ask: (args: readonly string[]) => Promise<Finished>) => Promise<T>,
  { env = {}, cwd = "." }: ComposeOptions = {},
): Promise<T> {
  if (compose === undefined) throw new Error("There is no Compose to ask.");
  const { argv } = compose;
  const parent = await realpath(await mkdtemp(join(tmpdir(), "ml-containers-compose-")));
  const folder = join(parent, "project");
  try {
    for (const [path, text] of Object.entries(
      typeof files === "string" ? { "compose.yaml": files } : files,
    )) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return await work(async (args) => {
      const { code, stdout, stderr } = await run([...argv, ...args], {
        cwd: join(folder, cwd),
        env: { ...dockersOwn(), ...env },
        timeout: 60_000,
      });
      return { code, stdout: stdout.replaceAll(folder, "$DIR"), stderr: stderr.replaceAll(folder, "$DIR") };
    });
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

function dockersOwn(): Readonly<Record<string, string>> {
  const names = ["PATH", "HOME", "DOCKER_HOST", "DOCKER_CONFIG", "SystemRoot"];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
