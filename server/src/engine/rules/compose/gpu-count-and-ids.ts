import { deviceRequests } from "../../model/compose/gpus.ts";
import type { ComposeEntry } from "../../model/compose/value.ts";
import type { Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { removeEntry } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "gpu-count-and-ids",
  subject: "compose",
  category: "gpu",
  severity: "error",
  since: "0.2.0",
  summary: "a GPU request with both count and device_ids, which Compose refuses",
  sources: ["compose-go validation; measured with Compose 2.26"],
  *check({ project, source }) {
    for (const service of project.services.values()) {
      for (const { keys, value } of deviceRequests(service)) {
        const { count, device_ids: ids } = keys;
        if (count === undefined || ids === undefined || value.kind !== "map") continue;
        const without = (entry: ComposeEntry): readonly Fix[] => {
          const edit = removeEntry(source, value, entry);
          return edit === undefined
            ? []
            : [{ title: `Remove ${entry.key}`, safety: "suggested", edits: [edit] }];
        };
        yield {
          at: count.keyAt,
          message:
            'Compose refuses this request: "count" and "device_ids" exclude each other. Keep device_ids for certain GPUs, or count for any.',
          related: [{ at: ids.keyAt, message: "device_ids stands here." }],
          fixes: [...without(count), ...without(ids)],
        };
      }
    }
  },
});
