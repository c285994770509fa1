import { compareVersions } from "../../knowledge/index.ts";
import { entryOf } from "../../model/compose/value.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  name: "gpus-version",
  subject: "compose",
  category: "gpu",
  severity: "warning",
  since: "0.2.0",
  summary: "gpus for a Compose that is too old for it and starts the container without a GPU",
  sources: ["docker/compose go.mod by release; measured with Compose 2.26"],
  *check({ project, host }) {
    const { compose } = host;
    if (compose === undefined) return;
    for (const service of project.services.values()) {
      const gpus = entryOf(service.value, "gpus");
      const kind = gpus?.value.kind;
      const needed = kind === "list" ? LIST_FROM : kind === "scalar" ? WORD_FROM : undefined;
      if (gpus === undefined || needed === undefined || compareVersions(compose, needed) >= 0) continue;
      yield {
        at: gpus.keyAt,
        message: `Compose ${compose} ignores ${kind === "list" ? "the list of gpus" : "gpus: all"} (read from ${needed} on) and starts the container without a GPU. Update Compose, or ask through deploy.resources.reservations.devices.`,
      };
    }
  },
});

/** The first Compose releases that read the list, and the word. */
const LIST_FROM = "2.30.0";
const WORD_FROM = "2.33.0";
