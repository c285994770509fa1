import type { Files } from "../../model/files.ts";
import type { Requirement } from "../../model/requirement.ts";
import { parseRequirement } from "../../model/requirement.ts";
import { folderOf, joinPath } from "../../text/path.ts";
import type { ContextFile } from "./requirements-file.ts";

/** The packages that a requirements file names, with those of the files that it reads in turn. */
export function requiredPackages(
  { path, text }: ContextFile,
  files: Files | undefined,
  depth = 0,
): readonly Requirement[] {
  return text.split(/\r?\n/).flatMap((written): readonly Requirement[] => {
    const line = written.replace(/(?:^|\s)#.*$/, "").trim();
    const nested = /^(?:-r|--requirement)[\s=]*(\S+)$/.exec(line)?.[1];
    if (nested === undefined) {
      const requirement = parseRequirement(line.replace(/\s+(?:--hash\b.*|\\)$/, ""));
      return requirement === undefined ? [] : [requirement];
    }
    const file = joinPath(folderOf(path), nested);
    const read = depth < DEEPEST ? files?.read(file) : undefined;
    return read?.state === "text" ? requiredPackages({ path: file, text: read.text }, files, depth + 1) : [];
  });
}

const DEEPEST = 5;
