import type { Dockerfile, StageInstruction } from "../../model/dockerfile.ts";
import { wordsOf } from "../../model/dockerfile.ts";
import type { Files } from "../../model/files.ts";
import { mountsOf } from "../../model/mounts.ts";
import { inheritedInstructions } from "../../model/query.ts";
import { knownText } from "../../model/resolved.ts";
import { folderOf, joinPath, nameOf } from "../../text/path.ts";

/** The text of a file that an instruction reads, as it lies in the build context. */
export interface ContextFile {
  /** As the analysis names it. */
  readonly path: string;
  readonly text: string;
}

/**
 * The files of the context that a RUN may read under a path: what a COPY, an ADD or a bind mount before it brings under that name, sought
 * from the Dockerfile's folder up, since nobody knows which of them is the context. Empty where none is found.
 */
export function contextFiles(
  dockerfile: Dockerfile,
  at: StageInstruction,
  wanted: string,
  { path, files }: { readonly path: string | undefined; readonly files: Files | undefined },
): readonly ContextFile[] {
  if (path === undefined || files === undefined) return [];
  const found = new Map<string, ContextFile>();
  for (const source of sourcesOf(dockerfile, at, wanted)) {
    for (const folder of foldersUp(folderOf(path))) {
      const file = joinPath(folder, source);
      const read = found.has(file) ? undefined : files.read(file);
      if (read?.state === "text") found.set(file, { path: file, text: read.text });
    }
  }
  return [...found.values()];
}

/** What the context calls the file, as far as COPY, ADD and mounts tell. */
function sourcesOf(dockerfile: Dockerfile, at: StageInstruction, wanted: string): ReadonlySet<string> {
  const name = nameOf(wanted);
  const { escape } = dockerfile.syntax;
  const sources = new Set<string>();
  for (const { fields, type } of mountsOf(at, escape)) {
    const source = knownText(fields.get("source") ?? fields.get("src"));
    if (knownText(type) !== "bind" || fields.has("from") || source === undefined) continue;
    if (nameOf(source) === name) sources.add(source);
  }
  for (const copy of inheritedInstructions(at.stage, "COPY", "ADD")) {
    if (copy.order > at.order || copy.instruction.flags.some((flag) => flag.name === "from")) continue;
    const words = wordsOf(copy, escape).map((word) => knownText(word.value));
    for (const source of words.slice(0, -1)) {
      if (source === undefined || source.includes("://")) continue;
      const last = nameOf(source);
      if (last === name) sources.add(source);
      else if (fits(last, name)) sources.add(joinPath(folderOf(source), name));
      else if (isFolder(source)) sources.add(joinPath(source, belowTarget(wanted, words.at(-1))));
    }
  }
  return sources;
}

/** `requirements*.txt`. */
function fits(pattern: string, name: string): boolean {
  const star = pattern.indexOf("*");
  if (star === -1) return false;
  return name.startsWith(pattern.slice(0, star)) && name.endsWith(pattern.slice(star + 1));
}

function isFolder(source: string): boolean {
  return source === "." || source.endsWith("/") || !nameOf(source).includes(".");
}

/** `/app/requirements.txt` of what was copied to `/app` is `requirements.txt`. */
function belowTarget(wanted: string, target: string | undefined): string {
  if (!wanted.startsWith("/")) return wanted;
  const base = `${(target ?? "").replace(/\/+$/, "")}/`;
  return wanted.startsWith(base) ? wanted.slice(base.length) : nameOf(wanted);
}

function foldersUp(folder: string): readonly string[] {
  const folders = [folder];
  for (let here = folder; folders.length < MOST && here !== "" && here !== "/";) {
    here = folderOf(here);
    folders.push(here);
  }
  return folders;
}

/** Dockerfiles lie in the context's folder or a little below. */
const MOST = 3;
