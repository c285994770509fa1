import { perService } from "../memo.ts";
import type { Resolved } from "../resolved.ts";
import { knownPrefix, knownText } from "../resolved.ts";
import type { ComposeService } from "./project.ts";
import type { ComposeEntry, ComposeMap, ComposeScalar, ComposeValue, Place } from "./value.ts";
import { entryOf, listOf, scalarOf, scalarType, valueOf } from "./value.ts";

/** One place where a service asks for accelerators. */
export interface DeviceRequest {
  /**
   * reservation: an item of `deploy.resources.reservations.devices`; gpus: `gpus: all` or an item of its list; cdi: an item
   * of `devices` such as `nvidia.com/gpu=all`; rocm: `/dev/kfd` in `devices`; node: another device file of a GPU there.
   */
  readonly kind: "reservation" | "gpus" | "cdi" | "rocm" | "node";
  /** The item: a map of keys, or the scalar of `gpus: all` and of the short forms in `devices`. */
  readonly value: ComposeValue;
  readonly at: Place;
  readonly place: Place;
  /** The item's keys as far as it is a map; each with its own places. */
  readonly keys: Readonly<Partial<Record<DeviceKey, ComposeEntry>>>;
  /** Undefined where none is named. CDI names count as the driver `cdi`, as they do for the engine. */
  readonly driver: Resolved | undefined;
  /** Undefined where nothing says it; with neither count nor ids, Compose asks for all. */
  readonly count: DeviceCount | undefined;
  /** The items of `device_ids`, or the CDI name; undefined where there is no such key. */
  readonly ids: readonly ComposeScalar[] | undefined;
  /** Undefined where there is no such list. */
  readonly capabilities: readonly ComposeScalar[] | undefined;
  /** Whether it asks for GPUs; "unknown" where variables decide. Something like a TPU is no GPU. */
  readonly isGpu: boolean | "unknown";
}

/** A request that is, or may be, for GPUs. */
export type GpuRequest = DeviceRequest;

export type DeviceKey = "driver" | "count" | "device_ids" | "capabilities" | "options";

export type DeviceCount =
  /** `all` in any case, or a negative number, which the engine takes for it. */
  | { readonly kind: "all"; readonly at: Place }
  | { readonly kind: "number"; readonly n: number; readonly at: Place }
  /** What Compose refuses. */
  | { readonly kind: "invalid"; readonly text: string; readonly at: Place }
  | { readonly kind: "unknown"; readonly at: Place };

/** Every device request of a service, those for something else than GPUs included, in the order reservations, gpus, devices. */
export const deviceRequests = perService((service): readonly DeviceRequest[] => [
  ...reservations(service),
  ...gpus(service),
  ...devices(service),
]);

/** The requests of a service that are, or may be, for GPUs. */
export const gpuRequests = perService((service): readonly GpuRequest[] =>
  deviceRequests(service).filter((request) => request.isGpu !== false),
);

/**
 * How many GPUs the containers of a service see. Requests by number give devices 0 to n-1, so two of them overlap. "unknown"
 * where variables decide, the request is one that Compose refuses, or a runtime or device files give them.
 */
export const gpuCount = perService((service): number | "all" | "unknown" => {
  const requests = gpuRequests(service);
  if (requests.some((request) => request.isGpu === "unknown")) return "unknown";
  if (requests.length === 0) return valueOf(service.value, "runtime") === undefined ? 0 : "unknown";
  const counts = requests.map(countOf);
  const [only] = counts;
  if (counts.length === 1 && only !== undefined) return typeof only === "object" ? only.size : only;
  if (counts.some((count) => count === "unknown")) return "unknown";
  if (counts.some((count) => count === "all")) return "all";
  const union = new Set<string>();
  for (const count of counts) if (typeof count === "object") for (const id of count) union.add(id);
  return [...union].every((id) => /^\d+$/.test(id)) ? union.size : "unknown";
});

/** Whether a service surely asks for at least one GPU, by whatever means of these. `runtime: nvidia` alone is none of them. */
export function requestsGpu(service: ComposeService): boolean {
  return gpuRequests(service).some((request) => {
    if (request.isGpu !== true) return false;
    const count = countOf(request);
    return typeof count !== "object" || count.size > 0;
  });
}

/** The ids that a request gives, as far as numbers and names are known; items such as `0,1` are two. */
export function countOf(request: DeviceRequest): ReadonlySet<string> | "all" | "unknown" {
  const { kind, count, ids } = request;
  if (kind === "rocm" || kind === "node") return "unknown";
  if (ids !== undefined && ids.length > 0) {
    const all = ids.map((id) => knownText(id.value));
    const known = all.flatMap((id) => (id === undefined ? [] : id.split(",").map(bareId)));
    if (known.includes("all")) return "all";
    return all.includes(undefined) ? "unknown" : new Set(known);
  }
  if (count === undefined) return ids === undefined ? "all" : new Set();
  if (count.kind === "all") return "all";
  if (count.kind !== "number" || count.n > MOST_GPUS) return "unknown";
  return new Set(Array.from({ length: count.n }, (_, index) => String(index)));
}

/** More than any machine holds; what is beyond is no number of GPUs. */
const MOST_GPUS = 1024;

/** `nvidia.com/gpu=0` is 0. */
function bareId(id: string): string {
  const text = id.trim();
  return CDI_NAME.test(text) ? text.slice(text.indexOf("=") + 1) : text;
}

function reservations(service: ComposeService): readonly DeviceRequest[] {
  const list = listOf(service.value, "deploy", "resources", "reservations", "devices");
  return (list?.items ?? []).flatMap((item) => (item.kind === "map" ? [fromMap("reservation", item)] : []));
}

function gpus(service: ComposeService): readonly DeviceRequest[] {
  const value = valueOf(service.value, "gpus");
  if (value === undefined) return [];
  if (value.kind === "scalar") return [{ ...bare("gpus", value), count: readCount(value), isGpu: true }];
  const items = value.kind === "list" ? value.items : [value];
  return items.flatMap((item) => (item.kind === "map" ? [{ ...fromMap("gpus", item), isGpu: true }] : []));
}

function devices(service: ComposeService): readonly DeviceRequest[] {
  return (listOf(service.value, "devices")?.items ?? []).flatMap((item) => {
    const scalar = item.kind === "scalar" ? item : scalarOf(item, "source");
    const text = scalar === undefined ? "" : (knownText(scalar.value) ?? knownPrefix(scalar.value));
    if (scalar === undefined) return [];
    if (CDI_NAME.test(text)) {
      const driver = { known: true, text: "cdi" } as const;
      return [{ ...bare("cdi", item), driver, ids: [scalar], isGpu: GPU_CLASS.test(text) }];
    }
    const path = text.split(":", 1)[0] ?? "";
    if (path === "/dev/kfd") return [bare("rocm", item)];
    return /^\/dev\/(?:nvidia\w*|dxg)$/.test(path) ? [bare("node", item)] : [];
  });
}

/** `vendor.com/class=name`, as the Container Device Interface names devices. */
const CDI_NAME = /^[a-zA-Z][\w.-]*[a-zA-Z0-9]\/[a-zA-Z][\w.-]*=[\w.:-]+/;
const GPU_CLASS = /^[^/]+\/gpu=/;

function bare(kind: DeviceRequest["kind"], value: ComposeValue): DeviceRequest {
  const { at, place } = value;
  return {
    kind,
    value,
    at,
    place,
    keys: {},
    driver: undefined,
    count: undefined,
    ids: undefined,
    capabilities: undefined,
    isGpu: true,
  };
}

function fromMap(kind: "reservation" | "gpus", map: ComposeMap): DeviceRequest {
  const key = (name: DeviceKey): Readonly<Partial<Record<DeviceKey, ComposeEntry>>> => {
    const entry = entryOf(map, name);
    return entry === undefined ? {} : { [name]: entry };
  };
  const keys = {
    ...key("driver"),
    ...key("count"),
    ...key("device_ids"),
    ...key("capabilities"),
    ...key("options"),
  };
  const driver = keys.driver?.value.kind === "scalar" ? keys.driver.value.value : undefined;
  const request = {
    ...bare(kind, map),
    keys,
    driver: driver?.known === true && driver.text === "" ? undefined : driver,
    count: keys.count === undefined ? undefined : readCount(keys.count.value),
    ids: scalars(map, "device_ids"),
    capabilities: scalars(map, "capabilities"),
  };
  return { ...request, isGpu: isGpu(request) };
}

function scalars(map: ComposeMap, key: DeviceKey): readonly ComposeScalar[] | undefined {
  return listOf(map, key)?.items.flatMap((item) => (item.kind === "scalar" ? [item] : []));
}

function readCount(value: ComposeValue): DeviceCount {
  const { at } = value;
  if (value.kind !== "scalar") return { kind: "invalid", text: "", at };
  if (!value.value.known) return { kind: "unknown", at };
  const { text } = value.value;
  if (text.toLowerCase() === "all") return { kind: "all", at };
  const type = scalarType(value);
  if ((type !== "string" && type !== "int") || !/^[-+]?\d{1,9}$/.test(text))
    return { kind: "invalid", text, at };
  const n = Number(text);
  return n < 0 ? { kind: "all", at } : { kind: "number", n, at };
}

/** Without a word that speaks for anything else, a request is for GPUs: it is what the stanza is used for. */
function isGpu({
  driver,
  ids,
  capabilities,
}: Pick<DeviceRequest, "driver" | "ids" | "capabilities">): boolean | "unknown" {
  const words = [
    ...(driver === undefined ? [] : [driver]),
    ...(capabilities ?? []).map(({ value }) => value),
  ];
  const names = [...(ids ?? [])].map(({ value }) => knownText(value)).filter((id) => id !== undefined);
  const cdi = names.filter((name) => CDI_NAME.test(name));
  if (cdi.length > 0) return cdi.some((name) => GPU_CLASS.test(name));
  const known = words.flatMap((word) => (word.known ? [word.text] : [])).filter((word) => word !== "cdi");
  if (known.some((word) => GPU_WORD.test(word))) return true;
  if (known.length > 0) return false;
  return words.some((word) => !word.known) ? "unknown" : true;
}

/** Drivers and capabilities that only GPUs have. */
const GPU_WORD = /gpu|nvidia|amd|rocm|cuda|^(?:compute|compat32|graphics|utility|video|display)$/i;
