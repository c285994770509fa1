import { perService } from "../memo.ts";
import { knownText } from "../resolved.ts";
import type { Pair } from "./pairs.ts";
import { pairsOf } from "./pairs.ts";
import type { ComposeService } from "./project.ts";
import type { Bytes } from "./sizes.ts";
import { bytesOf } from "./sizes.ts";
import type { ComposeEntry, ComposeMap, ComposeScalar, ComposeValue } from "./value.ts";
import { booleanOf, entryOf, integerOf, listOf, mapOf, scalarOf, textOf, valueOf } from "./value.ts";

/** A size that a service is given. */
export interface Size {
  readonly entry: ComposeEntry;
  readonly bytes: Bytes;
}

/** The size of /dev/shm when the service runs; undefined where the file leaves it to the engine, which gives 64 MiB. */
export const shmSizeOf = perService((service) => sizeAt(service.value, "shm_size"));

/** The memory limit, of `mem_limit` or `deploy.resources.limits.memory`. */
export const memoryLimitOf = perService(
  (service) =>
    sizeAt(service.value, "mem_limit") ??
    sizeAt(mapOf(service.value, "deploy", "resources", "limits"), "memory"),
);

/** A size below a map; undefined where there is none. */
export function sizeAt(map: ComposeMap | undefined, key: string): Size | undefined {
  const entry = entryOf(map, key);
  return entry === undefined ? undefined : { entry, bytes: bytesOf(entry.value) };
}

/** The limit of CPUs, of `cpus` or `deploy.resources.limits.cpus`. */
export function cpuLimitOf(
  service: ComposeService,
): { readonly entry: ComposeEntry; readonly cpus: number | undefined } | undefined {
  const entry =
    entryOf(service.value, "cpus") ?? entryOf(service.value, "deploy", "resources", "limits", "cpus");
  if (entry === undefined) return undefined;
  const text = textOf(entry.value) ?? "";
  return { entry, cpus: /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined };
}

/** `runtime`, such as `nvidia`. */
export function runtimeOf(service: ComposeService): ComposeScalar | undefined {
  return filled(scalarOf(service.value, "runtime"));
}

/** `ipc`, such as `host`. */
export function ipcOf(service: ComposeService): ComposeScalar | undefined {
  return filled(scalarOf(service.value, "ipc"));
}

/** `network_mode`, such as `host`. */
export function networkModeOf(service: ComposeService): ComposeScalar | undefined {
  return filled(scalarOf(service.value, "network_mode"));
}

/** Whether the containers have the host's network. */
export function usesHostNetwork(service: ComposeService): boolean | "unknown" {
  const mode = networkModeOf(service);
  if (mode === undefined) return false;
  const text = knownText(mode.value);
  return text === undefined ? "unknown" : text === "host";
}

/** `user`, as written: a name or number, perhaps with a group behind a colon. */
export function userOf(service: ComposeService): ComposeScalar | undefined {
  return filled(scalarOf(service.value, "user"));
}

export function privilegedOf(service: ComposeService): boolean | "unknown" {
  const value = valueOf(service.value, "privileged");
  if (value === undefined) return false;
  const text = textOf(value)?.toLowerCase();
  if (text === "yes" || text === "on") return true;
  if (text === "no" || text === "off") return false;
  return booleanOf(value) ?? "unknown";
}

/** What starts a container again that ended. */
export interface Restart {
  /** `on-failure:3` is on-failure. Undefined where variables decide. */
  readonly policy: "no" | "always" | "on-failure" | "unless-stopped" | undefined;
  /** What says it: `restart`, or else `deploy.restart_policy.condition`. */
  readonly entry: ComposeEntry;
}

/** Undefined where nothing says it: then nothing starts it again. `restart` counts before `deploy.restart_policy`. */
export function restartOf(service: ComposeService): Restart | undefined {
  const entry = entryOf(service.value, "restart");
  if (entry !== undefined) return { entry, policy: policyOf(textOf(entry.value)?.split(":", 1)[0]) };
  const swarm = mapOf(service.value, "deploy", "restart_policy");
  const condition = entryOf(swarm, "condition") ?? entryOf(service.value, "deploy", "restart_policy");
  if (swarm === undefined || condition === undefined) return undefined;
  if (condition.value === swarm) return { entry: condition, policy: "always" };
  const text = textOf(condition.value);
  return { entry: condition, policy: text === "any" ? "always" : text === "none" ? "no" : policyOf(text) };
}

function policyOf(text: string | undefined): Restart["policy"] {
  return text === "no" || text === "always" || text === "on-failure" || text === "unless-stopped"
    ? text
    : undefined;
}

/** How many containers run of a service: `deploy.replicas`, `scale`, else 1; undefined where variables decide. */
export function replicasOf(service: ComposeService): number | undefined {
  const value = valueOf(service.value, "deploy", "replicas") ?? valueOf(service.value, "scale");
  return value === undefined ? 1 : integerOf(value);
}

/** Known names of `cap_add`, in capitals and without `CAP_`. */
export function addedCapabilities(service: ComposeService): ReadonlySet<string> {
  const names = (listOf(service.value, "cap_add")?.items ?? []).map((item) => textOf(item)?.toUpperCase());
  return new Set(names.filter((name) => name !== undefined).map((name) => name.replace(/^CAP_/, "")));
}

/** One of `ulimits`; -1 is unlimited. */
export interface Ulimit {
  readonly entry: ComposeEntry;
  readonly soft: number | undefined;
  readonly hard: number | undefined;
}

export const ulimitsOf = perService((service): ReadonlyMap<string, Ulimit> => {
  const limits = new Map<string, Ulimit>();
  for (const [name, entry] of mapOf(service.value, "ulimits")?.entries ?? []) {
    const { value } = entry;
    const isPair = value.kind === "map";
    limits.set(name, {
      entry,
      soft: integerOf(isPair ? valueOf(value, "soft") : value),
      hard: integerOf(isPair ? valueOf(value, "hard") : value),
    });
  }
  return limits;
});

/** What a service waits for. */
export interface Dependency {
  readonly service: string;
  readonly condition: "service_started" | "service_healthy" | "service_completed_successfully" | undefined;
  /** The name in the short form, the entry's value in the long one. */
  readonly value: ComposeValue;
}

/** `depends_on`, short and long; a condition that is unknown is undefined. */
export const dependenciesOf = perService((service): readonly Dependency[] => {
  const value = valueOf(service.value, "depends_on");
  if (value?.kind === "list") {
    return value.items.flatMap((item) => {
      const name = textOf(item);
      return name === undefined
        ? []
        : [{ service: name, condition: "service_started" as const, value: item }];
    });
  }
  if (value?.kind !== "map") return [];
  return [...value.entries].map(([name, entry]) => ({
    service: name,
    condition: conditionOf(textOf(entry.value, "condition")),
    value: entry.value,
  }));
});

function conditionOf(text: string | undefined): Dependency["condition"] {
  return text === "service_started" || text === "service_healthy" || text === "service_completed_successfully"
    ? text
    : undefined;
}

/** The labels of a service's containers. */
export const labelsOf = perService((service): ReadonlyMap<string, Pair> =>
  pairsOf(valueOf(service.value, "labels"), service.project),
);

/** An empty text counts as nothing, as it does for Compose. */
function filled(scalar: ComposeScalar | undefined): ComposeScalar | undefined {
  return scalar !== undefined && knownText(scalar.value) === "" ? undefined : scalar;
}
