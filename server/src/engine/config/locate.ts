import type { YamlMap, YamlNode } from "../syntax/yaml.ts";
import type { Form } from "./form.ts";

/** A word of a config, and what may stand in its place. */
export interface Place {
  readonly node: YamlNode & { readonly kind: "scalar" };
  readonly role: "key" | "value";
  /** Of a key: the form of its map; of a value: its own. */
  readonly form: Form;
  /** Of a key: the map that holds it. */
  readonly map?: YamlMap;
}

/** The first word that fits, and its form; undefined where there is none, or where it stands under a key that no config has. */
export function findWord(
  node: YamlNode | undefined,
  form: Form,
  fits: (node: YamlNode & { readonly kind: "scalar" }) => boolean,
): Place | undefined {
  if (node?.kind === "scalar") return fits(node) ? { node, role: "value", form } : undefined;
  if (node?.kind === "list" && form.kind === "list")
    return firstOf(node.items, (item) => findWord(item, form.of, fits));
  if (node?.kind !== "map" || form.kind !== "record") return undefined;
  return firstOf(node.entries, ({ key, value }) => {
    if (key.kind !== "scalar") return undefined;
    if (fits(key)) return { node: key, role: "key", form, map: node };
    const known = form.keys.find(({ name }) => name === key.text);
    return known === undefined ? undefined : findWord(value, known.form, fits);
  });
}

function firstOf<T, R>(all: readonly T[], find: (one: T) => R | undefined): R | undefined {
  for (const one of all) {
    const found = find(one);
    if (found !== undefined) return found;
  }
  return undefined;
}
