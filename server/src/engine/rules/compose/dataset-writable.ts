import { commandAt } from "../../model/compose/command.ts";
import { environmentOf, isEnvironmentComplete } from "../../model/compose/environment.ts";
import type { ServiceMount } from "../../model/compose/mounts.ts";
import { volumesOf } from "../../model/compose/mounts.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import { startOf } from "../../model/compose/start.ts";
import { scalarOf, valueOf } from "../../model/compose/value.ts";
import { isInside } from "../../model/mounts.ts";
import { knownText } from "../../model/resolved.ts";
import type { Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { trainingsOf } from "../shared/training.ts";
import { addEntry } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "dataset-writable",
  subject: "compose",
  category: "training",
  severity: "warning",
  since: "0.2.0",
  summary: "a training that may write into the dataset on the host",
  sources: ["Docker documentation, Bind mounts"],
  preset: "strict",
  *check({ project, source }) {
    if (project.isFragment) return;
    for (const service of project.services.values()) {
      const [training] = trainingsOf(service);
      if (training === undefined) continue;
      for (const mount of volumesOf(service)) {
        const target = knownText(mount.target);
        if (mount.kind !== "bind" || mount.readOnly !== false || target === undefined) continue;
        if (isMeant(mount)) continue;
        if (!isOnlyDataset(service, mount, target)) continue;
        const fix = readOnly(source, mount);
        yield {
          at: mount.at,
          message: `A bug in ${training.word} can change or delete the dataset on the host, which is mounted writable at ${target}. Mount it read-only, with ${mount.form === "short" ? ":ro" : "read_only: true"}, if the training keeps no cache there.`,
          related: [{ at: commandAt(training.command, training.span), message: "The training." }],
          fixes: fix === undefined ? [] : [fix],
        };
      }
    }
  },
});

/** Whether the file says itself that it may be written to. */
function isMeant({ value }: ServiceMount): boolean {
  if (value.kind === "scalar") return modesOf(value.raw)?.split(",").includes("rw") === true;
  return valueOf(value, "read_only") !== undefined;
}

/** What stands behind the second colon. */
function modesOf(raw: string): string | undefined {
  return /^[^:]+:[^:]+:([^:]+)$/.exec(raw.replaceAll(/\$\{[^}]*\}/g, "x"))?.[1];
}

/** A path that a service's words or variables name, and the option or variable that does. */
interface Named {
  readonly by: string;
  readonly path: string;
}

/** Whether a mount holds a dataset and nothing else, as far as the words and variables of the service tell. */
function isOnlyDataset(service: ComposeService, mount: ServiceMount, target: string): boolean {
  const named = pathsOf(service);
  const folder = scalarOf(service.value, "working_dir");
  if (named === undefined || (folder !== undefined && isInside(knownText(folder.value) ?? target, target)))
    return false;
  const inside = named.filter(({ path }) => isInside(path, target));
  if (!inside.every(({ by }) => INPUT.test(by) && !OUTPUT.test(by))) return false;
  const source = knownText(mount.source) ?? "";
  if ([source, target].some((path) => DATASET.test(path.replace(/\/+$/, "")))) return true;
  // `data` holds anything, unless the training reads it there and writes elsewhere.
  const writesElsewhere = named.some(({ by, path }) => OUTPUT.test(by) && !isInside(path, target));
  return inside.length > 0 && (writesElsewhere || hasPlaceForResults(service, mount));
}

/** Undefined where variables that are not known may name any. */
function pathsOf(service: ComposeService): readonly Named[] | undefined {
  if (!isEnvironmentComplete(service)) return undefined;
  const named: Named[] = [];
  for (const [by, { value }] of environmentOf(service)) named.push({ by, path: knownText(value) ?? "" });
  const words = startOf(service)?.words ?? [];
  for (const [index, { value }] of words.entries()) {
    const text = knownText(value);
    if (text === undefined) continue;
    const [by, path] = /^--?[\w-]+=/.test(text)
      ? text.split(/=(.*)/s)
      : [knownText(words[index - 1]?.value), text];
    named.push({ by: by ?? "", path: path ?? "" });
  }
  return named;
}

function hasPlaceForResults(service: ComposeService, mount: ServiceMount): boolean {
  return volumesOf(service).some(
    (one) => one !== mount && one.readOnly === false && OUTPUT.test(knownText(one.target) ?? ""),
  );
}

/** A path that ends in a folder whose name says it. */
const DATASET = /(?:^|[/_-])(?:datasets?|imagenet|coco)(?:[_-]?\d{2,4})?$/i;

/** What an option or a variable is called that names what is read. */
const INPUT = /data|train|val|test|input|images?|annotations?|labels?/i;

/** And what is written. */
const OUTPUT = /out|save|logs?|results?|cache|checkpoint|ckpt|runs?|artifact|models?|weights?|project|te?mp/i;

function readOnly(source: string, mount: ServiceMount): Fix | undefined {
  const { value, place } = mount;
  const title = "Mount it read-only";
  if (value.kind === "map") {
    const edit = addEntry(source, value, "read_only: true");
    return edit === undefined ? undefined : { title, safety: "suggested", edits: [edit] };
  }
  if (value.kind !== "scalar") return undefined;
  const written = source.slice(place.start, place.end);
  const isQuoted = written === `"${value.raw}"` || written === `'${value.raw}'`;
  if (!isQuoted && written !== value.raw) return undefined;
  const end = isQuoted ? place.end - 1 : place.end;
  const text = modesOf(value.raw) === undefined ? ":ro" : ",ro";
  return { title, safety: "suggested", edits: [{ span: { ...place, start: end, end }, text }] };
}
