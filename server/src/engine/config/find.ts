import type { Files } from "../model/files.ts";
import { folderOf, joinPath } from "../text/path.ts";

/** The names of a config; where a folder has both, the first one counts. */
export const CONFIG_NAMES: readonly string[] = [".ml-containers.yaml", ".ml-containers.yml"];

/**
 * The config of the files in a folder: that of the nearest folder, itself or above it, which has one. The search ends at the top of the
 * repository. Configs are not merged. Undefined where there is none.
 */
export function findConfig(files: Files, folder: string): string | undefined {
  for (const here of foldersUp(files, folder)) {
    for (const name of CONFIG_NAMES) {
      const path = joinPath(here, name);
      if (files.read(path).state !== "missing") return path;
    }
  }
  return undefined;
}

/** The top of the repository that holds a folder; undefined outside of repositories. */
export function repositoryOf(files: Files, folder: string): string | undefined {
  return foldersUp(files, folder).find((here) => isRepository(files, here));
}

/** The folder and those above it, up to the top of its repository or of the disk. */
function foldersUp(files: Files, folder: string): readonly string[] {
  const folders = [folder];
  for (let here = folder; !isRepository(files, here);) {
    const above = folderOf(here);
    if (above === here || above === "" || folders.length > DEEPEST) break;
    folders.push(above);
    here = above;
  }
  return folders;
}

const DEEPEST = 100;

/** A repository's top holds `.git`, a folder, or in a worktree or submodule a file. */
function isRepository(files: Files, folder: string): boolean {
  return files.read(joinPath(folder, ".git")).state !== "missing";
}
