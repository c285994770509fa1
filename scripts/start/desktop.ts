import { existsSync, readFileSync, realpathSync } from "node:fs";
import { release } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { atEnd, start } from "../lib/children.ts";
import { freshProfile } from "../lib/code-server.ts";
import { profileArguments } from "../lib/desktop.ts";
import { root } from "../lib/paths.ts";

/**
 * The desktop VS Code's program, or undefined where there is none on the PATH, no display, or where the `code` on the
 * PATH only talks to a window elsewhere (inside a remote window, or Windows' VS Code seen from WSL).
 */
export function findDesktop(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env["VSCODE_IPC_HOOK_CLI"] || env["REMOTE_CONTAINERS"] || env["CODESPACES"]) return undefined;
  if (process.platform === "linux" && !env["DISPLAY"] && !env["WAYLAND_DISPLAY"]) return undefined;
  const name = process.platform === "win32" ? "code.cmd" : "code";
  const command = (env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
  if (command === undefined) return undefined;
  if (
    process.platform === "linux" &&
    /microsoft/i.test(release()) &&
    realpathSync(command).startsWith("/mnt/")
  ) {
    return undefined;
  }
  if (process.platform !== "win32") return command;
  // A batch file can't be started without a shell; the program it stands for can.
  const program = join(dirname(command), "..", "Code.exe");
  return existsSync(program) ? program : undefined;
}

/**
 * Opens the workspace in a window with a profile of its own, and resolves when that window is closed. `env` is what the extension is to see
 * besides this process's own variables.
 */
export async function openInDesktop(
  command: string,
  workspace: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const profile = await freshProfile();
  const window = start(
    [
      command,
      `--extensionDevelopmentPath=${root}`,
      ...profileArguments(profile),
      "--new-window",
      "--wait",
      workspace,
    ],
    { env: { ...process.env, ...env } },
  );
  atEnd(() => closeWindow(profile.userData));
  console.log(`VS Code opens ${workspace} in a window of its own. Close it, or press Ctrl-C here, to end.`);
  const { code, stdout, stderr } = await window.exited;
  if (code !== 0) {
    throw new Error(
      `${stdout}${stderr}`.trim() +
        `\n\nVS Code ended with exit ${code}. "npm start -- --browser" uses VS Code in the browser instead.`,
    );
  }
}

/** The `code` command starts the window outside its own process group; VS Code notes the process in its profile. */
async function closeWindow(userData: string): Promise<void> {
  const lock = join(userData, "code.lock");
  const pid = existsSync(lock) ? Number(readFileSync(lock, "utf8")) : Number.NaN;
  if (!Number.isInteger(pid) || pid < 2 || !signal(pid, "SIGTERM")) return;
  for (const deadline = Date.now() + 5_000; Date.now() < deadline && signal(pid, 0);) await setTimeout(100);
}

/** Whether the process is there. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
