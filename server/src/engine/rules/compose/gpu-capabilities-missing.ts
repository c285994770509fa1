import { deviceRequests } from "../../model/compose/gpus.ts";
import type { ComposeMap } from "../../model/compose/value.ts";
import type { Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { addEntry } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "gpu-capabilities-missing",
  subject: "compose",
  category: "gpu",
  severity: "error",
  since: "0.2.0",
  summary: "a device reservation without capabilities, which Compose refuses",
  sources: ["Compose specification, deploy: capabilities is required; measured with Compose 2.26"],
  *check({ project, source }) {
    for (const service of project.services.values()) {
      for (const { kind, keys, value } of deviceRequests(service)) {
        if (kind !== "reservation" || value.kind !== "map") continue;
        const written = keys.capabilities;
        const isEmpty = written?.value.kind === "list" && written.value.items.length === 0;
        if (written !== undefined && !isEmpty) continue;
        yield {
          at: written?.keyAt ?? firstKey(value),
          message: isEmpty
            ? "An empty list of capabilities fits no driver, so that the container does not start. Write capabilities: [gpu]."
            : 'Compose refuses this reservation: "capabilities is required". Add capabilities: [gpu].',
          fixes: isEmpty ? fill(written.value.place) : add(source, value),
        };
      }
    }
  },
});

/** The first key of the reservation is where a reader looks; a reservation without any is pointed at as a whole. */
function firstKey(map: ComposeMap): ComposeMap["at"] {
  const [first] = map.entries.values();
  return first?.keyAt ?? map.at;
}

function add(source: string, map: ComposeMap): readonly Fix[] {
  const edit = addEntry(source, map, "capabilities: [gpu]");
  return edit === undefined ? [] : [{ title: "Add capabilities: [gpu]", safety: "safe", edits: [edit] }];
}

function fill(span: ComposeMap["place"]): readonly Fix[] {
  return [{ title: "Write [gpu]", safety: "safe", edits: [{ span, text: "[gpu]" }] }];
}
