import type { Command } from "../../model/command.ts";
import { commandsOf } from "../../model/command.ts";
import type { Dockerfile, StageInstruction } from "../../model/dockerfile.ts";
import { perDockerfile } from "../../model/memo.ts";
import { mountsOf } from "../../model/mounts.ts";
import { packageCalls } from "../../model/query.ts";
import type { Resolved } from "../../model/resolved.ts";
import { knownText } from "../../model/resolved.ts";
import { scriptOf } from "../../model/run.ts";
import type { PackageCall } from "../../model/system-packages.ts";

/** Whether a path, as a mount or an `rm` names it, takes along what a rule asks about. */
export type Covers = (path: string) => boolean;

/** The package manager calls of every RUN that has any, in order. */
export const packageRuns = perDockerfile(
  (dockerfile): ReadonlyMap<StageInstruction, readonly PackageCall[]> => {
    const runs = new Map<StageInstruction, PackageCall[]>();
    for (const call of packageCalls(dockerfile)) {
      const known = runs.get(call.command.at);
      if (known === undefined) runs.set(call.command.at, [call]);
      else known.push(call);
    }
    return runs;
  },
);

/**
 * The commands of a RUN whose script could be read to its end; empty otherwise, so that nothing is said of a layer whose
 * last commands are not known.
 */
export function readableCommands(dockerfile: Dockerfile, at: StageInstruction): readonly Command[] {
  const run = scriptOf(dockerfile, at);
  return run !== undefined && run.script.errors.length > 0 ? [] : commandsOf(dockerfile, at);
}

/** Whether a mount takes what a RUN writes there out of its layer. A mount that is not known in full may do so. */
export function isMounted(dockerfile: Dockerfile, at: StageInstruction, covers: Covers): boolean {
  return mountsOf(at, dockerfile.syntax.escape).some((mount) => {
    const type = knownText(mount.type);
    if (type === "secret" || type === "ssh") return false;
    const target = knownText(mount.target);
    return target === undefined ? mount.target !== undefined : covers(target);
  });
}

/**
 * The place of the last command that deletes what is asked about; -1 without one. What cannot be told counts as deletion: a
 * path that only the shell knows, and a clean-up script.
 */
export function lastDeletion(commands: readonly Command[], covers: Covers): number {
  return commands.findLastIndex((command) => deletes(command, covers));
}

function deletes(command: Command, covers: Covers): boolean {
  if (/clean/i.test(command.name)) return true;
  if (!DELETERS.has(command.name)) return false;
  return command.args.some(({ value }) => {
    const path = homePath(value);
    if (path.startsWith("-")) return false;
    return path.includes("{") ? expandBraces(path).some((one) => covers(one)) : covers(path);
  });
}

const DELETERS = new Set(["rm", "find", "mv", "rmdir", "shred"]);

/** A path whose home directory is written `~`. Any other variable in it may stand for anything: `*`. */
function homePath(value: Resolved): string {
  if (value.known) return value.text.replace(/^\$\{?HOME\}?(?=\/|$)/, "~");
  return value.parts
    .map((part, index) => (typeof part === "string" ? part : index === 0 && part.name === "HOME" ? "~" : "*"))
    .join("");
}

/**
 * Whether `path`, which may hold `*`, names a directory, one above it, or everything in it. Both are absolute, or begin
 * with `~`; a path without a slash in front counts from the root.
 */
export function reaches(path: string, directory: string): boolean {
  const wanted = segments(directory);
  const given = segments(path);
  const inside = given.at(-1);
  if (
    given.length === 0 ||
    given.length > wanted.length + 1 ||
    (given.length > wanted.length && !(inside ?? "").includes("*"))
  )
    return false;
  return given.every((segment, index) => index >= wanted.length || matches(segment, wanted[index] ?? ""));
}

function segments(path: string): readonly string[] {
  return path.split("/").filter((segment) => segment !== "" && segment !== ".");
}

/** A shell pattern of one path segment, where only `*` and `?` are special. */
function matches(pattern: string, text: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === text;
  if (pattern.length > 60) return false;
  const pieces = pattern.split("*");
  const [first = "", ...rest] = pieces;
  if (rest.length === 0) return sameLetters(first, text);
  const last = rest.at(-1) ?? "";
  if (text.length < first.length + last.length) return false;
  return (
    sameLetters(first, text.slice(0, first.length)) &&
    sameLetters(last, text.slice(text.length - last.length))
  );
}

function sameLetters(pattern: string, text: string): boolean {
  return (
    pattern.length === text.length &&
    Array.from(pattern).every((letter, index) => letter === "?" || letter === text[index])
  );
}

/** `/var/{lib,cache}/apt` as the paths that Bash makes of it; at most 32. */
function expandBraces(path: string): readonly string[] {
  let paths = [path];
  for (let round = 0; round < 4; round += 1) {
    const next = paths.flatMap((one) => {
      const match = /^([^{]*)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(one);
      return match === null
        ? [one]
        : (match[2] ?? "").split(",").map((word) => `${match[1] ?? ""}${word}${match[3] ?? ""}`);
    });
    if (next.length === paths.length || next.length > 32) break;
    paths = next;
  }
  return paths;
}

/** The image of a development container is built where it is used and shipped to nobody: its size is worth a note. */
export function sizeSeverity(path: string | undefined): "warning" | "info" {
  return path !== undefined && /(?:^|\/)\.devcontainer\//.test(path) ? "info" : "warning";
}
