import { fitsWildcard } from "./wildcard.ts";

/**
 * Whether a list of patterns, written as in .gitignore, takes in a file. `path` counts from the folder that the patterns count from, with
 * slashes. A pattern without a slash fits at any depth, one with a slash counts from the top; `*` and `?` stay within one part of a
 * path, `**` spans any number of them; a pattern that fits a folder takes in all below it, and one that ends in a slash fits folders
 * only. `!` takes out again what patterns before it took in, except below a folder that is in as a whole.
 */
export function globsTakeIn(patterns: readonly string[], path: string): boolean {
  const globs = patterns.map(readGlob);
  const parts = path.split("/").filter((part) => part !== "");
  for (let length = 1; length <= parts.length; length += 1) {
    const isFolder = length < parts.length;
    const last = globs.findLast(
      (glob) => (isFolder || !glob.foldersOnly) && fitsParts(glob.parts, parts.slice(0, length)),
    );
    if (last?.negated === false) return true;
  }
  return false;
}

/** Why a pattern cannot be meant as it stands; undefined for a good one. */
export function globTrouble(
  pattern: string,
): { readonly message: string; readonly remedy: string } | undefined {
  if (pattern.replace(/^!/, "").replaceAll("/", "") === "") {
    return { message: "This pattern is empty.", remedy: "Write a pattern such as train/** or *.Dockerfile." };
  }
  if (pattern.includes("\\")) {
    return { message: "A pattern has / between folders, never \\.", remedy: "Write / for it." };
  }
  if (/[{}[\]]/.test(pattern)) {
    return {
      message: "Patterns know *, ?, ** and a leading !, but neither {a,b} nor [abc].",
      remedy: "Write one pattern for each name.",
    };
  }
  if (pattern.replace(/^!/, "").split("/").includes("..") || pattern.startsWith("./")) {
    return {
      message: "A pattern counts from the folder of the config and cannot leave it.",
      remedy: "Write the path as it is seen from there, without ./ and ../.",
    };
  }
  if (pattern.length > LONGEST || (pattern.match(/\*\*/g)?.length ?? 0) > MOST_SPANS) {
    return { message: "This pattern is too long to be meant.", remedy: "Write a shorter one." };
  }
  return undefined;
}

const LONGEST = 500;
const MOST_SPANS = 4;

interface Glob {
  readonly negated: boolean;
  readonly foldersOnly: boolean;
  readonly parts: readonly string[];
}

function readGlob(pattern: string): Glob {
  const negated = pattern.startsWith("!");
  const text = negated ? pattern.slice(1) : pattern;
  const foldersOnly = text.endsWith("/");
  const body = text.replace(/\/+$/, "");
  const parts = body.split("/").filter((part) => part !== "");
  return { negated, foldersOnly, parts: body.includes("/") ? parts : ["**", ...parts] };
}

/** `**` at the end takes in what lies below a folder, not the folder itself. */
function fitsParts(glob: readonly string[], parts: readonly string[]): boolean {
  const [first, ...rest] = glob;
  if (first === undefined) return parts.length === 0;
  if (first !== "**") {
    const [part, ...below] = parts;
    return part !== undefined && fitsWildcard(first, part) && fitsParts(rest, below);
  }
  if (rest.length === 0) return parts.length > 0;
  return parts.some((_, index) => fitsParts(rest, parts.slice(index)));
}
