import type { ComposeSchemaNode } from "../../knowledge/index.ts";
import { composeSchema } from "../../knowledge/index.ts";
import type { ComposeList, ComposeMap, ComposeValue } from "../../model/compose/value.ts";
import { perProject } from "../../model/memo.ts";

/** A map or list of a project of which Compose's schema says something. */
export interface CheckedValue {
  readonly value: ComposeMap | ComposeList;
  readonly schema: ComposeSchemaNode;
}

/** The maps and lists of a project that Compose holds against its schema. */
export const checkedValues = perProject(({ root }): readonly CheckedValue[] => {
  const found: CheckedValue[] = [];
  if (root !== undefined) collect(root, composeSchema(), found);
  return found;
});

function collect(value: ComposeValue, schema: ComposeSchemaNode, found: CheckedValue[]): void {
  if (value.kind === "scalar") return;
  found.push({ value, schema });
  if (schema.below.size === 0) return;
  if (value.kind === "list") {
    const next = schema.below.get("[]");
    if (next !== undefined) for (const item of value.items) collect(item, next, found);
    return;
  }
  for (const [key, entry] of value.entries) {
    const next = schema.below.get(key) ?? schema.below.get("*");
    if (next !== undefined) collect(entry.value, next, found);
  }
}
