import type { Dirent } from "node:fs";
import { readdirSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { IgnoreLayer } from "./gitignore.ts";
import { isIgnored, layerOf, layersAbove, slashed } from "./gitignore.ts";
import { kindOfName } from "../../engine/file-names.ts";
import type { Problem } from "./problem.ts";
import { systemTrouble } from "./problem.ts";

/** A file to lint. */
export interface Target {
  readonly path: string;
  /** The path from the working directory, with "/". */
  readonly name: string;
}

export interface Discovery {
  readonly targets: readonly Target[];
  readonly problems: readonly Problem[];
}

/**
 * The files that the paths stand for. A file that is named is taken as it is; a folder is searched for Dockerfiles and
 * compose files. However many paths and links lead to a file, it is taken once.
 */
export function discover(paths: readonly string[], cwd: string, options: { gitignore: boolean }): Discovery {
  const search = new Search(cwd, options.gitignore);
  for (const path of paths) search.enter(resolve(cwd, path));
  return { targets: search.targets, problems: search.problems };
}

/** Folders that hold other people's files, hidden ones apart. */
const FOREIGN_FOLDERS: ReadonlySet<string> = new Set([
  "node_modules",
  "__pycache__",
  "site-packages",
  "venv",
]);

/** Names under which a bind mount of a file that is not there makes a folder. */
const MOUNTED = /^(?:Dockerfile|Containerfile|(?:docker-)?compose\.ya?ml)$/;

/** Hidden names under which people keep files of their own. */
const HIDDEN_BUT_OURS: ReadonlySet<string> = new Set([
  ".buildkite",
  ".ci",
  ".circleci",
  ".devcontainer",
  ".docker",
  ".github",
  ".gitlab",
  ".gitpod.Dockerfile",
]);

class Search {
  readonly targets: Target[] = [];
  readonly problems: Problem[] = [];
  readonly #seen = new Set<string>();
  readonly #cwd: string;
  readonly #gitignore: boolean;

  constructor(cwd: string, gitignore: boolean) {
    this.#cwd = cwd;
    this.#gitignore = gitignore;
  }

  /** A path that the user named: whatever it is called, it is what he wants. */
  enter(path: string): void {
    try {
      if (!statSync(path).isDirectory()) this.#take(path);
      else this.#walk(path);
    } catch (error) {
      this.problems.push({ file: this.#shown(path), ...linkTrouble(path, error) });
    }
  }

  #walk(top: string): void {
    const links: string[] = [];
    const pending = [{ folder: top, layers: this.#gitignore ? layersAbove(top) : [] }];
    const found: string[] = [];
    const suspects: string[] = [];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { folder } = next;
      const entries = this.#entries(folder);
      const own =
        entries.some(({ name }) => name === ".gitignore") && this.#gitignore ? layerOf(folder) : undefined;
      const layers: readonly IgnoreLayer[] = own === undefined ? next.layers : [...next.layers, own];
      for (const entry of entries) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) {
          if (isForeign(entry.name) || isIgnored(layers, path, true)) continue;
          if (MOUNTED.test(entry.name)) suspects.push(path);
          pending.push({ folder: path, layers });
        } else if (
          kindOfName(entry.name) !== undefined &&
          !isHidden(entry.name) &&
          !isIgnored(layers, path, false)
        ) {
          (entry.isSymbolicLink() ? links : found).push(path);
        }
      }
    }
    // Files before links, so that a file is reported under its own name.
    for (const path of found.toSorted(byText)) this.#take(path);
    for (const path of links.toSorted(byText)) this.#follow(path);
    for (const path of suspects)
      if (!found.some((one) => one.startsWith(join(path, "/")))) this.#notAFile(path);
  }

  #entries(folder: string): readonly Dirent[] {
    try {
      return readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      this.problems.push({ file: this.#shown(folder), ...systemTrouble(error) });
      return [];
    }
  }

  /** A link to a folder is not followed: what it leads to is found where it lies, or is not part of this tree. */
  #follow(link: string): void {
    try {
      if (!statSync(link).isDirectory()) this.#take(link);
    } catch (error) {
      this.problems.push({ file: this.#shown(link), ...linkTrouble(link, error) });
    }
  }

  #take(path: string): void {
    const real = realpathSync(path);
    if (this.#seen.has(real)) return;
    this.#seen.add(real);
    this.targets.push({ path, name: this.#shown(path) });
  }

  #notAFile(path: string): void {
    this.problems.push({
      file: this.#shown(path),
      message:
        "It is a folder, and holds nothing to lint; a bind mount of a file that is not there makes such folders.",
      remedy: "Delete it, or give the folder another name.",
    });
  }

  #shown(path: string): string {
    return shownName(path, this.#cwd);
  }
}

/** A path as reports show it: from the working directory, with "/". */
export function shownName(path: string, cwd: string): string {
  const name = relative(cwd, path);
  return name === "" ? "." : slashed(name);
}

function isHidden(name: string): boolean {
  return name.startsWith(".") && !HIDDEN_BUT_OURS.has(name);
}

function isForeign(name: string): boolean {
  return isHidden(name) || FOREIGN_FOLDERS.has(name);
}

function linkTrouble(path: string, error: unknown): Omit<Problem, "file"> {
  const trouble = systemTrouble(error);
  try {
    const goal = readlinkSync(path);
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return {
        message: `It is a symbolic link to ${goal}, which is not there.`,
        remedy: "Make the link point to a file, or delete it.",
      };
    }
  } catch {
    // No link: the trouble is the path's own.
  }
  return trouble;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
