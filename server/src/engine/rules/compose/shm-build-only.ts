import { buildOf } from "../../model/compose/image.ts";
import { requestsGpu } from "../../model/compose/gpus.ts";
import { textOf } from "../../model/compose/value.ts";
import { shortened } from "../../text/shortened.ts";
import { defineRule } from "../rule.ts";
import { hasDefaultShm, sharedMemoryUse } from "../shared/shm-use.ts";
import { addEntry, quoteIfNeeded } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "shm-build-only",
  subject: "compose",
  category: "run-time",
  severity: "warning",
  since: "0.2.0",
  summary: "shm_size below build alone, for a service whose containers need it",
  sources: ["compose-spec build.md, shm_size"],
  *check({ project, source }) {
    if (project.isFragment) return;
    for (const service of project.services.values()) {
      const size = buildOf(service)?.shmSize;
      if (size === undefined || !hasDefaultShm(service)) continue;
      const use = sharedMemoryUse(service);
      if (use === undefined && !requestsGpu(service)) continue;
      const text = textOf(size.value);
      const edit =
        text === undefined || text === ""
          ? undefined
          : addEntry(source, service.value, `shm_size: ${quoteIfNeeded(text)}`);
      const shown = text === undefined ? "" : ` ${shortened(text, 20)}`;
      yield {
        at: size.keyAt,
        message: `shm_size${shown} below build is for the steps of the build: the container runs with 64 MiB in /dev/shm. Set shm_size beside build as well.`,
        related: use === undefined ? [] : [{ at: use.at, message: "What shares memory when it runs." }],
        fixes:
          edit === undefined
            ? []
            : [{ title: `Add shm_size${shown} to the service`, safety: "safe", edits: [edit] }],
      };
    }
  },
});
