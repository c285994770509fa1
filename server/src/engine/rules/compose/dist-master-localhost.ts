import type { TrainingLauncher } from "../../knowledge/types.ts";
import { commandAt, commandFile } from "../../model/compose/command.ts";
import type { Argument } from "../../model/command-line.ts";
import { environmentOf, environmentText } from "../../model/compose/environment.ts";
import { serviceByHost } from "../../model/compose/hosts.ts";
import type { ComposeProject, ComposeService } from "../../model/compose/project.ts";
import { networkModeOf } from "../../model/compose/settings.ts";
import type { Place } from "../../model/compose/value.ts";
import { optionUse } from "../../model/options.ts";
import { knownText } from "../../model/resolved.ts";
import type { Finding } from "../rule.ts";
import { defineRule } from "../rule.ts";
import type { Launch } from "../shared/launches.ts";
import { trainingLaunches } from "../shared/launches.ts";
import type { PlacedEdit } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "dist-master-localhost",
  subject: "compose",
  category: "training",
  severity: "error",
  since: "0.2.0",
  summary: "a training of several machines that looks for the first one in the container itself",
  sources: ["torch-run", "accelerate-launch"],
  *check({ project, source }) {
    const found = [...project.services.values()].flatMap((service) => mastersOf(service));
    const named = new Set(found.flatMap((master) => namedBy(master)));
    const firsts = new Set([
      ...named,
      ...found.filter(({ rank }) => rank === 0).map(({ service }) => service),
    ]);
    for (const master of found) {
      if (!isLocal(master.host) || master.rank === 0 || named.has(master.service)) continue;
      // Containers that share a network reach each other there.
      if (networkModeOf(master.service) !== undefined) continue;
      const [first, another] = firsts;
      yield report(
        master,
        project,
        another === undefined && first !== master.service ? first : undefined,
        source,
      );
    }
  },
});

/** Where a service of several machines looks for the first of them. */
interface Master {
  readonly service: ComposeService;
  readonly machines: number;
  /** Undefined where it is not known. */
  readonly rank: number | undefined;
  readonly host: string;
  readonly at: Place;
  /** Where the host stands, if it is written as it reads. */
  readonly place: Place | undefined;
}

function mastersOf(service: ComposeService): readonly Master[] {
  const launches = trainingLaunches(service).flatMap((launch) => masterOfLaunch(service, launch));
  if (launches.length > 0) return launches;
  const variable = masterOfVariables(service);
  return variable === undefined ? [] : [variable];
}

function masterOfLaunch(service: ComposeService, launch: Launch<TrainingLauncher>): readonly Master[] {
  const { launcher, command, args } = launch;
  const machines = severalIn(knownText(optionUse(args, ...launcher.machines)?.value?.value));
  if (machines === undefined) return [];
  const rank = launcher.rank === undefined ? undefined : optionUse(args, ...launcher.rank)?.value;
  return (launcher.master ?? []).flatMap((option) => {
    const value = optionUse(args, option)?.value;
    const host = value === undefined ? undefined : hostOf(knownText(value.value));
    if (value === undefined || host === undefined || command.built?.gives(value.span) === true) return [];
    if (numberIn(rank) === undefined && mayBeGiven(launch, value)) return [];
    return [
      {
        service,
        machines,
        rank: numberIn(rank),
        host,
        at: commandAt(command, value.span),
        place: placeOf(value, commandFile(command), host),
      },
    ];
  });
}

/** Whether a variable stands in the word: on the other machines it may have another value. */
function mayBeGiven({ command }: Launch<TrainingLauncher>, { span }: Argument): boolean {
  return command.scalars.some(
    ({ raw, place }) => place.start <= span.start && span.end <= place.end && raw.includes("$"),
  );
}

/** What programs that read the variables themselves are told: its own number must be known, and be another than 0. */
function masterOfVariables(service: ComposeService): Master | undefined {
  const entry = environmentOf(service).get("MASTER_ADDR");
  const host = hostOf(knownText(entry?.value));
  const name = ["NODE_RANK", "GROUP_RANK", "MACHINE_RANK", "RANK"].find((one) =>
    environmentOf(service).has(one),
  );
  const rank = name === undefined ? undefined : environmentText(service, name);
  const machines = severalIn(environmentText(service, "NNODES") ?? environmentText(service, "WORLD_SIZE"));
  if (entry === undefined || host === undefined || machines === undefined) return undefined;
  if (rank === undefined || !/^\d{1,6}$/.test(rank)) return undefined;
  const { valuePlace, raw } = entry;
  const width = valuePlace.end - valuePlace.start;
  const lead = raw === host ? (width - host.length) / 2 : -1;
  const start = valuePlace.start + lead;
  const place =
    lead === 0 || lead === 1 ? { file: valuePlace.file, start, end: start + host.length } : undefined;
  return { service, machines, rank: Number(rank), host, at: entry.valueAt, place };
}

function report(
  { machines, host, at, place }: Master,
  project: ComposeProject,
  first: ComposeService | undefined,
  source: string,
): Finding {
  const isHere =
    place !== undefined && place.file === project.path && source.slice(place.start, place.end) === host;
  const edits: readonly PlacedEdit[] =
    first === undefined || !isHere ? [] : [{ span: place, text: first.name }];
  return {
    at,
    message: `${host} is this container itself: of the ${machines} machines, all but the first wait there for one that never comes. Name the service of the first machine.`,
    fixes: edits.length === 0 ? [] : [{ title: `Use ${first?.name ?? ""}`, safety: "suggested", edits }],
  };
}

/** The other service in which a service looks for the first machine. */
function namedBy({ service, host }: Master): readonly ComposeService[] {
  const named = isLocal(host) ? undefined : serviceByHost(service.project, host);
  return named === undefined || named === service ? [] : [named];
}

/** The number in `2`, and the most in `1:4`, if they are several. */
function severalIn(machines: string | undefined): number | undefined {
  const most = Number(/^(?:\d{1,6}:)?(\d{1,6})$/.exec(machines ?? "")?.[1] ?? 1);
  return most > 1 ? most : undefined;
}

function numberIn(argument: Argument | undefined): number | undefined {
  const text = knownText(argument?.value);
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

/** The host of `host` and `host:port`. */
function hostOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : /^(\[?::1\]?|[^:]+)(?::\d+)?$/.exec(text)?.[1];
}

function isLocal(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

function placeOf({ span, raw }: Argument, file: string, host: string): Place | undefined {
  const lead =
    raw.startsWith(host) && span.end - span.start >= raw.length
      ? (span.end - span.start - raw.length) / 2
      : -1;
  if (lead !== 0 && lead !== 1) return undefined;
  const start = span.start + lead;
  return { file, start, end: start + host.length };
}
