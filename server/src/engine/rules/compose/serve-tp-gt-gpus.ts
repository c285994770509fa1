import type { ServingLauncher } from "../../knowledge/types.ts";
import { environmentOf } from "../../model/compose/environment.ts";
import { gpuCount } from "../../model/compose/gpus.ts";
import { imageFactsOf } from "../../model/compose/image.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import { startCommands } from "../../model/compose/start.ts";
import { knownText } from "../../model/resolved.ts";
import { servingLauncherOfFamily } from "../../knowledge/index.ts";
import type { Finding } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { countGiven } from "../shared/gpu-words.ts";
import type { Launch } from "../shared/launches.ts";
import { placeOfNumber } from "../shared/launch-place.ts";
import { numberOf, replaceArgument, runsElsewhere, servingLaunches } from "../shared/launches.ts";
import type { PlacedEdit } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "serve-tp-gt-gpus",
  subject: "compose",
  category: "serving",
  severity: "error",
  since: "0.2.0",
  summary: "a model server that spreads its model over more GPUs than the container has",
  sources: ["vllm-parallel", "sglang-server-args", "tgi-launcher", "lmdeploy-cli"],
  *check({ project, source }) {
    for (const service of project.services.values()) {
      const gpus = gpuCount(service);
      if (typeof gpus !== "number" || gpus === 0) continue;
      if (startCommands(service).some(({ name }) => name === "ray")) continue;
      const launches = servingLaunches(service);
      for (const launch of launches) {
        const finding = reportOptions(launch, gpus, source);
        if (finding !== undefined) yield finding;
      }
      const finding = reportVariable(service, launches, gpus);
      if (finding !== undefined) yield finding;
    }
  },
});

function reportOptions(launch: Launch<ServingLauncher>, gpus: number, source: string): Finding | undefined {
  const { launcher, command, args } = launch;
  if (runsElsewhere(launch)) return undefined;
  const numbers = launcher.factors.map((names) => numberOf(args, names));
  const known = numbers.flatMap((number) => (number === undefined || number === "unknown" ? [] : [number]));
  const factors = known.filter(({ n }) => n !== 1);
  const [first] = factors;
  const needed = factors.reduce((product, { n }) => product * n, 1);
  if (first === undefined || needed <= gpus || numbers.includes("unknown")) return undefined;
  const others = needed / first.n;
  const fitting = gpus % others === 0 ? gpus / others : undefined;
  const edit =
    fitting === undefined ? undefined : replaceArgument(source, command, first.argument, String(fitting));
  const product = factors.length > 1 ? ` (${factors.map(({ n }) => n).join(" × ")})` : "";
  return finding(
    placeOfNumber(command, first.argument.span),
    launcher.title,
    `${needed}${product}`,
    gpus,
    needed,
    edit,
  );
}

/** A number in a variable counts where no option gives one. */
function reportVariable(
  service: ComposeService,
  launches: readonly Launch<ServingLauncher>[],
  gpus: number,
): Finding | undefined {
  const family = imageFactsOf(service)?.family;
  const launcher =
    launches.find((launch) => launch.launcher.variable !== undefined)?.launcher ??
    (family === undefined ? undefined : servingLauncherOfFamily(family));
  const [names] = launcher?.factors ?? [];
  if (launcher?.variable === undefined || names === undefined) return undefined;
  if (launches.some(({ args }) => numberOf(args, names) !== undefined)) return undefined;
  const variable = environmentOf(service).get(launcher.variable);
  const text = knownText(variable?.value) ?? "";
  if (variable === undefined || !/^\d{1,5}$/.test(text) || Number(text) <= gpus) return undefined;
  const { valuePlace, form, raw } = variable;
  const isPlain = form === "list" && raw === text && valuePlace.end - valuePlace.start === text.length;
  const isMapped = form === "map" && raw === text;
  const edit = isPlain
    ? { span: valuePlace, text: String(gpus) }
    : isMapped
      ? { span: valuePlace, text: `"${gpus}"` }
      : undefined;
  return finding({ at: variable.valueAt }, launcher.title, text, gpus, Number(text), edit);
}

function finding(
  place: Pick<Finding, "at" | "related">,
  title: string,
  shown: string,
  gpus: number,
  needed: number,
  edit: PlacedEdit | undefined,
): Finding {
  return {
    ...place,
    message: `${title} needs ${shown} GPUs, but the service asks for ${countGiven(gpus)}: the server does not start. Use as many as it gets, or ask for ${needed}.`,
    fixes:
      edit === undefined
        ? []
        : [{ title: `Spread the model over ${countGiven(gpus)}`, safety: "suggested", edits: [edit] }],
  };
}
