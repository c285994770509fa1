import type { Dockerfile, Stage, StageInstruction } from "../../model/dockerfile.ts";
import { lineage, wordsOf } from "../../model/dockerfile.ts";
import type { Files } from "../../model/files.ts";
import { perDockerfile } from "../../model/memo.ts";
import { mountsOf } from "../../model/mounts.ts";
import { instructions } from "../../model/query.ts";
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
  const sources = new Set<string>();
  for (const { fields, type } of mountsOf(at, dockerfile.syntax.escape)) {
    const source = knownText(fields.get("source") ?? fields.get("src"));
    if (knownText(type) !== "bind" || fields.has("from") || source === undefined) continue;
    if (nameOf(source) === name) sources.add(source);
  }
  for (const stage of lineage(at.stage)) {
    const copies = copiesOf(dockerfile).get(stage);
    for (const { source, order } of copies?.byName.get(name) ?? []) if (order < at.order) sources.add(source);
    for (const { source, order, target } of copies?.wide ?? []) {
      if (order > at.order) continue;
      if (source.includes("*")) {
        if (fits(nameOf(source), name)) sources.add(joinPath(folderOf(source), name));
      } else {
        sources.add(joinPath(source, belowTarget(wanted, target)));
      }
    }
  }
  return sources;
}

/** A path that a COPY or ADD brings from the context. */
interface Copied {
  readonly source: string;
  readonly target: string | undefined;
  readonly order: number;
}

interface Copies {
  readonly byName: Map<string, Copied[]>;
  /** Folders and patterns, whose names do not say what they bring. */
  readonly wide: Copied[];
}

/** Read once, since every install asks for it. */
const copiesOf = perDockerfile((dockerfile): ReadonlyMap<Stage, Copies> => {
  const all = new Map<Stage, Copies>();
  for (const copy of instructions(dockerfile, "COPY", "ADD")) {
    if (copy.instruction.flags.some((flag) => flag.name === "from")) continue;
    const words = wordsOf(copy, dockerfile.syntax.escape).map((word) => knownText(word.value));
    const copies: Copies = all.get(copy.stage) ?? { byName: new Map(), wide: [] };
    all.set(copy.stage, copies);
    for (const source of words.slice(0, -1)) {
      if (source === undefined || source.includes("://")) continue;
      const one = { source, target: words.at(-1), order: copy.order };
      const name = nameOf(source);
      const same = copies.byName.get(name);
      if (same === undefined) copies.byName.set(name, [one]);
      else same.push(one);
      if ((source.includes("*") || isFolder(source)) && copies.wide.length < MOST_WIDE) copies.wide.push(one);
    }
  }
  return all;
});

/** More folders in one stage are no Dockerfile that anybody wrote. */
const MOST_WIDE = 30;

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
