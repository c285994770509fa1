import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository. */
export const root: string = fileURLToPath(new URL("../..", import.meta.url));

/** Node 24 of the development dependencies. */
export const node24: string = process.execPath;

/** Screenshots and logs of the tests; ignored by git. */
export const artifacts: string = join(root, "test", "artifacts");

/** What is worth keeping between runs and between clones: a VS Code server, an engine. Never inside the work tree. */
export function cacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  const base =
    XDG_CACHE_HOME !== undefined && XDG_CACHE_HOME !== ""
      ? XDG_CACHE_HOME
      : process.platform === "win32" && LOCALAPPDATA !== undefined
        ? LOCALAPPDATA
        : join(homedir(), ".cache");
  return join(base, "ml-containers");
}
