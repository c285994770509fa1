import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { must } from "../../scripts/lib/children.ts";
import { resolveEndpoint } from "../../workbench/src/docker/contexts.ts";
import type { Endpoint } from "../../workbench/src/docker/endpoint.ts";
import { systemDisk } from "../../workbench/src/exec/disk.ts";
import { buildkit } from "./buildkit.ts";
import { compose } from "./compose.ts";

/**
 * Whether there is a real engine and a busybox to run in it: `npm test` brings both where it can. Tests that need them say so with
 * `describe.skipIf(!hasEngine)("A Docker engine …")`.
 */
export const hasEngine: boolean = buildkit !== undefined && compose?.busybox !== undefined;

/** The engine that the docker command line of this process speaks to. */
export async function realEndpoint(): Promise<Endpoint> {
  const resolved = await resolveEndpoint({
    disk: systemDisk,
    environment: process.env,
    home: homedir(),
    platform: process.platform,
    uid: process.getuid?.(),
  });
  if ("endpoint" in resolved) return resolved.endpoint;
  throw new Error(resolved.problem.message);
}

/** Runs the docker command line; returns what it says. */
export async function docker(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<string> {
  const said = await must(["docker", ...args], { env: { ...process.env, ...env }, timeout: 60_000 });
  return said.trim();
}

/** Builds an image that holds nothing but /bin/busybox, which runs without a registry and a network. */
export async function busyboxImage(
  name: string,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "ml-containers-image-"));
  try {
    await copyFile(compose?.busybox ?? "", join(folder, "busybox"));
    await writeFile(
      join(folder, "Dockerfile"),
      "FROM scratch\nCOPY busybox /bin/busybox\nCOPY busybox /bin/sh\n",
    );
    await docker(["build", "--quiet", "--tag", name, folder], env);
    return name;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
