import type { YamlAlias, YamlEntry, YamlFile, YamlMap, YamlNode, YamlScalar } from "../syntax/yaml.ts";
import { touches } from "../text/span.ts";
import { ITEM } from "./typed.ts";

/** What stands at an offset of a YAML file. */
export interface Located {
  /** Keys and `[]` for items, from the top down to the node. */
  readonly path: readonly string[];
  readonly node: YamlScalar | YamlAlias;
  /** The entry whose key is meant; undefined where the node is a value or an item. */
  readonly keyOf: YamlEntry | undefined;
  /** The map of that entry. */
  readonly map: YamlMap | undefined;
  /** Of an item, the text of the one before it, where it is a scalar. */
  readonly previous: string | undefined;
}

/** The key, scalar or alias at an offset. */
export function locate({ documents }: YamlFile, offset: number): Located | undefined {
  for (const { root } of documents) {
    const found = root === undefined ? undefined : descend(root, offset, [], undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

function descend(
  node: YamlNode,
  offset: number,
  path: readonly string[],
  previous: string | undefined,
): Located | undefined {
  if (!touches(node.span, offset)) return undefined;
  if (node.kind === "scalar" || node.kind === "alias")
    return { path, node, keyOf: undefined, map: undefined, previous };
  if (node.kind === "list") {
    const index = node.items.findIndex(({ span }) => touches(span, offset));
    const item = node.items[index];
    const before = node.items[index - 1];
    const text = before?.kind === "scalar" ? before.text : undefined;
    return item === undefined ? undefined : descend(item, offset, [...path, ITEM], text);
  }
  for (const one of node.entries) {
    if (one.key.kind !== "scalar" || !touches(one.span, offset)) continue;
    const below = [...path, one.key.text];
    if (touches(one.key.span, offset))
      return { path: below, node: one.key, keyOf: one, map: node, previous: undefined };
    const found = descend(one.value, offset, one.key.text === "<<" ? path : below, undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}
