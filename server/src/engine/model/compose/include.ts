import type { YamlFile } from "../../syntax/yaml.ts";
import { folderOf } from "../../text/path.ts";
import { shortened } from "../../text/shortened.ts";
import type { Dotenv } from "./dotenv.ts";
import { readDotenv } from "./dotenv.ts";
import type { Loading, Scope } from "./loading.ts";
import { open, pathIn, report, tooManyLoads } from "./loading.ts";
import type { ComposeEntry, ComposeMap, ComposeValue } from "./value.ts";
import { isNull, textOf, valueOf } from "./value.ts";
import { dotenvOf, variablesFrom } from "./variables.ts";

/**
 * A document's content with the services, volumes, networks, secrets and configs of the projects that it includes. What both hold
 * stays the document's own.
 *
 * Source: compose-go loader/include.go; measured with Compose 2.26.
 */
export function included(loading: Loading, root: ComposeMap, load: Load, scope: Scope): ComposeMap {
  const value = valueOf(root, "include");
  if (value === undefined) return root;
  if (value.kind !== "list") {
    loading.isPartial = true;
    report(loading, scope, value.at, '"include" takes a list. Write a dash before each file.');
    return root;
  }
  let whole = root;
  for (const item of value.items) {
    const model = new Include(loading, scope, item).load(load);
    if (model === undefined) loading.isPartial = true;
    else whole = imported(loading, scope, item, whole, model);
  }
  return whole;
}

/** Loads the files of an included project. */
type Load = (
  loading: Loading,
  files: readonly { readonly path: string; readonly yaml: YamlFile }[],
  scope: Scope,
) => ComposeMap | undefined;

class Include {
  readonly #loading: Loading;
  readonly #scope: Scope;
  readonly #item: ComposeValue;

  constructor(loading: Loading, scope: Scope, item: ComposeValue) {
    this.#loading = loading;
    this.#scope = scope;
    this.#item = item;
  }

  /** The included project; undefined where it cannot be known, or Compose cannot load it. */
  load(load: Load): ComposeMap | undefined {
    const item = this.#item;
    const values = oneOrMore(item.kind === "map" ? valueOf(item, "path") : item);
    if (values.length === 0) {
      this.#report(item, 'Here is no file named to include. Write "path: FILE".');
      return undefined;
    }
    const files: { path: string; yaml: YamlFile }[] = [];
    for (const value of values) {
      const file = this.#file(value);
      if (file === undefined) return undefined;
      files.push(file);
    }
    const folder = this.#folder(files[0]?.path ?? "");
    if (folder === undefined) return undefined;
    const origin = this.#scope.origin ?? item.at;
    const lookup = variablesFrom(this.#variables(folder), this.#scope.lookup);
    return load(this.#loading, files, { ...this.#scope, folder, lookup, origin });
  }

  #file(value: ComposeValue): { readonly path: string; readonly yaml: YamlFile } | undefined {
    const text = textOf(value);
    const path = text === undefined ? undefined : pathIn(this.#scope.folder, text);
    if (path === undefined || text === undefined) return undefined;
    const shown = `"${shortened(text, 60)}"`;
    if (this.#scope.includedBy.includes(path)) {
      this.#report(value, `Including ${shown} leads back to this file in a circle. Take one "include" out.`);
      return undefined;
    }
    const opened = open(this.#loading, path);
    if (opened.state === "missing") {
      // As files of variables, such files are often fetched or written by a script.
      const message = `The included file ${shown} does not exist, and Compose does not start without it. Fetch or create it, or mend the path.`;
      report(this.#loading, this.#scope, value.at, message, "info");
    } else if (opened.state === "unreadable") {
      this.#report(value, `The included file ${shown} cannot be read: ${opened.why}. Name a compose file.`);
    }
    if (opened.state !== "yaml" || tooManyLoads(this.#loading, this.#scope, value.at)) return undefined;
    return { path, yaml: opened.yaml };
  }

  /** The included project's folder: the one that is named, else that of its first file. */
  #folder(first: string): string | undefined {
    const value = valueOf(this.#item, "project_directory");
    if (value === undefined) return folderOf(first);
    const text = textOf(value);
    return text === undefined ? undefined : pathIn(this.#scope.folder, text);
  }

  /** The files of variables that the included project has for itself. */
  #variables(folder: string): () => readonly Dotenv[] {
    const { files } = this.#loading;
    const { lookup } = this.#scope;
    const values = oneOrMore(valueOf(this.#item, "env_file"));
    if (values.length === 0) {
      return () => {
        const dotenv = dotenvOf(folder, files, lookup);
        return dotenv === undefined ? [] : [dotenv];
      };
    }
    const all: Dotenv[] = [];
    for (const value of values) {
      const text = textOf(value);
      const path = text === undefined ? undefined : pathIn(this.#scope.folder, text);
      const found = path === undefined ? undefined : files?.read(path);
      if (found?.state === "text")
        all.push(
          readDotenv(
            found.text,
            variablesFrom(() => all, lookup),
          ),
        );
      else if (found?.state === "missing") {
        const shown = `"${shortened(text ?? "", 60)}"`;
        const message = `The file of variables ${shown} does not exist. Mend the path, or create it.`;
        report(this.#loading, this.#scope, value.at, message, "info");
      }
    }
    return () => all;
  }

  #report(value: ComposeValue, message: string): void {
    report(this.#loading, this.#scope, value.at, message);
  }
}

/** What an included project gives to the one that includes it. */
const RESOURCES = ["services", "volumes", "networks", "secrets", "configs"];

function imported(
  loading: Loading,
  scope: Scope,
  item: ComposeValue,
  root: ComposeMap,
  model: ComposeMap,
): ComposeMap {
  const entries = new Map(root.entries);
  for (const kind of RESOURCES) {
    const theirs = model.entries.get(kind);
    const ours = entries.get(kind);
    if (theirs?.value.kind !== "map") continue;
    if (ours === undefined || isNull(ours.value)) entries.set(kind, theirs);
    else if (ours.value.kind === "map") {
      const all = new Map<string, ComposeEntry>(ours.value.entries);
      for (const [name, entry] of theirs.value.entries) {
        const own = all.get(name);
        if (own === undefined) all.set(name, entry);
        else if (!isEqual(own.value, entry.value)) {
          const what = `${kind.slice(0, -1)} "${shortened(name, 60)}"`;
          const message = `The ${what} stands here and in an included file, which Compose refuses. Change the included one in an override file, or give one another name.`;
          report(loading, scope, own.keyAt.file === loading.path ? own.keyAt : item.at, message);
        }
      }
      entries.set(kind, { ...ours, value: { ...ours.value, entries: all } });
    }
  }
  return { ...root, entries };
}

function oneOrMore(value: ComposeValue | undefined): readonly ComposeValue[] {
  if (value === undefined) return [];
  return value.kind === "list" ? value.items : [value];
}

/** Whether two values hold the same; what variables hide counts as the same. */
function isEqual(a: ComposeValue, b: ComposeValue): boolean {
  if (a === b) return true;
  if (a.kind === "scalar" && b.kind === "scalar") {
    return !a.value.known || !b.value.known || a.value.text === b.value.text;
  }
  if (a.kind === "list" && b.kind === "list") {
    return a.items.length === b.items.length && a.items.every((one, at) => isEqual(one, b.items[at] ?? one));
  }
  if (a.kind !== "map" || b.kind !== "map" || a.entries.size !== b.entries.size) return false;
  return [...a.entries].every(([key, { value }]) => {
    const other = b.entries.get(key);
    return other !== undefined && isEqual(value, other.value);
  });
}
