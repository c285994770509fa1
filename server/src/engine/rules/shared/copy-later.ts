import { commandsOf } from "../../model/command.ts";
import type { Dockerfile, StageInstruction } from "../../model/dockerfile.ts";
import { wordsOf } from "../../model/dockerfile.ts";
import { pipInstall } from "../../model/pip.ts";
import { inheritedInstructions, stageInstructions } from "../../model/query.ts";
import { knownText } from "../../model/resolved.ts";
import { packageCall } from "../../model/system-packages.ts";
import type { Edit } from "../../text/edit.ts";
import type { DependencyInstall } from "./dependency-installs.ts";
import { eolOf } from "../../text/line.ts";

/**
 * The edits that move a COPY behind the last of the installs and copy the files that these read in its place. Undefined
 * where the files are not known, or where something in between may need what is copied.
 */
export function copyLater(
  dockerfile: Dockerfile,
  copy: StageInstruction,
  installs: readonly DependencyInstall[],
): readonly Edit[] | undefined {
  const last = installs.at(-1)?.command.at;
  if (last === undefined || copy.instruction.exec !== undefined) return undefined;
  const words = wordsOf(copy, dockerfile.syntax.escape);
  const destination = knownText(words.at(-1)?.value);
  if (destination === undefined || words.length !== 2 || !isPlainBetween(dockerfile, copy, last))
    return undefined;
  const from = workingDirectory(dockerfile, copy);
  const to = resolve(from, destination);
  if (!destination.startsWith("/") && workingDirectory(dockerfile, last) !== from) return undefined;
  const folder = contextFolder(knownText(words[0]?.value));
  if (folder === undefined) return undefined;
  const lines: string[] = [];
  for (const install of installs) {
    const here = workingDirectory(dockerfile, install.command.at);
    if (install.files === undefined) return undefined;
    for (const file of install.files) {
      const line = copyLine(resolve(here, file), { folder, to, from }, file);
      if (line === undefined) return undefined;
      if (!lines.includes(line)) lines.push(line);
    }
  }
  return moved(dockerfile.syntax.source, copy, last, lines);
}

function moved(
  source: string,
  copy: StageInstruction,
  last: StageInstruction,
  lines: readonly string[],
): readonly Edit[] {
  const eol = eolOf(source);
  const { start, end } = copy.instruction.span;
  const text = source.slice(start, end);
  const feed = source.indexOf("\n", end);
  const after = last.instruction.span.end;
  const behind: Edit = { span: { start: after, end: after }, text: `${eol}${text}` };
  const front: Edit =
    lines.length > 0
      ? { span: { start, end }, text: lines.join(eol) }
      : { span: { start, end: feed === -1 ? end : feed + 1 }, text: "" };
  return [front, behind];
}

/** The directory of the context that a COPY names, with a slash behind it; "" for the whole context. */
function contextFolder(source: string | undefined): string | undefined {
  if (source === undefined || /[*?[\]\s]|\.\./.test(source)) return undefined;
  const path = source.split("/").filter((part) => part !== "" && part !== ".");
  return path.length === 0 ? "" : `${path.join("/")}/`;
}

/** Where a COPY takes from (`folder` in the context), where it puts it (`to`), and where it works (`from`). */
interface Way {
  readonly folder: string;
  readonly to: string;
  readonly from: string;
}

/** `COPY FILE PLACE`, for a file that lies below the directory that the COPY fills. */
function copyLine(file: string, { folder, to, from }: Way, written: string): string | undefined {
  if (!file.startsWith(`${to}/`) || file.includes("..") || /\s/.test(file)) return undefined;
  const source = `${folder}${file.slice(to.length + 1)}`;
  const target = resolve(from, written) === file ? written : file;
  return target.startsWith("?") ? undefined : `COPY ${source} ${target}`;
}

const PLAIN = new Set(["rm", "set"]);

/** Whether all that runs from the COPY to the last install is a package manager. */
export function isPlainBetween(
  dockerfile: Dockerfile,
  copy: StageInstruction,
  last: StageInstruction,
): boolean {
  for (const at of stageInstructions(copy.stage)) {
    if (at.order <= copy.order || at.order > last.order) continue;
    const { keyword } = at.instruction;
    if (keyword === "COPY" || keyword === "ADD" || keyword === "USER") return false;
    if (keyword !== "RUN") continue;
    const commands = commandsOf(dockerfile, at);
    if (commands.length === 0) return false;
    const known = commands.every(
      (command) =>
        PLAIN.has(command.name) || packageCall(command) !== undefined || isRemotePip(pipInstall(command)),
    );
    if (!known) return false;
  }
  return true;
}

function isRemotePip(install: ReturnType<typeof pipInstall>): boolean {
  return install !== undefined && install.sources.length === 0;
}

/** The directory in which an instruction works; it begins with `?` where only the image knows. */
function workingDirectory(dockerfile: Dockerfile, at: StageInstruction): string {
  let path = "?";
  for (const one of inheritedInstructions(at.stage, "WORKDIR")) {
    if (one.order > at.order) break;
    const next = knownText(wordsOf(one, dockerfile.syntax.escape)[0]?.value);
    path = next === undefined ? "?" : resolve(path, next);
  }
  return path;
}

function resolve(directory: string, path: string): string {
  const whole = path.startsWith("/") ? path : `${directory}/${path}`;
  const parts = whole.split("/").filter((part, index) => (part !== "" || index === 0) && part !== ".");
  return parts.join("/");
}
