import type { ComposeCommand } from "../../model/compose/command.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import type { Place } from "../../model/compose/value.ts";
import { hasOption, mayHideOptions } from "../../model/options.ts";
import { knownText } from "../../model/resolved.ts";
import { nameOf } from "../../text/path.ts";
import type { ContainerFile } from "./container-files.ts";
import { containerFile } from "./container-files.ts";
import { pythonModule } from "./launches.ts";

/** Where a file of the project says that processes load the data of a training. */
export interface LoaderProcesses {
  readonly at: Place;
  /** The file's name. */
  readonly name: string;
  /** Their number; undefined for one for each core. */
  readonly n: number | undefined;
}

/** The processes that load data for a training, by its script or by a config that its command names. */
export function loaderProcesses(
  service: ComposeService,
  command: ComposeCommand,
): LoaderProcesses | undefined {
  // The command decides instead of the script's default, or it may.
  if (mayHideOptions(command) || hasOption(command, ...OPTIONS)) return undefined;
  for (const path of pathsOf(command)) {
    const found = containerFile(service, path);
    const said = found === undefined ? undefined : processesIn(found, path);
    if (said !== undefined) return said;
  }
  return undefined;
}

const OPTIONS = ["--num-workers", "--dataloader-num-workers", "--workers"];

/** The configs of a command, which come before the script's own defaults, and its script. */
function pathsOf(command: ComposeCommand): readonly string[] {
  const paths: string[] = [];
  const module = knownText(pythonModule(command)?.module.value);
  if (module !== undefined) paths.push(`${module.replaceAll(".", "/")}.py`);
  for (const { value } of command.args) {
    const text = knownText(value)?.replace(/^--?[\w-]+=/, "") ?? "";
    if (text.endsWith(".py") && paths.every((path) => !path.endsWith(".py"))) paths.push(text);
    else if (/\.(?:ya?ml|json)$/.test(text) && paths.length < MOST) paths.unshift(text);
  }
  return paths;
}

const MOST = 4;

function processesIn({ file, text }: ContainerFile, path: string): LoaderProcesses | undefined {
  const isScript = path.endsWith(".py");
  // Comments become blanks, so that places stay.
  const code = text.replaceAll(/(?<=^|\s)#.*$/gm, (comment) => " ".repeat(comment.length));
  const patterns = isScript
    ? /\bDataLoader\b/.test(code)
      ? [...IN_SCRIPT, ...WITH_LOADER]
      : IN_SCRIPT
    : IN_CONFIG;
  for (const pattern of patterns) {
    const match = pattern.exec(code);
    if (match === null) continue;
    const at = { file, start: match.index, end: match.index + match[0].length };
    return { at, name: nameOf(file), n: match[1] === undefined ? undefined : Number(match[1]) };
  }
  return undefined;
}

/** `dataloader_num_workers=4`, also as a dictionary's key, a field with its type, and an argument's default. */
const IN_SCRIPT = [
  /\bdataloader_num_workers["']?\s{0,9}(?::\s{0,9}int\s{0,9}=|[=:])\s{0,9}([1-9]\d{0,2})\b/,
  /["']--dataloader[-_]num[-_]workers["'][^()]{0,200}?\bdefault\s{0,9}=\s{0,9}([1-9]\d{0,2})\b/,
];

/** What says so beside a DataLoader of PyTorch. */
const WITH_LOADER = [
  /\bnum_workers["']?\s{0,9}(?::\s{0,9}int\s{0,9}=|[=:])\s{0,9}([1-9]\d{0,2})\b/i,
  /\bnum_workers\s{0,9}=\s{0,9}(?:os\.|multiprocessing\.|mp\.)?cpu_count\(/i,
  /["']--(?:num[-_])?workers["'][^()]{0,200}?\bdefault\s{0,9}=\s{0,9}([1-9]\d{0,2})\b/,
];

const IN_CONFIG = [/^[ \t{]*"?(?:dataloader_)?num_workers"?[ \t]*:[ \t]*([1-9]\d{0,2})\b/m];
