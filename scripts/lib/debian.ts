import { readFileSync } from "node:fs";
import { run } from "./children.ts";

/** Whether this process may install Debian packages: root, on Debian. */
export function mayInstall(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  try {
    return /^ID=["']?debian["']?$/m.test(readFileSync("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
}

/** Installs packages from the machine's own package sources, without their recommendations. Throws what apt-get said. */
export async function install(packages: readonly string[]): Promise<void> {
  await aptGet(["update"]);
  await aptGet(["install", "-y", "--no-install-recommends", ...packages]);
}

/** Runs apt-get without a question; throws what it said when it fails. */
export async function aptGet(args: readonly string[], cwd?: string): Promise<void> {
  const { code, stdout, stderr } = await run(["apt-get", "-q", ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    timeout: 600_000,
  });
  if (code === 0) return;
  const said = `${stdout}\n${stderr}`.trim().split("\n").slice(-10).join("\n");
  throw new Error(
    `${said}\napt-get ${args.join(" ")} failed (exit ${code}). Check the machine's package sources.`,
  );
}
