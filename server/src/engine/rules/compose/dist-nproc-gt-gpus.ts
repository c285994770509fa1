import type { TrainingLauncher } from "../../knowledge/types.ts";
import { environmentOf } from "../../model/compose/environment.ts";
import { gpuCount } from "../../model/compose/gpus.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import { knownText } from "../../model/resolved.ts";
import type { Finding } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { countGiven } from "../shared/gpu-words.ts";
import type { Launch } from "../shared/launches.ts";
import { placeOfNumber } from "../shared/launch-place.ts";
import { numberOf, replaceArgument, runsElsewhere, trainingLaunches } from "../shared/launches.ts";

export default defineRule({
  name: "dist-nproc-gt-gpus",
  subject: "compose",
  category: "training",
  severity: "error",
  since: "0.2.0",
  summary: "more training processes than GPUs in the container",
  sources: ["torch-run", "accelerate-launch", "deepspeed-runner"],
  *check({ project, source }) {
    for (const service of project.services.values()) {
      const gpus = gpuCount(service);
      if (typeof gpus !== "number" || gpus === 0) continue;
      for (const launch of trainingLaunches(service)) {
        const finding = report(service, launch, gpus, source);
        if (finding !== undefined) yield finding;
      }
    }
  },
});

function report(
  service: ComposeService,
  launch: Launch<TrainingLauncher>,
  gpus: number,
  source: string,
): Finding | undefined {
  const { launcher, command, args } = launch;
  const processes = numberOf(args, launcher.processes);
  if (processes === undefined || processes === "unknown" || runsElsewhere(launch)) return undefined;
  const { n, argument } = processes;
  if (n <= gpus || trainsOnCpu(service, launch)) return undefined;
  const machines = numberOf(args, launcher.machines);
  // A number for all machines says nothing of this one.
  if (launcher.total === true && machines !== undefined && (machines === "unknown" || machines.n > 1))
    return undefined;
  const edit = replaceArgument(source, command, argument, String(gpus));
  return {
    ...placeOfNumber(command, argument.span),
    message: `${launcher.program} starts ${n} processes, but the service asks for ${countGiven(gpus)}: each process takes a GPU of its own, and those without one fail with "invalid device ordinal". Start ${gpus}, or ask for ${n} GPUs.`,
    fixes: edit === undefined ? [] : [{ title: `Start ${gpus}`, safety: "suggested", edits: [edit] }],
  };
}

/** Words that say that the processes do without GPUs, which the file then reserves for something else. */
function trainsOnCpu(service: ComposeService, { command }: Launch<TrainingLauncher>): boolean {
  const words = command.args.map(({ value }) => knownText(value)?.toLowerCase() ?? "");
  if (
    words.some((word) =>
      /^(?:.*=)?(?:gloo|mpi|cpu)$|^--(?:no-|use[-_])?cpu$|^--no[-_](?:cuda|gpu)$/.test(word),
    )
  )
    return true;
  return ["CUDA_VISIBLE_DEVICES", "ACCELERATE_USE_CPU"].some(
    (name) => command.environment.has(name) || environmentOf(service).has(name),
  );
}
