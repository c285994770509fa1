import * as l10n from "@vscode/l10n";
import type { Fact } from "../facts.ts";
import { ABSENT, known, unknown } from "../facts.ts";
import type { CdiSpec } from "../read/cdi.ts";
import { readCdiSpec } from "../read/cdi.ts";
import type { DaemonConfig } from "../read/daemon.ts";
import { readDaemonConfig } from "../read/daemon.ts";
import { plainVersion } from "../version.ts";
import type { DoctorServices } from "./services.ts";

/** Those of CDI itself, the weaker first (tags.cncf.io/container-device-interface, DefaultSpecDirs). */
const SPEC_FOLDERS = ["/etc/cdi", "/var/run/cdi"];

/** Specifications in the engine's folders; in the usual ones where it names none. */
export async function cdiSpecs(
  { disk, platform }: DoctorServices,
  folders: readonly string[],
): Promise<Fact<readonly CdiSpec[]>> {
  if (platform !== "linux") return ABSENT;
  const all = (folders.length > 0 ? folders : SPEC_FOLDERS)
    .filter((folder) => folder.startsWith("/"))
    .slice(0, 8);
  const specs = await Promise.all(
    all.map(async (folder) => {
      const names = ((await disk.list(folder)) ?? [])
        .filter((name) => /\.(?:yaml|json)$/.test(name))
        .toSorted();
      return Promise.all(
        names.slice(0, 32).map(async (name) => {
          const path = `${folder}/${name}`;
          return readCdiSpec(path, (await disk.read(path)) ?? "") ?? [];
        }),
      );
    }),
  );
  return known(specs.flat(2));
}

/** The engine's own configuration; a rootless one has it in the user's folder. */
export async function daemonConfig(
  { disk, platform, environment, home }: DoctorServices,
  rootless: boolean,
): Promise<Fact<DaemonConfig>> {
  if (platform !== "linux") return ABSENT;
  const path = rootless
    ? `${environment["XDG_CONFIG_HOME"] ?? `${home}/.config`}/docker/daemon.json`
    : "/etc/docker/daemon.json";
  const text = await disk.read(path);
  if (text !== undefined) return known(readDaemonConfig(path, text));
  return (await disk.kind(path)) === "missing" ? ABSENT : unknown(l10n.t("{0} cannot be read", path));
}

/** Of the plugin; of the old program of its own where there is no plugin. */
export async function composeVersion({ programs }: DoctorServices, timeout: number): Promise<Fact<string>> {
  const options = { timeout, limit: 64 * 1024 };
  const plugin = await programs.run(["docker", "compose", "version", "--short"], options);
  const version = plugin.code === 0 ? plainVersion(plugin.stdout) : undefined;
  if (version !== undefined) return known(version);
  if (plugin.outcome === "timed-out") return unknown(l10n.t("`docker compose version` did not answer"));
  const alone = await programs.run(["docker-compose", "version", "--short"], options);
  const old = alone.code === 0 ? plainVersion(alone.stdout) : undefined;
  if (old !== undefined) return known(old);
  return plugin.code === 0 ? unknown(l10n.t("`docker compose version` told none")) : ABSENT;
}

export async function selinuxMode({
  disk,
  platform,
}: DoctorServices): Promise<Fact<"enforcing" | "permissive">> {
  if (platform !== "linux") return ABSENT;
  const text = await disk.read("/sys/fs/selinux/enforce");
  if (text === undefined) {
    return (await disk.kind("/sys/fs/selinux/enforce")) === "missing"
      ? ABSENT
      : unknown(l10n.t("it cannot be read"));
  }
  return known(text.trim() === "1" ? "enforcing" : "permissive");
}
