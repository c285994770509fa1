import type { PipInstall } from "../../model/pip.ts";
import { pipInstalls } from "../../model/query.ts";
import { knownText } from "../../model/resolved.ts";
import { environmentValue } from "../../model/stage-facts.ts";
import { folderOf, joinPath } from "../../text/path.ts";
import type { DockerfileInput } from "../rule.ts";
import { defineRule } from "../rule.ts";
import type { ContextFile } from "../shared/requirements-file.ts";
import { contextFiles } from "../shared/requirements-file.ts";

export default defineRule({
  name: "requirements-unhashed",
  subject: "dockerfile",
  category: "security",
  severity: "info",
  since: "0.2.0",
  summary: "requirements without hashes, so that pip takes whatever the index serves",
  sources: ["pip documentation, Secure installs"],
  preset: "strict",
  *check(input) {
    for (const install of pipInstalls(input.dockerfile)) {
      if (!install.command.at.stage.shipped || isChecked(install)) continue;
      for (const file of install.requirementFiles) {
        const name = knownText(file.value);
        if (name === undefined || !isUnhashed(input, install, name)) continue;
        const tool = install.tool === "uv" ? "uv" : "pip";
        yield {
          at: file.span,
          message: `${name} has no hashes, so ${tool} installs whatever the index serves under these names and versions. Write it with "uv pip compile --generate-hashes" or "pip-compile --generate-hashes".`,
        };
        break;
      }
    }
  },
});

/** Whether hashes are asked for, or nothing is taken from an index. */
function isChecked({ command, options, verb, hasUnknown, constraintFiles }: PipInstall): boolean {
  const { stage, order } = command.at;
  // Constraints may hold the hashes.
  if (verb !== "install" || hasUnknown || constraintFiles.length > 0) return true;
  if (["--require-hashes", "--no-index", "--dry-run"].some((name) => options.has(name))) return true;
  return VARIABLES.some(
    (name) => command.environment.has(name) || environmentValue(stage, name, order) !== undefined,
  );
}

/** Source: pip documentation, Configuration; uv reference, Environment variables. */
const VARIABLES: readonly string[] = [
  "PIP_CONFIG_FILE",
  "PIP_CONSTRAINT",
  "PIP_NO_INDEX",
  "PIP_REQUIRE_HASHES",
  "UV_CONSTRAINT",
  "UV_NO_INDEX",
  "UV_REQUIRE_HASHES",
];

/** Whether the file was read, in all places where it may be, and neither holds hashes nor what cannot have any. */
function isUnhashed(input: DockerfileInput, { command }: PipInstall, name: string): boolean {
  const found = contextFiles(input.dockerfile, command.at, name, input);
  return found.length > 0 && found.every((file) => isPlain(file, input, 0));
}

/** Whether each line is a name from an index, and at least one is; hashes in one line make pip ask for them in all. */
function isPlain(file: ContextFile, input: DockerfileInput, depth: number): boolean {
  let hasName = false;
  for (const line of file.text.split(/\r?\n/)) {
    const text = line.replace(/(?:^|\s)#.*$/, "").trim();
    if (text === "") continue;
    const nested = /^(?:-r|--requirement)[\s=]*(\S+)$/.exec(text)?.[1];
    if (nested !== undefined) {
      const path = joinPath(folderOf(file.path), nested);
      const read = depth < DEEPEST ? input.files?.read(path) : undefined;
      if (read?.state !== "text" || !isPlain({ path, text: read.text }, input, depth + 1)) return false;
      hasName = true;
    } else if (WITHOUT_HASH.test(text)) {
      return false;
    } else if (!text.startsWith("-")) {
      hasName = true;
    }
  }
  return hasName;
}

const DEEPEST = 5;

/** A hash, what cannot have one (a repository, a folder, an editable install), and what may hold hashes elsewhere. */
const WITHOUT_HASH =
  /--hash[=\s]|\\$|^(?:-e|--editable|-c|--constraint|--no-index|--require-hashes)|(?:git|hg|svn|bzr)\+|^\.{0,2}\/|@\s*file:|\$\{/;
