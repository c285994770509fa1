import type { Profile } from "./code-server.ts";

/** Arguments with which a desktop VS Code runs in a profile of its own and asks for nothing. */
export function profileArguments(profile: Profile): readonly string[] {
  const needsNoSandbox = process.platform === "linux" && process.getuid?.() === 0;
  return [
    `--user-data-dir=${profile.userData}`,
    `--extensions-dir=${profile.extensions}`,
    "--disable-workspace-trust",
    "--disable-telemetry",
    "--disable-updates",
    "--skip-welcome",
    ...(needsNoSandbox ? ["--no-sandbox"] : []),
  ];
}
