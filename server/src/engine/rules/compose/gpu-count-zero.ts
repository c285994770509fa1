import { deviceRequests } from "../../model/compose/gpus.ts";
import { scalarOf } from "../../model/compose/value.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  name: "gpu-count-zero",
  subject: "compose",
  category: "gpu",
  severity: "warning",
  since: "0.2.0",
  summary: "a GPU request with count: 0, which gives none",
  sources: ["moby-nvidia-driver"],
  *check({ project }) {
    for (const service of project.services.values()) {
      for (const { count, keys, isGpu } of deviceRequests(service)) {
        const scalar = scalarOf(keys.count?.value);
        if (isGpu === false || scalar === undefined || keys.device_ids !== undefined) continue;
        if (count?.kind !== "number" || count.n !== 0) continue;
        yield {
          at: count.at,
          message:
            "A count of 0 gives the container no GPU, but it still fails to start where no GPU driver is. Write how many it needs, or remove the request.",
          fixes: ["1", "all"].map((text) => ({
            title: `Ask for ${text === "1" ? "one GPU" : "all GPUs"}`,
            safety: "suggested",
            edits: [{ span: scalar.place, text }],
          })),
        };
      }
    }
  },
});
