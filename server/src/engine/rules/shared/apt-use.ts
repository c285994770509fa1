import type { Command } from "../../model/command.ts";
import { knownText } from "../../model/resolved.ts";

/** The verbs of apt that look packages up in the lists. */
export const FROM_LISTS: ReadonlySet<string> = new Set([
  "install",
  "upgrade",
  "dist-upgrade",
  "full-upgrade",
  "build-dep",
  "source",
  "download",
]);

/** A script or a program that is not known, and so may fetch lists or install from them. */
export function mayRunApt({ name, nameSpan, args }: Command): boolean {
  if (nameSpan.end === nameSpan.start) return false;
  const isScript =
    /^python[\d.]*$/.test(name) && args.some(({ value }) => knownText(value)?.endsWith(".py") !== false);
  return name === "" || /\.(?:sh|bash|py)$/.test(name) || RUNNERS.has(name) || isScript;
}

const RUNNERS = new Set([
  "sh",
  "bash",
  "dash",
  "source",
  ".",
  "rosdep",
  "ansible-playbook",
  "playwright",
  "make",
]);
