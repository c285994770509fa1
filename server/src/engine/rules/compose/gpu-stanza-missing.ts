import type { ComposeService } from "../../model/compose/project.ts";
import type { ComposeMap } from "../../model/compose/value.ts";
import { mapOf } from "../../model/compose/value.ts";
import type { Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { hasOtherMeans, isCompletedBeside, isForOthers } from "../shared/gpu-elsewhere.ts";
import { gpuNeed } from "../shared/gpu-need.ts";
import { isSwarmStack } from "../shared/swarm.ts";
import { addEntry } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "gpu-stanza-missing",
  subject: "compose",
  category: "gpu",
  severity: "warning",
  since: "0.2.0",
  summary: "a service that needs a GPU and asks for none",
  sources: ["Docker documentation, GPU support in Compose", "vllm-devices", "tgi-devices"],
  *check({ project, source, files, path }) {
    if (project.isFragment) return;
    for (const service of project.services.values()) {
      if (hasOtherMeans(service) || isForOthers(service)) continue;
      const need = gpuNeed(service);
      if (need === undefined || isSwarmStack(project, path) || isCompletedBeside(service, files)) continue;
      const fix = stanza(service, source);
      yield {
        at: service.at,
        message: `${need.what}, but the service requests none: its containers see no GPU. Add a device request.`,
        related: [{ at: need.at, message: "What needs a GPU." }],
        fixes: fix === undefined ? [] : [fix],
      };
    }
  },
});

const PATH = ["deploy", "resources", "reservations", "devices"];

/** The rest of the stanza, below what the service has of it, in steps as wide as the file's own. */
function stanza(service: ComposeService, source: string): Fix | undefined {
  let map: ComposeMap = service.value;
  let depth = 0;
  for (const key of PATH.slice(0, -1)) {
    const next = mapOf(map, key);
    if (next === undefined) break;
    map = next;
    depth += 1;
  }
  if (map.entries.has(PATH[depth] ?? "") || (map.node.kind === "map" && map.node.flow)) return undefined;
  const step = " ".repeat(stepOf(service, source));
  const keys = PATH.slice(depth).map((key, index) => `${step.repeat(index)}${key}:`);
  const inner = step.repeat(PATH.length - depth);
  const lines = [
    ...keys,
    `${inner}- driver: nvidia`,
    `${inner}  count: all`,
    `${inner}  capabilities: [gpu]`,
  ];
  const edit = addEntry(source, map, lines.join("\n"));
  return edit === undefined ? undefined : { title: "Request all GPUs", safety: "suggested", edits: [edit] };
}

/** How far the keys of a service stand to the right of its name. */
function stepOf(service: ComposeService, source: string): number {
  const { entry, value } = service;
  const [first] = value.entries.values();
  if (first === undefined || first.keyPlace.file !== entry.keyPlace.file) return 2;
  const column = (offset: number): number => offset - (source.lastIndexOf("\n", offset - 1) + 1);
  const step = column(first.keyPlace.start) - column(entry.keyPlace.start);
  return step >= 1 && step <= 8 ? step : 2;
}
