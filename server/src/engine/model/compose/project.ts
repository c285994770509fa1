import type { YamlFile } from "../../syntax/yaml.ts";
import { parseYaml } from "../../syntax/yaml.ts";
import type { Files } from "../files.ts";
import type { Memory } from "../memo.ts";
import type { ComposeProblem } from "./read.ts";
import { readValue } from "./read.ts";
import type { ComposeEntry, ComposeMap, Place } from "./value.ts";
import { mapOf, valueOf } from "./value.ts";

/** A compose project as `docker compose` loads it, seen from one of its files. */
export interface ComposeProject {
  /** The analysed file. */
  readonly path: string;
  readonly yaml: YamlFile;
  /** Everything at the top, merged; undefined where the file holds no map. */
  readonly root: ComposeMap | undefined;
  /** In the order of the files. */
  readonly services: ReadonlyMap<string, ComposeService>;
  /** The paths of the files that were merged, the analysed one among them, in Compose's order. */
  readonly files: readonly string[];
  /**
   * Whether the file is only a part of a project that other files complete: a service of it has neither image nor build. Rules about
   * what is absent have nothing to say then.
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
  readonly project: ComposeProject;
  readonly memory: Memory;
}

export interface ProjectOptions {
  /** The path of the analysed file; "" where nobody knows. */
  readonly path: string;
  /** The files beside it; undefined where nobody knows them: then nothing is said of what they would hold. */
  readonly files?: Files;
}

/** Reads a compose file with all that belongs to it. Never throws. */
export function loadProject(source: string, { path }: ProjectOptions): ComposeProject {
  const yaml = parseYaml(source);
  const problems: ComposeProblem[] = yaml.problems.map(({ span, message }) => ({
    at: { file: path, ...span },
    message,
  }));
  const node = yaml.documents[0]?.root;
  const value =
    node === undefined
      ? undefined
      : readValue(node, {
          file: path,
          source,
          lookup: () => ({ state: "unset", because: "host" }),
          problems,
        });
  const root = value?.kind === "map" ? value : undefined;
  const services = new Map<string, ComposeService>();
  const values = [...(mapOf(root, "services")?.entries ?? [])].flatMap(([name, entry]) =>
    entry.value.kind === "map" ? [{ name, entry, value: entry.value }] : [],
  );
  const project: ComposeProject = {
    path,
    yaml,
    root,
    services,
    files: [path],
    isFragment: values.some(isIncomplete),
    problems,
    memory: new Map(),
  };
  for (const { name, entry, value: service } of values) {
    services.set(name, { name, at: entry.keyAt, entry, value: service, project, memory: new Map() });
  }
  return project;
}

function isIncomplete({ value }: { readonly value: ComposeMap }): boolean {
  return !["image", "build", "provider"].some((key) => valueOf(value, key) !== undefined);
}
