import type { Files } from "../files.ts";
import type { ComposeProject } from "./project.ts";
import { loadProject } from "./project.ts";
import { readValue } from "./read.ts";
import type { Place } from "./value.ts";
import { entryOf, mapOf } from "./value.ts";

/** Where files that are used together declare a service. */
export type Declaration =
  | { readonly state: "found"; readonly at: Place }
  /** None of them, nor what they include, has it; `file` is the first that can be read. */
  | { readonly state: "undeclared"; readonly file: string }
  /** None of them can be read. */
  | { readonly state: "unreadable" };

/**
 * The first place where the files of a project, in the order of `docker compose -f`, name a service; in an included file where none of
 * them does. Files that are gone are passed over.
 */
export function declarationOf(paths: readonly string[], service: string, files: Files): Declaration {
  const texts = paths.flatMap((path) => {
    const found = files.read(path);
    return found.state === "text" ? [{ path, text: found.text }] : [];
  });
  const [first] = texts;
  if (first === undefined) return { state: "unreadable" };
  const { path } = first;
  const composeFiles = texts.map((one) => one.path);
  const { root } = loadProject(first.text, { path, files, composeFiles });
  const entry = entryOf(root, "services", service);
  if (entry === undefined) return { state: "undeclared", file: path };
  return { state: "found", at: entry.keyPlace };
}

/** Where the analysed file itself writes the names of the project's services, by name, in its order. */
export function namedHere(project: ComposeProject): ReadonlyMap<string, Place> {
  const { path: file, yaml, variables: lookup, services } = project;
  const context = { file, source: yaml.source, lookup, problems: [], copies: { count: 0 } };
  const places = new Map<string, Place>();
  for (const { root } of yaml.documents) {
    const own = root === undefined ? undefined : mapOf(readValue(root, context), "services");
    for (const { key, keyPlace } of own?.entries.values() ?? []) {
      if (services.has(key) && !places.has(key)) places.set(key, keyPlace);
    }
  }
  return places;
}
