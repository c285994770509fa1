import type { YamlAlias, YamlEntry, YamlFile, YamlNode, YamlScalar } from "../syntax/yaml.ts";
import { touches } from "../text/span.ts";

/** What stands at an offset of a YAML file. */
export interface Located {
  /** Keys and `[]` for items, from the top down to the node. */
  readonly path: readonly string[];
  /** The entry whose key is meant; undefined where the node is a value or an item. */
  readonly keyOf: YamlEntry | undefined;
  readonly node: YamlScalar | YamlAlias;
  /** The entry that the node is the value of, or stands in the value of. */
  readonly entry: YamlEntry | undefined;
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
  entry: YamlEntry | undefined,
): Located | undefined {
  if (!touches(node.span, offset)) return undefined;
  if (node.kind === "scalar" || node.kind === "alias") return { path, keyOf: undefined, node, entry };
  if (node.kind === "list") {
    const item = node.items.find(({ span }) => touches(span, offset));
    return item === undefined ? undefined : descend(item, offset, [...path, "[]"], entry);
  }
  for (const one of node.entries) {
    if (one.key.kind !== "scalar" || !touches(one.span, offset)) continue;
    const below = [...path, one.key.text];
    if (touches(one.key.span, offset)) return { path: below, keyOf: one, node: one.key, entry: one };
    const found = descend(one.value, offset, below, one);
    if (found !== undefined) return found;
  }
  return undefined;
}
