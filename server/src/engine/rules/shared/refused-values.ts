import type { ComposeProject } from "../../model/compose/project.ts";
import type { ComposeList, ComposeMap } from "../../model/compose/value.ts";
import { isNull, scalarType, textOf } from "../../model/compose/value.ts";
import { shortened } from "../../text/shortened.ts";
import type { Finding } from "../rule.ts";
import { checkedValues } from "./checked-values.ts";
import { isUsedAlone } from "./sibling-files.ts";
import { removeEntry, removeItem } from "./yaml-edits.ts";

/** Keys with nothing behind them, and items that stand twice, where Compose refuses that. */
export function* refusedValues(project: ComposeProject, source: string): Generator<Finding> {
  // What is laid over another file keeps what that one has.
  const isWhole = !project.isFragment && isUsedAlone(project);
  for (const { value, schema } of checkedValues(project)) {
    if (value.kind === "list") {
      if (schema.isUnique) yield* twice(value, source);
    } else if (isWhole && schema.keys !== undefined && schema.path.startsWith("services.*"))
      yield* empty(value, schema.keys, schema.mayBeEmpty, source);
  }
}

function* empty(
  map: ComposeMap,
  keys: ReadonlySet<string>,
  mayBeEmpty: ReadonlySet<string>,
  source: string,
): Generator<Finding> {
  for (const entry of map.entries.values()) {
    const { key, keyAt, value } = entry;
    if (!keys.has(key) || mayBeEmpty.has(key) || !isNull(value) || value.tag !== undefined) continue;
    const edit = removeEntry(source, map, entry);
    yield {
      at: keyAt,
      message: `Compose refuses ${key} with nothing behind it. Fill it, or take it out.`,
      fixes: edit === undefined ? [] : [{ title: `Take out ${key}`, safety: "suggested", edits: [edit] }],
    };
  }
}

function* twice(list: ComposeList, source: string): Generator<Finding> {
  const seen = new Set<string>();
  for (const item of list.items) {
    const text = textOf(item);
    if (item.kind !== "scalar" || text === undefined) continue;
    // Compose compares before it makes one type of them.
    const id = `${scalarType(item)} ${text}`;
    if (seen.has(id)) {
      const edit = removeItem(source, list, item);
      yield {
        at: item.at,
        message: `${shortened(text, 60)} stands twice in this list, which Compose refuses: its items "must be unique". Keep one.`,
        fixes: edit === undefined ? [] : [{ title: "Take out the second", safety: "safe", edits: [edit] }],
      };
    }
    seen.add(id);
  }
}
