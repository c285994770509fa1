import type { YamlFile } from "../../syntax/yaml.ts";
import { parseYaml } from "../../syntax/yaml.ts";
import { joinPath } from "../../text/path.ts";
import type { Lookup } from "../expand.ts";
import type { Files } from "../files.ts";
import type { ComposeProblem } from "./read.ts";
import type { Place } from "./value.ts";

/** What is shared by all that one project loads. */
export interface Loading {
  /** The analysed file. */
  readonly path: string;
  readonly yaml: YamlFile;
  readonly files: Files | undefined;
  readonly problems: ComposeProblem[];
  /** What has been said of loading: several ways can lead to one file. */
  readonly said: Set<string>;
  /** How each file is read. */
  readonly settings: Map<string, FileSettings>;
  /** What was parsed of other files. */
  readonly parsed: Map<string, Opened>;
  readonly copies: { count: number };
  /** How many files `extends` and `include` have read so far, one that is read twice counted twice. */
  readonly loads: { count: number };
  /** Whether parts of the project could not be found out about. */
  isPartial: boolean;
}

export interface FileSettings {
  /** What relative paths in the file are relative to. */
  readonly folder: string;
  /** What variables in it stand for. */
  readonly lookup: Lookup;
}

/** Where and with what files are read. */
export interface Scope extends FileSettings {
  /** The files whose `include` leads here, the first one of each project. */
  readonly includedBy: readonly string[];
  /** The `include` or `extends` of the analysed file that leads here: problems of loading are reported there. */
  readonly origin: Place | undefined;
}

export type Opened =
  | { readonly state: "yaml"; readonly yaml: YamlFile }
  | { readonly state: "missing" }
  | { readonly state: "unreadable"; readonly why: string }
  /** Nobody knows. */
  | { readonly state: "unknown" };

/** Parses a file, once. */
export function open(loading: Loading, path: string): Opened {
  if (path === loading.path) return { state: "yaml", yaml: loading.yaml };
  const before = loading.parsed.get(path);
  if (before !== undefined) return before;
  const found = loading.files?.read(path) ?? { state: "unknown" };
  const opened: Opened = found.state === "text" ? { state: "yaml", yaml: parseYaml(found.text) } : found;
  loading.parsed.set(path, opened);
  return opened;
}

/** Says what keeps a project from being loaded, where the analysed file leads there. */
export function report(
  loading: Loading,
  scope: Scope,
  at: Place,
  message: string,
  severity?: ComposeProblem["severity"],
): void {
  const place = scope.origin ?? at;
  const key = `${place.start} ${place.file} ${message}`;
  const problem = severity === undefined ? { at: place, message } : { at: place, message, severity };
  if (!loading.said.has(key)) loading.problems.push(problem);
  loading.said.add(key);
}

/** Counts a file that is read through `extends` or `include`: files that name one another twice each would never end. */
export function tooManyLoads(loading: Loading, scope: Scope, at: Place): boolean {
  loading.loads.count += 1;
  if (loading.loads.count <= MOST_LOADS) return false;
  loading.isPartial = true;
  if (loading.loads.count === MOST_LOADS + 1) {
    report(
      loading,
      scope,
      at,
      `This project includes and extends files more than ${MOST_LOADS} times. Include fewer.`,
    );
  }
  return true;
}

/** More than any real project. */
const MOST_LOADS = 300;

/** Whether Compose would fetch it from elsewhere. */
export function isRemote(path: string): boolean {
  return /^(?:[A-Za-z][A-Za-z0-9+.-]+:|git@|github\.com\/)|\.git(?:#.*)?$/.test(path);
}

/** A path as Compose finds it; undefined for one that only the machine knows. */
export function pathIn(folder: string, path: string): string | undefined {
  return path.startsWith("~") || isRemote(path) ? undefined : joinPath(folder, path);
}
