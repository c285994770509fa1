import { statSync } from "node:fs";
import { win32 } from "node:path";

/**
 * The path by which a program is started. Windows looks into the current folder first, which may be a stranger's repository: there the
 * PATH alone is searched, for real programs only, since batch files need a shell. Elsewhere the system does it.
 */
export function locate(
  command: string,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  if (command === "" || command.includes("\0")) return undefined;
  if (platform !== "win32" || win32.isAbsolute(command)) return command;
  if (/[\\/]/.test(command)) return undefined;
  const path = Object.entries(env).find(([name]) => name.toUpperCase() === "PATH")?.[1] ?? "";
  const names = /\.(?:exe|com)$/i.test(command) ? [command] : [`${command}.exe`, `${command}.com`];
  return path
    .split(";")
    .filter((folder) => win32.isAbsolute(folder))
    .flatMap((folder) => names.map((name) => win32.join(folder, name)))
    .find(isFile);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
