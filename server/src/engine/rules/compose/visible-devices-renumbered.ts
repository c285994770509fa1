import type { ComposeCommand } from "../../model/compose/command.ts";
import { commandAt, serviceCommands } from "../../model/compose/command.ts";
import type { EnvEntry } from "../../model/compose/environment.ts";
import { environmentOf } from "../../model/compose/environment.ts";
import type { GpuRequest } from "../../model/compose/gpus.ts";
import { countOf, gpuRequests } from "../../model/compose/gpus.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import type { Place } from "../../model/compose/value.ts";
import { listOf, mapOf, scalarOf, valueOf } from "../../model/compose/value.ts";
import { knownText } from "../../model/resolved.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { givenToOthers } from "../shared/given-to-others.ts";
import { countGiven } from "../shared/gpu-words.ts";
import { removeEntry, removeItem } from "../shared/yaml-edits.ts";

const NAME = "CUDA_VISIBLE_DEVICES";

export default defineRule({
  name: "visible-devices-renumbered",
  subject: "compose",
  category: "gpu",
  severity: "error",
  since: "0.2.0",
  summary: "CUDA_VISIBLE_DEVICES with the host's numbers of GPUs, which the container does not have",
  sources: ["CUDA C++ Programming Guide, environment variables", "NVIDIA Container Toolkit documentation"],
  *check({ project, source }) {
    const isShared = givenToOthers(project, (service) => environmentOf(service).get(NAME)?.valuePlace);
    const isCountShared = givenToOthers(project, (service) => givenTo(service)?.request.keys.count?.keyPlace);
    for (const service of project.services.values()) {
      const given = givenTo(service);
      if (given === undefined) continue;
      for (const written of visibleDevices(service)) {
        const named = indexesOf(written.text);
        if (named === undefined || named.every((index) => index < given.ids.length)) continue;
        const finding = report(service, written, named, given, source);
        // What goes from an environment or a request that others have, too, they may need.
        const isKept =
          (written.entry !== undefined && isShared(service)) ||
          (idsMeant(named, given) !== undefined && isCountShared(service));
        yield isKept ? { ...finding, fixes: [] } : finding;
      }
    }
  },
});

interface Given {
  readonly request: GpuRequest;
  /** The host's numbers in ascending order, or other ids of whole GPUs. */
  readonly ids: readonly string[];
}

interface Written {
  readonly text: string;
  readonly at: Place;
  readonly entry: EnvEntry | undefined;
}

/** The GPUs of a service that makes one request for them, as far as each is known to be a whole one. */
function givenTo(service: ComposeService): Given | undefined {
  const requests = gpuRequests(service);
  const [request] = requests;
  if (request === undefined || requests.length !== 1 || request.isGpu !== true) return undefined;
  const given = countOf(request);
  if (typeof given !== "object" || given.size === 0) return undefined;
  const ids = [...given];
  if (!ids.every((id) => /^(?:\d{1,4}|GPU-[\da-fA-F-]+)$/.test(id))) return undefined;
  return { request, ids: ids.toSorted((a, b) => Number(a) - Number(b)) };
}

function visibleDevices(service: ComposeService): readonly Written[] {
  const entry = environmentOf(service).get(NAME);
  const text = knownText(entry?.value);
  const own = entry === undefined || text === undefined ? [] : [{ text, at: entry.valueAt, entry }];
  return [...own, ...serviceCommands(service).flatMap(inCommand)];
}

/** `CUDA_VISIBLE_DEVICES=2 python …` and `export CUDA_VISIBLE_DEVICES=2`. */
function inCommand(command: ComposeCommand): readonly Written[] {
  const { shell, environment, name, args } = command;
  const text = knownText(environment.get(NAME));
  const assignment = shell?.assignments.find((one) => one.name === NAME)?.value;
  if (text !== undefined && assignment !== undefined)
    return [{ text, at: commandAt(command, assignment.span), entry: undefined }];
  if (name !== "export") return [];
  const exported = args.find(({ value }) => knownText(value)?.startsWith(`${NAME}=`));
  if (exported === undefined) return [];
  const value = (knownText(exported.value) ?? "").slice(NAME.length + 1);
  return [{ text: value, at: commandAt(command, exported.span), entry: undefined }];
}

/** The indexes, if it holds nothing else. A negative one hides the GPUs on purpose. */
function indexesOf(text: string): readonly number[] | undefined {
  const parts = text.split(",").map((part) => part.trim());
  return parts.every((part) => /^\d{1,4}$/.test(part)) ? parts.map(Number) : undefined;
}

function report(
  service: ComposeService,
  { text, at, entry }: Written,
  named: readonly number[],
  given: Given,
  source: string,
): Finding {
  const { request, ids } = given;
  const meant = idsMeant(named, given);
  const remedy =
    meant === undefined
      ? `Leave ${NAME} out, or count from 0.`
      : `For ${named.length === 1 ? "GPU" : "the GPUs"} ${named.join(" and ")} of the host, write ${meant} in the request instead of count: ${ids.length}, and leave ${NAME} out.`;
  const first = named.findIndex((index) => index >= ids.length);
  const seen = named.slice(0, first);
  const numbers = ids.length === 1 ? "as GPU 0" : `as GPUs 0 to ${ids.length - 1}`;
  const fix = entry === undefined ? undefined : fixOf(service, entry, named, given, source);
  return {
    at,
    message: `The container sees ${seen.length === 0 ? "no GPU" : `only ${seen.length === 1 ? "GPU" : "GPUs"} ${seen.join(", ")}`}: it gets ${countGiven(ids.length)}, numbered anew ${numbers}, and CUDA stops at number ${named[first] ?? text}, which is none of them. ${remedy}`,
    related: [{ at: request.at, message: `The request that gives ${countGiven(ids.length)}.` }],
    fixes: fix === undefined ? [] : [fix],
  };
}

/** The ids to ask for where a request is for just as many GPUs as the variable names: who counts by the host wants those. */
function idsMeant(named: readonly number[], { request, ids }: Given): string | undefined {
  const isCounted = request.count?.kind === "number" && request.keys.device_ids === undefined;
  if (!isCounted || new Set(named).size !== ids.length || named.length !== ids.length) return undefined;
  return `device_ids: [${named.map((index) => `"${index}"`).join(", ")}]`;
}

/** Where it names just the GPUs that are given, leaving it out gives what is meant; other numbers are a guess. */
function fixOf(
  service: ComposeService,
  entry: EnvEntry,
  named: readonly number[],
  given: Given,
  source: string,
): Fix | undefined {
  const { ids } = given;
  const removal = removalOf(service, entry, source);
  if (named.join(",") === ids.join(","))
    return removal === undefined ? undefined : { title: `Remove ${NAME}`, safety: "safe", edits: [removal] };
  const meant = idsMeant(named, given);
  if (meant !== undefined) {
    const edit = countInto(meant, given, service, source);
    return removal === undefined || edit === undefined
      ? undefined
      : { title: `Ask for ${meant}`, safety: "suggested", edits: [edit, removal] };
  }
  const indexes = named.map((index) => ids.indexOf(String(index)));
  const { valuePlace, raw = "", form } = entry;
  const width = valuePlace.end - valuePlace.start;
  const isPlain = form !== "env_file" && width === raw.length && !raw.includes("$");
  const isQuoted = form === "map" && width === raw.length + 2 && !raw.includes("$");
  if (!indexes.includes(-1) && (isPlain || isQuoted)) {
    const text = form === "map" ? `"${indexes.join(",")}"` : indexes.join(",");
    const edits = [{ span: valuePlace, text }];
    return { title: `Count from 0: ${indexes.join(",")}`, safety: "suggested", edits };
  }
  return removal === undefined
    ? undefined
    : { title: `Remove ${NAME}`, safety: "suggested", edits: [removal] };
}

/** The edit that writes ids in the place of a count; undefined where a variable or an alias gives it. */
function countInto(
  ids: string,
  { request: { keys } }: Given,
  { project }: ComposeService,
  source: string,
): Fix["edits"][number] | undefined {
  if (keys.count === undefined) return undefined;
  const { keyPlace, value } = keys.count;
  const span = { file: keyPlace.file, start: keyPlace.start, end: value.place.end };
  const isWritten =
    span.file === project.path &&
    value.place.file === span.file &&
    /^["']?count["']?\s*:[ \t]+["']?\d+["']?$/.test(source.slice(span.start, span.end));
  return isWritten ? { span, text: ids } : undefined;
}

function removalOf(
  service: ComposeService,
  { scalar }: EnvEntry,
  source: string,
): Fix["edits"][number] | undefined {
  const environment = valueOf(service.value, "environment");
  if (scalar === undefined) return undefined;
  const map = mapOf(environment);
  const entry = map?.entries.get(NAME);
  if (map !== undefined && entry !== undefined && scalarOf(entry.value) === scalar) {
    const isOnly = map.entries.size === 1 ? service.value.entries.get("environment") : undefined;
    return isOnly === undefined
      ? removeEntry(source, map, entry)
      : removeEntry(source, service.value, isOnly);
  }
  const list = listOf(environment);
  const isOnly = list?.items.length === 1 ? service.value.entries.get("environment") : undefined;
  if (isOnly !== undefined) return removeEntry(source, service.value, isOnly);
  return list === undefined ? undefined : removeItem(source, list, scalar);
}
