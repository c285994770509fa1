import type { Identity } from "./merge-identity.ts";
import {
  deviceTarget,
  envFilePath,
  mountTarget,
  pairKey,
  portBinding,
  textOfItem,
  volumeTarget,
} from "./merge-identity.ts";
import { nullOf, pairOf, partAfter, textAt } from "./synthetic.ts";
import type { ComposeEntry, ComposeList, ComposeMap, ComposeValue } from "./value.ts";
import { isNull } from "./value.ts";

/**
 * Lays the content of a later file over that of an earlier one. Maps merge, lists grow, and where Compose knows what makes two
 * items of a list the same (an environment variable's name, a volume's target), the later one takes the earlier one's place.
 * What both files hold is reported where the first holds it. A value tagged `!reset` stays, so that it also resets what it is
 * laid over next; `settled` takes it away at the end.
 *
 * Source: compose-go override/merge.go and uncity.go; measured with Compose 2.26.
 */
export function mergeFiles(base: ComposeMap, over: ComposeMap): ComposeMap {
  return mergeMaps(base, over, FILE, "base");
}

/** Lays a service over the one that it extends, by the same rules. What both hold is reported at the one that extends. */
export function extendService(base: ComposeMap, service: ComposeMap): ComposeMap {
  return mergeMaps(base, service, SERVICE, "over");
}

/** Without what `!reset` takes away, and with no tag that would act on anything that this is laid over. */
export function settled(value: ComposeMap): ComposeMap {
  return hasTag(value) ? settledMap(value) : value;
}

interface Rule {
  readonly how?: "replace" | "pairs" | "sequence" | "names" | "dependencies" | "build" | "logging";
  /** What makes two items of a list the same. */
  readonly identity?: Identity;
  /** The rules of the entries below; "*" for any. */
  readonly below?: ReadonlyMap<string, Rule>;
}

const PLAIN: Rule = {};
const REPLACE: Rule = { how: "replace" };
/** `KEY: value` and `KEY=value`. */
const PAIRS: Rule = { how: "pairs", identity: pairKey };
/** One text, a list of them, or a map that stands for such a list. */
const SEQUENCE: Rule = { how: "sequence", identity: textOfItem };
/** A list of names, or a map with something behind each. */
const NAMES: Rule = { how: "names" };
const UNIQUE: Rule = { identity: textOfItem };

const SERVICE: Rule = rules({
  annotations: PAIRS,
  build: {
    how: "build",
    ...rules({
      additional_contexts: PAIRS,
      args: PAIRS,
      extra_hosts: SEQUENCE,
      labels: PAIRS,
      platforms: UNIQUE,
      tags: UNIQUE,
    }),
  },
  cap_add: UNIQUE,
  cap_drop: UNIQUE,
  command: REPLACE,
  configs: { identity: mountTarget("") },
  depends_on: { how: "dependencies" },
  deploy: rules({ labels: PAIRS }),
  devices: { identity: deviceTarget },
  dns: SEQUENCE,
  dns_opt: SEQUENCE,
  dns_search: SEQUENCE,
  entrypoint: REPLACE,
  env_file: { how: "sequence", identity: envFilePath },
  environment: PAIRS,
  expose: UNIQUE,
  extra_hosts: SEQUENCE,
  healthcheck: rules({ test: REPLACE }),
  labels: PAIRS,
  links: UNIQUE,
  logging: { how: "logging" },
  networks: { ...NAMES, ...rules({ "*": rules({ aliases: UNIQUE, link_local_ips: UNIQUE }) }) },
  ports: { identity: portBinding },
  profiles: UNIQUE,
  secrets: { identity: mountTarget("/run/secrets/") },
  sysctls: PAIRS,
  tmpfs: SEQUENCE,
  volumes: { identity: volumeTarget },
});

const FILE: Rule = rules({
  services: rules({ "*": SERVICE }),
  networks: rules({ "*": rules({ labels: PAIRS }) }),
});

function rules(below: Readonly<Record<string, Rule>>): Rule {
  return { below: new Map(Object.entries(below)) };
}

/** Whose place what both hold is reported at. */
type Preferred = "base" | "over";

function merge(base: ComposeValue, over: ComposeValue, rule: Rule, preferred: Preferred): ComposeValue {
  if (isReset(base) || isReset(over) || over.tag === "!override" || rule.how === "replace") return over;
  if (isNull(over)) return base;
  const [left, right] = alike(base, over, rule);
  if (left.kind === "map" && right.kind === "map") {
    return rule.how === "logging" && isOtherDriver(left, right)
      ? over
      : mergeMaps(left, right, rule, preferred);
  }
  return left.kind === "list" && right.kind === "list" ? append(left, right, rule.identity, preferred) : over;
}

function mergeMaps(base: ComposeMap, over: ComposeMap, rule: Rule, preferred: Preferred): ComposeMap {
  const entries = new Map(base.entries);
  for (const [key, entry] of over.entries) {
    const old = entries.get(key);
    entries.set(key, old === undefined ? entry : mergeEntries(old, entry, rule, preferred));
  }
  return { ...(preferred === "base" ? base : over), tag: undefined, entries };
}

function mergeEntries(
  base: ComposeEntry,
  over: ComposeEntry,
  rule: Rule,
  preferred: Preferred,
): ComposeEntry {
  if (rule.how === "pairs") return over;
  const below = rule.below?.get(over.key) ?? rule.below?.get("*") ?? PLAIN;
  const value = merge(base.value, over.value, below, preferred);
  if (value === over.value) return over;
  if (value === base.value) return base;
  return { ...(preferred === "base" ? base : over), node: undefined, value };
}

function append(
  base: ComposeList,
  over: ComposeList,
  identity: Identity | undefined,
  preferred: Preferred,
): ComposeList {
  const items: ComposeValue[] = [];
  const places = new Map<string, number>();
  for (const item of [...base.items, ...over.items]) {
    const key = identity?.(item);
    const place = key === undefined ? undefined : places.get(key);
    if (place !== undefined) items[place] = item;
    else {
      if (key !== undefined) places.set(key, items.length);
      items.push(item);
    }
  }
  return { ...(preferred === "base" ? base : over), tag: undefined, items };
}

/** Brings the short and the long form of one key together, where they differ. */
function alike(base: ComposeValue, over: ComposeValue, rule: Rule): readonly [ComposeValue, ComposeValue] {
  switch (rule.how) {
    case "pairs":
      return base.kind === over.kind ? [base, over] : [asMap(base, pairOf), asMap(over, pairOf)];
    case "names":
      return base.kind === over.kind ? [base, over] : [asMap(base, nameOf), asMap(over, nameOf)];
    case "dependencies":
      return base.kind === over.kind ? [base, over] : [asMap(base, dependencyOf), asMap(over, dependencyOf)];
    case "sequence":
      return [asList(base), asList(over)];
    case "build":
      return [asContext(base), asContext(over)];
    default:
      return [base, over];
  }
}

type ToEntry = (item: ComposeValue) => ComposeEntry | undefined;

function asMap(value: ComposeValue, toEntry: ToEntry): ComposeValue {
  if (value.kind !== "list") return value;
  const entries = new Map<string, ComposeEntry>();
  for (const item of value.items) {
    const entry = toEntry(item);
    if (entry !== undefined) entries.set(entry.key, entry);
  }
  const { at, place, node, tag } = value;
  return { kind: "map", at, place, node, tag, entries };
}

function nameOf(item: ComposeValue): ComposeEntry | undefined {
  if (item.kind !== "scalar") return undefined;
  return {
    key: textOfItem(item) ?? item.raw,
    keyAt: item.at,
    keyPlace: item.place,
    node: undefined,
    value: nullOf(item),
  };
}

/** A dependency that is only named waits for its start, whatever an earlier file waits for. */
function dependencyOf(item: ComposeValue): ComposeEntry | undefined {
  const entry = nameOf(item);
  if (entry === undefined || item.kind !== "scalar") return undefined;
  const { at, place, node } = item;
  const condition = { ...entry, key: "condition", value: textAt(item, "service_started") };
  const value: ComposeMap = {
    kind: "map",
    at,
    place,
    node,
    tag: undefined,
    entries: new Map([["condition", condition]]),
  };
  return { ...entry, value };
}

function asList(value: ComposeValue): ComposeValue {
  if (value.kind === "list") return value;
  const { at, place, node, tag } = value;
  if (value.kind === "scalar") return { kind: "list", at, place, node, tag, items: [value] };
  const items = [...value.entries.values()].flatMap(({ key, value: of }) =>
    of.kind === "scalar" ? [partAfter(`${key}=`, of)] : [],
  );
  return { kind: "list", at, place, node, tag, items };
}

function asContext(value: ComposeValue): ComposeValue {
  if (value.kind !== "scalar") return value;
  const { at, place, node, tag } = value;
  const context: ComposeEntry = { key: "context", keyAt: at, keyPlace: place, node: undefined, value };
  return { kind: "map", at, place, node, tag, entries: new Map([["context", context]]) };
}

function isOtherDriver(base: ComposeMap, over: ComposeMap): boolean {
  const [left, right] = [base, over].map((one) => one.entries.get("driver")?.value);
  return left?.kind === "scalar" && right?.kind === "scalar" && left.raw !== right.raw;
}

function isReset(value: ComposeValue): boolean {
  return value.tag === "!reset";
}

function hasTag(value: ComposeValue): boolean {
  if (isReset(value) || value.tag === "!override") return true;
  if (value.kind === "list") return value.items.some(hasTag);
  if (value.kind === "map") for (const entry of value.entries.values()) if (hasTag(entry.value)) return true;
  return false;
}

function settledMap(value: ComposeMap): ComposeMap {
  const entries = new Map<string, ComposeEntry>();
  for (const [key, entry] of value.entries) {
    if (!isReset(entry.value)) entries.set(key, { ...entry, value: settle(entry.value) });
  }
  return { ...value, tag: undefined, entries };
}

function settle(value: ComposeValue): ComposeValue {
  if (value.kind === "map") return settledMap(value);
  if (value.kind === "scalar") return value;
  const items = value.items.filter((item) => !isReset(item)).map(settle);
  return { ...value, tag: undefined, items };
}
