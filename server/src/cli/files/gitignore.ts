import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import ignore from "ignore";

/** The rules of one .gitignore, and the folder that they count from. */
export interface IgnoreLayer {
  readonly folder: string;
  readonly rules: ReturnType<typeof ignore>;
}

/** The .gitignore files above a folder, up to the top of its repository, outermost first; none outside a repository. */
export function layersAbove(folder: string): readonly IgnoreLayer[] {
  const above: string[] = [];
  for (let here = folder; ; here = dirname(here)) {
    if (here !== folder) above.unshift(here);
    if (existsSync(join(here, ".git"))) return above.flatMap((one) => layerOf(one) ?? []);
    if (dirname(here) === here) return [];
  }
}

/** The layer of a folder's own .gitignore; undefined when it has none that can be read. */
export function layerOf(folder: string): IgnoreLayer | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, ".gitignore"), "utf8");
  } catch {
    return undefined;
  }
  return { folder, rules: ignore({ ignorecase: process.platform !== "linux" }).add(text) };
}

/**
 * Whether git would ignore a path, given that the folder which holds it is walked. The innermost file that says anything
 * decides; what one says only because of that folder does not count, for the folder was let in by a nearer one or by name.
 */
export function isIgnored(layers: readonly IgnoreLayer[], path: string, isFolder: boolean): boolean {
  for (const { folder, rules } of layers.toReversed()) {
    const name = slashed(relative(folder, path));
    const { ignored, unignored } = rules.test(isFolder ? `${name}/` : name);
    if (unignored) return false;
    if (!ignored) continue;
    const parent = dirname(path);
    if (parent === folder || !rules.ignores(`${slashed(relative(folder, parent))}/`)) return true;
  }
  return false;
}

/** A path of this system with "/" between its parts. */
export function slashed(path: string): string {
  return sep === "/" ? path : path.replaceAll(sep, "/");
}
