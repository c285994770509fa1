import { buildOf } from "../../model/compose/image.ts";
import { defineRule } from "../rule.ts";
import { isSwarmStack } from "../shared/swarm.ts";
import { hasDefaultShm, sharedMemoryUse } from "../shared/shm-use.ts";
import { addEntry } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "shm-default",
  subject: "compose",
  category: "run-time",
  severity: "warning",
  since: "0.2.0",
  summary: "processes that share memory, in the 64 MiB of /dev/shm that a container has by default",
  sources: ["torch-dataloader", "ngc-banner", "vllm-shm", "sglang-shm", "tgi-shm"],
  *check({ project, source, path }) {
    if (project.isFragment || isSwarmStack(project, path)) return;
    for (const service of project.services.values()) {
      if (!hasDefaultShm(service) || buildOf(service)?.shmSize !== undefined) continue;
      const use = sharedMemoryUse(service);
      if (use === undefined) continue;
      const edit = addEntry(source, service.value, "shm_size: 8gb");
      yield {
        at: service.at,
        severity: use.certainty === "surely" ? "warning" : "info",
        message: `The container has 64 MiB in /dev/shm, and ${use.what}: what does not fit ends in a bus error. Set shm_size, or use the host's with "ipc: host".`,
        related: [{ at: use.at, message: "What shares memory." }],
        fixes: edit === undefined ? [] : [{ title: "Add shm_size: 8gb", safety: "safe", edits: [edit] }],
      };
    }
  },
});
