import { entryOf, listOf } from "../../model/compose/value.ts";
import { nameOf } from "../../text/path.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  name: "gpu-generic-resources",
  subject: "compose",
  category: "gpu",
  severity: "warning",
  since: "0.2.0",
  summary: "generic_resources, which docker compose ignores",
  sources: ["docker/compose never reads generic_resources; measured with Compose 2.26"],
  *check({ project, path }) {
    if (/swarm|stack/i.test(nameOf(path ?? ""))) return;
    for (const service of project.services.values()) {
      const generic = entryOf(service.value, "deploy", "resources", "reservations", "generic_resources");
      const reservations = entryOf(service.value, "deploy", "resources", "reservations");
      if (generic === undefined || (listOf(generic.value)?.items.length ?? 0) === 0) continue;
      if (listOf(reservations?.value, "devices") !== undefined) continue;
      if (SWARM.some((key) => entryOf(service.value, "deploy", key) !== undefined)) continue;
      yield {
        at: generic.keyAt,
        message:
          'docker compose ignores generic_resources, which are for Swarm: the container gets no GPU by it. Ask for one under devices: "- driver: nvidia", "count: 1", "capabilities: [gpu]".',
      };
    }
  },
});

/** Keys of `deploy` that only a Swarm heeds. */
const SWARM: readonly string[] = ["placement", "update_config", "rollback_config", "endpoint_mode"];
