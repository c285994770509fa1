import type { ComposeEntry, ComposeMap } from "../../model/compose/value.ts";
import { entryOf, mapOf } from "../../model/compose/value.ts";
import { nearest } from "../../text/nearest.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  name: "gpu-misplaced",
  subject: "compose",
  category: "gpu",
  severity: "error",
  since: "0.2.0",
  summary: "a GPU request in the wrong place, or below a misspelt key, which Compose refuses",
  sources: ["compose-spec schema, deploy; measured with Compose 2.26"],
  supersedes: ["key-unknown"],
  *check({ project }) {
    for (const { value } of project.services.values()) {
      yield* misplacedInService(value);
      const deploy = mapOf(value, "deploy");
      const resources = mapOf(deploy, "resources");
      if (deploy !== undefined) yield* below(deploy, "deploy", ["resources"]);
      if (resources !== undefined) yield* below(resources, "deploy.resources", ["limits", "reservations"]);
      const reservations = mapOf(resources, "reservations");
      if (reservations !== undefined)
        yield* below(reservations, "deploy.resources.reservations", ["devices"]);
      yield* inLimits(resources);
    }
  },
});

const PLACE = "deploy.resources.reservations.devices";

/** Keys that Compose knows beside the one that leads on to the request. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  deploy: [
    "mode",
    "endpoint_mode",
    "replicas",
    "labels",
    "placement",
    "restart_policy",
    "rollback_config",
    "update_config",
  ],
  "deploy.resources": [],
  "deploy.resources.reservations": ["cpus", "memory", "generic_resources"],
};

function* misplacedInService(service: ComposeMap): Generator<Finding> {
  for (const key of ["resources", "reservations"]) {
    const entry = entryOf(service, key);
    if (entry !== undefined && holdsRequest(entry)) yield refused(entry, "a service", PLACE);
  }
  const gpu = entryOf(service, "gpu");
  if (gpu === undefined) return;
  yield {
    at: gpu.keyAt,
    message:
      'Compose refuses the key "gpu" of a service ("Additional property gpu is not allowed"). It is called gpus.',
    fixes: service.entries.has("gpus") ? [] : rename(gpu, "gpus"),
  };
}

/** Keys of a map on the way to the request that Compose does not know. */
function* below(map: ComposeMap, path: string, leading: readonly string[]): Generator<Finding> {
  for (const entry of map.entries.values()) {
    const { key } = entry;
    const known = [...leading, ...(OTHERS[path] ?? [])];
    if (known.includes(key) || key.startsWith("x-") || !holdsRequest(entry)) continue;
    const meant = nearest(key, leading);
    if (meant === undefined || map.entries.has(meant)) {
      yield refused(entry, path, PLACE);
      continue;
    }
    yield {
      at: entry.keyAt,
      message: `Compose refuses the key "${key}" of ${path} ("Additional property ${key} is not allowed"). It is called ${meant}.`,
      fixes: rename(entry, meant),
    };
  }
}

function* inLimits(resources: ComposeMap | undefined): Generator<Finding> {
  const limits = entryOf(resources, "limits");
  const devices = entryOf(limits?.value, "devices");
  if (limits === undefined || devices === undefined || limits.value.kind !== "map") return;
  const isAlone = limits.value.entries.size === 1 && resources?.entries.has("reservations") === false;
  yield {
    ...refused(devices, "deploy.resources.limits", PLACE),
    fixes: isAlone ? rename(limits, "reservations") : [],
  };
}

function refused({ key, keyAt }: ComposeEntry, where: string, place: string): Finding {
  return {
    at: keyAt,
    message: `Compose refuses the key "${key}" of ${where} ("Additional property ${key} is not allowed"). A GPU request stands in ${place}.`,
  };
}

/** Whether an entry is, or holds somewhere, a list of requests: what else is misspelt is not about GPUs. */
function holdsRequest({ key, value }: ComposeEntry, depth = 0): boolean {
  if (/^devices?$/.test(key)) return value.kind === "list" && value.items.some((item) => item.kind === "map");
  if (value.kind !== "map" || depth > 3) return false;
  return [...value.entries.values()].some((entry) => holdsRequest(entry, depth + 1));
}

function rename({ keyPlace }: ComposeEntry, text: string): readonly Fix[] {
  return [{ title: `Change to ${text}`, safety: "safe", edits: [{ span: keyPlace, text }] }];
}
