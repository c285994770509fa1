import { templateOf } from "../../model/compose/env-files.ts";
import type { Files } from "../../model/files.ts";
import { scalarOf } from "../../model/compose/value.ts";
import { folderOf, joinPath, nameOf } from "../../text/path.ts";
import { shortened } from "../../text/shortened.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  name: "env-file-missing",
  subject: "compose",
  category: "stacks",
  severity: "info",
  strictSeverity: "error",
  since: "0.2.0",
  summary: "an env_file that does not exist, without which Compose does not start the service",
  sources: ["Compose specification, env_file; measured with Compose 2.26"],
  *check({ project, files }) {
    if (project.isFragment) return;
    for (const { envFiles } of project.services.values()) {
      for (const { value, name, path, state, isRequired } of envFiles) {
        if (state !== "missing" || !isRequired) continue;
        if (isForParent(name, value.place.file, files)) continue;
        const template = templateOf(path, files);
        const remedy =
          template === undefined
            ? 'Create it, mend the path, or write "required: false" behind it.'
            : `Copy "${shortened(template, 60)}" to it.`;
        yield {
          at: (scalarOf(value, "path") ?? value).at,
          message: `The file of variables "${shortened(name, 60)}" does not exist, and Compose does not start the service without it. ${remedy}`,
        };
      }
    }
  },
});

/** Whether a name is right for a run from a folder above the file's: it says the file's own folder, or the file is found from there. */
function isForParent(name: string, file: string, files: Files | undefined): boolean {
  const relative = name.replace(/^(?:\.\/)+/, "");
  if (/^(?:\.\.|\/|~)/.test(relative)) return false;
  let folder = folderOf(file);
  if (folder !== "" && relative.startsWith(`${nameOf(folder)}/`)) return true;
  for (let level = 0; level < MOST_LEVELS && folder !== "" && folder !== "/"; level += 1) {
    folder = folderOf(folder);
    if (files?.read(joinPath(folder, relative)).state === "text") return true;
  }
  return false;
}

/** As deep as projects keep their compose files. */
const MOST_LEVELS = 3;
