import type { StageInstruction } from "../../model/dockerfile.ts";
import type { PackageCall } from "../../model/system-packages.ts";

/** Whether a call of a distribution's package manager installs packages, and does not only download or simulate. */
export function installsSystemPackages(call: PackageCall): boolean {
  if (call.manager === "conda" || call.manager === "apk") return false;
  return (
    ["install", "in", "reinstall"].includes(call.verb) && !DRY.some((option) => call.options.has(option))
  );
}

const DRY = ["--download-only", "-d", "--simulate", "-s", "--dry-run", "--downloadonly", "--print-uris"];

/** The packages that each RUN takes out. */
export function removedNames(
  calls: readonly PackageCall[],
): ReadonlyMap<StageInstruction, ReadonlySet<string>> {
  const removed = new Map<StageInstruction, Set<string>>();
  for (const { command, verb, packages } of calls) {
    if (!REMOVALS.has(verb)) continue;
    const names = removed.get(command.at) ?? new Set();
    for (const { name } of packages) names.add(name);
    removed.set(command.at, names);
  }
  return removed;
}

const REMOVALS = new Set(["remove", "purge", "autoremove", "erase"]);
