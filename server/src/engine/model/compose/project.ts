import type { YamlFile } from "../../syntax/yaml.ts";
import { parseYaml } from "../../syntax/yaml.ts";
import { folderOf } from "../../text/path.ts";
import { shortened } from "../../text/shortened.ts";
import type { Lookup } from "../expand.ts";
import type { Files } from "../files.ts";
import type { Memory } from "../memo.ts";
import type { EnvFile } from "./env-files.ts";
import { readEnvFiles } from "./env-files.ts";
import { layersOf } from "./layers.ts";
import { loadFiles } from "./load.ts";
import type { FileSettings, Loading, Scope } from "./loading.ts";
import { open } from "./loading.ts";
import type { ComposeProblem } from "./read.ts";
import type { ComposeEntry, ComposeMap, Place } from "./value.ts";
import { valueOf } from "./value.ts";
import { dotenvOf, variablesFrom } from "./variables.ts";

/** A compose project as `docker compose` loads it, seen from one of its files. */
export interface ComposeProject {
  /** The analysed file. */
  readonly path: string;
  readonly yaml: YamlFile;
  /** Everything at the top, merged; undefined where the file holds no map. */
  readonly root: ComposeMap | undefined;
  /** In the order of the files; those of included projects come last. */
  readonly services: ReadonlyMap<string, ComposeService>;
  /** The paths of the files that were merged, the analysed one among them, in Compose's order. */
  readonly files: readonly string[];
  /** How each file was read, those that are included or extended among them. */
  readonly settings: ReadonlyMap<string, FileSettings>;
  /** What reads the files beside it, Dockerfiles for instance; undefined where nobody knows them. */
  readonly beside: Files | undefined;
  /** What Compose's variables stand for: those of the project's `.env`. */
  readonly variables: Lookup;
  /**
   * Whether the file is only a part of a project that other files complete: a service of it has neither image nor build, or what it
   * includes or extends could not be read. Rules about what is absent have nothing to say then.
   */
  readonly isFragment: boolean;
  readonly problems: readonly ComposeProblem[];
  readonly memory: Memory;
}

export interface ComposeService {
  readonly name: string;
  /** Its key. */
  readonly at: Place;
  readonly entry: ComposeEntry;
  readonly value: ComposeMap;
  /** What `env_file` names, in order. */
  readonly envFiles: readonly EnvFile[];
  readonly project: ComposeProject;
  readonly memory: Memory;
}

export interface ProjectOptions {
  /** The path of the analysed file; "" where nobody knows. */
  readonly path: string;
  /** The files beside it; undefined where nobody knows them: then nothing is said of what they would hold. */
  readonly files?: Files;
  /** Files that somebody says belong together, in the order of `docker compose -f`. */
  readonly composeFiles?: readonly string[];
}

/** Reads a compose file with all that belongs to it. Never throws. */
export function loadProject(source: string, { path, files, composeFiles }: ProjectOptions): ComposeProject {
  const yaml = parseYaml(source);
  const problems: ComposeProblem[] = yaml.problems.map(({ span, message }) => ({
    at: { file: path, ...span },
    message,
  }));
  const loading: Loading = {
    path,
    yaml,
    files,
    problems,
    said: new Set(),
    settings: new Map(),
    parsed: new Map(),
    copies: { count: 0 },
    loads: { count: 0 },
    isPartial: false,
  };
  const dotenv = once(() => dotenvOf(folderOf(path), files));
  const layers = layersOf(path, files, composeFiles, dotenv);
  const folder = folderOf(layers[0] ?? path);
  const lookup = variablesFrom(() => {
    const own = folder === folderOf(path) ? dotenv() : dotenvOf(folder, files);
    return own === undefined ? [] : [own];
  });
  const scope: Scope = { folder, lookup, includedBy: [], origin: undefined };
  const root = loadFiles(loading, readable(loading, layers), scope);
  const values = serviceMaps(root, yaml.problems.length === 0 ? problems : []);
  const services = new Map<string, ComposeService>();
  const project: ComposeProject = {
    path,
    yaml,
    root,
    services,
    files: layers,
    settings: loading.settings,
    beside: files,
    variables: lookup,
    isFragment: loading.isPartial || values.some(isIncomplete),
    problems,
    memory: new Map(),
  };
  for (const { entry, value } of values) {
    const { key: name, keyAt: at } = entry;
    const envFiles = readEnvFiles(value, { settings: loading.settings, files });
    services.set(name, { name, at, entry, value, envFiles, project, memory: new Map() });
  }
  return project;
}

interface ServiceMap {
  readonly entry: ComposeEntry;
  readonly value: ComposeMap;
}

/** The services that can be read. */
function serviceMaps(root: ComposeMap | undefined, problems: ComposeProblem[]): readonly ServiceMap[] {
  const services = root?.entries.get("services");
  if (services === undefined) return [];
  if (services.value.kind !== "map") {
    problems.push({ at: services.keyAt, message: NO_SERVICES });
    return [];
  }
  const entries = [...services.value.entries.values()];
  const all = entries.flatMap((entry) => (entry.value.kind === "map" ? [{ entry, value: entry.value }] : []));
  const isPart = all.some(({ value }) => !value.entries.has("image") && !value.entries.has("build"));
  for (const entry of entries) {
    const { value, keyAt, key } = entry;
    // In a file that completes another one, a name with nothing behind it changes nothing.
    const isBlank = value.kind === "scalar" && value.raw === "";
    if (value.kind !== "map" && !isBrokenAlias(entry) && !(isBlank && isPart)) {
      const name = shortened(key, 60);
      const message = `The service "${name}" is no map of keys such as "image:", which Compose refuses. Write its keys below it, or take it out.`;
      problems.push({ at: keyAt, message });
    }
  }
  return all;
}

/** The reader has said what is wrong with it. */
function isBrokenAlias({ node, value }: ComposeEntry): boolean {
  return node?.value.kind === "alias" && value.kind === "scalar" && value.raw === "";
}

const NO_SERVICES =
  '"services" is no map, which Compose refuses. Write each service as a name with its keys below, or take it out.';

function isIncomplete({ value }: ServiceMap): boolean {
  return !["image", "build", "provider"].some((key) => valueOf(value, key) !== undefined);
}

/** The project's files, the analysed one among them, that can be read. */
function readable(loading: Loading, layers: readonly string[]): { path: string; yaml: YamlFile }[] {
  return layers.flatMap((path) => {
    const opened = open(loading, path);
    if (opened.state === "yaml") return [{ path, yaml: opened.yaml }];
    loading.isPartial = true;
    if (opened.state === "unknown") return [];
    const why = opened.state === "missing" ? "does not exist" : `cannot be read: ${opened.why}`;
    const folder = `${folderOf(loading.path)}/`;
    const shown = path.startsWith(folder) ? path.slice(folder.length) : path;
    const message = `The file "${shortened(shown, 200)}", which "compose-files" in the config puts together with this one, ${why}. Mend the list, or create the file.`;
    loading.problems.push({ at: { file: loading.path, start: 0, end: 0 }, message });
    return [];
  });
}

function once<T>(read: () => T): () => T {
  let kept: { readonly value: T } | undefined;
  return () => (kept ??= { value: read() }).value;
}
