import { entryOf, listOf } from "../../model/compose/value.ts";
import { defineRule } from "../rule.ts";
import { isForSwarm, isSwarmName } from "../shared/swarm.ts";

export default defineRule({
  name: "gpu-generic-resources",
  subject: "compose",
  category: "gpu",
  severity: "warning",
  since: "0.2.0",
  summary: "generic_resources, which docker compose ignores",
  sources: ["docker/compose never reads generic_resources; measured with Compose 2.26"],
  *check({ project, path }) {
    if (isSwarmName(path)) return;
    for (const service of project.services.values()) {
      const generic = entryOf(service.value, "deploy", "resources", "reservations", "generic_resources");
      const reservations = entryOf(service.value, "deploy", "resources", "reservations");
      if (generic === undefined || (listOf(generic.value)?.items.length ?? 0) === 0) continue;
      if (listOf(reservations?.value, "devices") !== undefined) continue;
      if (isForSwarm(service)) continue;
      yield {
        at: generic.keyAt,
        message:
          'docker compose ignores generic_resources, which are for Swarm: the container gets no GPU by it. Ask for one under devices: "- driver: nvidia", "count: 1", "capabilities: [gpu]".',
      };
    }
  },
});
