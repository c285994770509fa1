import type { ComposeSchemaNode } from "../../knowledge/index.ts";
import { composeSchema } from "../../knowledge/index.ts";
import type { ComposeProject } from "../../model/compose/project.ts";
import type { ComposeList, ComposeMap, ComposeValue } from "../../model/compose/value.ts";

/** A map or list of a project of which Compose's schema says something. */
export interface CheckedValue {
  readonly value: ComposeMap | ComposeList;
  readonly schema: ComposeSchemaNode;
}

/** The maps and lists of a project that Compose holds against its schema. */
export function* checkedValues({ root }: ComposeProject): Generator<CheckedValue> {
  if (root !== undefined) yield* below(root, composeSchema());
}

function* below(value: ComposeValue, schema: ComposeSchemaNode): Generator<CheckedValue> {
  if (value.kind === "scalar") return;
  yield { value, schema };
  if (schema.below.size === 0) return;
  if (value.kind === "list") {
    const next = schema.below.get("[]");
    if (next !== undefined) for (const item of value.items) yield* below(item, next);
    return;
  }
  for (const [key, entry] of value.entries) {
    const next = schema.below.get(key) ?? schema.below.get("*");
    if (next !== undefined) yield* below(entry.value, next);
  }
}
