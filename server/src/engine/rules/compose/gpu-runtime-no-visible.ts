import { environmentOf } from "../../model/compose/environment.ts";
import { gpuRequests } from "../../model/compose/gpus.ts";
import { imageOf } from "../../model/compose/image.ts";
import { entryOf, textOf, valueOf } from "../../model/compose/value.ts";
import { defineRule } from "../rule.ts";
import { addEntry } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "gpu-runtime-no-visible",
  subject: "compose",
  category: "gpu",
  severity: "warning",
  since: "0.2.0",
  summary: "runtime: nvidia for an image that names no GPUs, so that the container sees none",
  sources: ["NVIDIA Container Toolkit documentation, NVIDIA_VISIBLE_DEVICES"],
  *check({ project, source }) {
    for (const service of project.services.values()) {
      const runtime = entryOf(service.value, "runtime");
      const image = imageOf(service);
      if (runtime === undefined || textOf(runtime.value) !== "nvidia" || gpuRequests(service).length > 0)
        continue;
      // Only of images whose whole environment is known can it be said that they do not set the variable.
      if (image?.facts === undefined || image.namesResult || image.facts.accelerator !== "cpu") continue;
      if (
        environmentOf(service).has("NVIDIA_VISIBLE_DEVICES") ||
        valueOf(service.value, "env_file") !== undefined
      )
        continue;
      const edit = service.value.entries.has("gpus")
        ? undefined
        : addEntry(source, service.value, "gpus: all");
      yield {
        at: runtime.keyAt,
        message: `The container sees no GPU: ${image.reference?.text ?? "the image"} does not set NVIDIA_VISIBLE_DEVICES, and without it the runtime nvidia gives none. Ask for GPUs with gpus or deploy, or set the variable.`,
        fixes: edit === undefined ? [] : [{ title: "Add gpus: all", safety: "suggested", edits: [edit] }],
      };
    }
  },
});
