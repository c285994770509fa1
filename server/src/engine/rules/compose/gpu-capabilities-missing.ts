import { deviceRequests } from "../../model/compose/gpus.ts";
import type { ComposeEntry, ComposeMap, ComposeScalar, ComposeValue } from "../../model/compose/value.ts";
import { isNull } from "../../model/compose/value.ts";
import { shortened } from "../../text/shortened.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { addEntry } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "gpu-capabilities-missing",
  subject: "compose",
  category: "gpu",
  severity: "error",
  since: "0.2.0",
  summary: "a device request without a list of capabilities, which Compose refuses",
  sources: ["Compose specification, deploy: capabilities is required; measured with Compose 2.26"],
  *check({ project, source }) {
    for (const service of project.services.values()) {
      for (const { kind, keys, value } of deviceRequests(service)) {
        if (value.kind !== "map") continue;
        const written = keys.capabilities;
        if (written !== undefined) yield* judge(written, kind === "reservation");
        else if (kind === "reservation") {
          yield {
            at: firstKey(value),
            message: 'Compose refuses this reservation: "capabilities is required". Add capabilities: [gpu].',
            fixes: add(source, value),
          };
        }
      }
    }
  },
});

function* judge({ keyAt, value }: ComposeEntry, isReservation: boolean): Generator<Finding> {
  if (value.kind === "list" && value.items.length === 0) {
    // To gpus Compose adds the capability itself.
    if (!isReservation) return;
    yield {
      at: keyAt,
      message:
        "An empty list of capabilities fits no driver, so that the container does not start. Write capabilities: [gpu].",
      fixes: fill(value, ["gpu"]),
    };
    return;
  }
  const words = wordsMeant(value);
  if (words === undefined) return;
  const list = `[${words.join(", ")}]`;
  const error = value.kind === "list" ? "must be a string" : "must be a list";
  const what = value.kind === "list" ? "an item of capabilities" : "capabilities";
  yield {
    at: keyAt,
    message: `Compose refuses this request: ${what} "${error}". Write capabilities: ${shortened(list, 60)}.`,
    fixes: fill(value, words),
  };
}

/** The words of what should be a list of them: `gpu`, `gpu,utility`, `[[gpu]]`, nothing at all; undefined for a list of words, and what else is unclear. */
function wordsMeant(value: ComposeValue): readonly string[] | undefined {
  if (isNull(value)) return ["gpu"];
  if (value.kind === "scalar") return wordsOf(value);
  if (value.kind !== "list" || !value.items.some(({ kind }) => kind === "list")) return undefined;
  const inner = value.items.flatMap((item) => (item.kind === "list" ? item.items : [item]));
  const words = inner.map((item) => (item.kind === "scalar" ? wordsOf(item) : undefined));
  if (words.includes(undefined) || words.length === 0) return undefined;
  // Compose takes each word once.
  return [...new Set(words.flatMap((one) => one ?? []))];
}

function wordsOf({ raw }: ComposeScalar): readonly string[] | undefined {
  const words = raw.split(/[\s,]+/).filter((word) => word !== "");
  return words.length > 0 && words.every((word) => /^[a-z][\w.-]*$/i.test(word)) ? words : undefined;
}

/** The first key of the reservation is where a reader looks; a reservation without any is pointed at as a whole. */
function firstKey(map: ComposeMap): ComposeMap["at"] {
  const [first] = map.entries.values();
  return first?.keyAt ?? map.at;
}

function add(source: string, map: ComposeMap): readonly Fix[] {
  const edit = addEntry(source, map, "capabilities: [gpu]");
  return edit === undefined ? [] : [{ title: "Add capabilities: [gpu]", safety: "safe", edits: [edit] }];
}

function fill({ place, node }: ComposeValue, words: readonly string[]): readonly Fix[] {
  if (node.anchor !== undefined || node.tag !== undefined) return [];
  const list = `[${words.join(", ")}]`;
  const text = place.start === place.end ? ` ${list}` : list;
  return [{ title: `Write ${list}`, safety: "safe", edits: [{ span: place, text }] }];
}
