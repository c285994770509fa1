import { commandAt } from "../../model/compose/command.ts";
import { requestsGpu } from "../../model/compose/gpus.ts";
import { memoryLimitOf } from "../../model/compose/settings.ts";
import { valueOf } from "../../model/compose/value.ts";
import { defineRule } from "../rule.ts";
import { isSwarmStack } from "../shared/swarm.ts";
import { trainingsOf } from "../shared/training.ts";
import { addEntry } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "memory-unlimited",
  subject: "compose",
  category: "run-time",
  severity: "warning",
  since: "0.2.0",
  summary: "a training on a GPU that may use all of the host's memory",
  sources: ["Docker documentation, Resource constraints"],
  preset: "strict",
  *check({ project, source, path }) {
    if (project.isFragment) return;
    for (const service of project.services.values()) {
      const [training] = trainingsOf(service);
      if (training === undefined || memoryLimitOf(service) !== undefined || !requestsGpu(service)) continue;
      // The group may have the limit.
      if (valueOf(service.value, "cgroup_parent") !== undefined) continue;
      // A Swarm does not take mem_limit.
      const isSwarm = isSwarmStack(project, path);
      const edit = isSwarm ? undefined : addEntry(source, service.value, "mem_limit: 32gb");
      const key = isSwarm ? "deploy.resources.limits.memory" : "mem_limit";
      yield {
        at: service.at,
        message: `${training.word} may use all of the host's memory, and one leak takes down whatever else runs there. Set ${key}, to somewhat less than the host has.`,
        related: [{ at: commandAt(training.command, training.span), message: "The training." }],
        fixes:
          edit === undefined ? [] : [{ title: "Add mem_limit: 32gb", safety: "suggested", edits: [edit] }],
      };
    }
  },
});
