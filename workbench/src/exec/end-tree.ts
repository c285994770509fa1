import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";

/** Kills a program that was started in a process group of its own, with all that it started in turn. */
export function endTree(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === "win32") return endTreeOnWindows(child, child.pid);
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

/** Windows has no process groups; taskkill follows the parents. By its full path, so that no folder on the way can bring another one. */
function endTreeOnWindows(child: ChildProcess, pid: number): void {
  const taskkill = join(process.env["SystemRoot"] ?? "C:\\Windows", "System32", "taskkill.exe");
  spawn(taskkill, ["/PID", String(pid), "/T", "/F"], { stdio: "ignore", windowsHide: true })
    .on("error", () => child.kill())
    .unref();
}
