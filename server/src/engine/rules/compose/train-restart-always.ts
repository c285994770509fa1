import { commandAt } from "../../model/compose/command.ts";
import { restartOf } from "../../model/compose/settings.ts";
import type { Restart } from "../../model/compose/settings.ts";
import type { ComposeScalar } from "../../model/compose/value.ts";
import type { Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { isSwarmStack } from "../shared/swarm.ts";
import { oneShotTraining } from "../shared/training.ts";
import { replaceScalar } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "train-restart-always",
  subject: "compose",
  category: "training",
  severity: "warning",
  since: "0.2.0",
  summary: "a training that is started again when it has succeeded",
  sources: ["Docker documentation, restart policies", "compose-spec deploy.md, restart_policy"],
  *check({ project, source, path }) {
    for (const service of project.services.values()) {
      const restart = restartOf(service);
      if (restart?.policy !== "always" && restart?.policy !== "unless-stopped") continue;
      const { value } = restart.entry;
      const training = oneShotTraining(service);
      // Without a condition the policy is a Swarm's default, which Compose does not take over.
      if (training === undefined || value.kind !== "scalar" || isSwarmStack(project, path)) continue;
      const fix = toOnFailure(source, restart, value);
      yield {
        at: value.at,
        message: `${training.word} ends when the training is done, and "${value.raw}" then starts it from the beginning. Use on-failure, which starts it again only after an error.`,
        related: [{ at: commandAt(training.command, training.span), message: "The training." }],
        fixes: fix === undefined ? [] : [fix],
      };
    }
  },
});

function toOnFailure(source: string, { entry }: Restart, value: ComposeScalar): Fix | undefined {
  if (entry.node === undefined || value.raw.includes("$")) return undefined;
  const edits = [replaceScalar(source, value, "on-failure")];
  return { title: "Use on-failure", safety: "suggested", edits };
}
