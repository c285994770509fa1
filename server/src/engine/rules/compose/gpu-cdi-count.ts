import type { DeviceRequest } from "../../model/compose/gpus.ts";
import { deviceRequests } from "../../model/compose/gpus.ts";
import type { ComposeEntry } from "../../model/compose/value.ts";
import { knownText } from "../../model/resolved.ts";
import type { Edit } from "../../text/edit.ts";
import type { Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { addEntry } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "gpu-cdi-count",
  subject: "compose",
  category: "gpu",
  severity: "error",
  since: "0.2.0",
  summary: "a request of the driver cdi by count; CDI devices are asked for by name",
  sources: ["moby-cdi-driver"],
  *check({ project, source }) {
    for (const service of project.services.values()) {
      for (const request of deviceRequests(service)) {
        const { kind, driver, ids, count, keys } = request;
        if (kind !== "reservation" && kind !== "gpus") continue;
        if (driver === undefined || knownText(driver) !== "cdi") continue;
        if ((ids?.length ?? 0) > 0 || count?.kind === "unknown" || count?.kind === "invalid") continue;
        if (count?.kind === "number" && count.n === 0) continue;
        yield {
          at: (keys.count ?? keys.driver)?.keyAt ?? request.at,
          message: `The driver cdi takes devices by name only, and the engine refuses a count ("unexpected count in CDI device request"${count === undefined ? "; without device_ids Compose asks for all" : ""}). Name them: device_ids: [nvidia.com/gpu=all].`,
          fixes: fixes(source, request),
        };
      }
    }
  },
});

/** The names that ask for the same devices. */
function fixes(source: string, { count, keys, value }: DeviceRequest): readonly Fix[] {
  const names =
    count?.kind === "number"
      ? Array.from({ length: Math.min(count.n, 16) }, (_, index) => `nvidia.com/gpu=${index}`)
      : ["nvidia.com/gpu=all"];
  const text = `device_ids: [${names.join(", ")}]`;
  const edit = keys.count === undefined ? added() : replaced(keys.count);
  return edit === undefined ? [] : [{ title: `Write ${text}`, safety: "safe", edits: [edit] }];

  function added(): Edit | undefined {
    return value.kind === "map" ? addEntry(source, value, text) : undefined;
  }
  function replaced({ keyPlace, value: old }: ComposeEntry): Edit | undefined {
    if (keyPlace.file !== old.place.file) return undefined;
    return { span: { ...keyPlace, end: old.place.end }, text };
  }
}
