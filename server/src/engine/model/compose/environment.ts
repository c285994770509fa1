import { perService } from "../memo.ts";
import type { Resolved } from "../resolved.ts";
import { knownPrefix, knownText, unknown } from "../resolved.ts";
import type { ComposeService } from "./project.ts";
import { pairsOf } from "./pairs.ts";
import type { Pair } from "./pairs.ts";
import type { ComposeScalar, Place } from "./value.ts";
import { valueOf } from "./value.ts";

/** A variable that a service's containers get. */
export interface EnvEntry {
  readonly name: string;
  /** Of a name without a value, unknown: the shell that runs Compose gives it, or nobody. */
  readonly value: Resolved;
  readonly form: "map" | "list" | "env_file";
  /**
   * The value before substitution; in the list form with any quotes, which belong to the value there. Undefined without a value, and
   * for an env_file's.
   */
  readonly raw: string | undefined;
  /** The whole pair; of an env_file, where the service names the file. */
  readonly at: Place;
  /** The whole pair where it is written, in the env_file for what comes from one. */
  readonly place: Place;
  readonly nameAt: Place;
  readonly namePlace: Place;
  readonly valueAt: Place;
  /** With its quotes in the map form; what stands behind the `=` in the list form. */
  readonly valuePlace: Place;
  /** The value of the map form, the whole item of the list form; undefined for an env_file's. */
  readonly scalar: ComposeScalar | undefined;
}

/** The environment of a service: what its env_file gives, and above that what `environment` says. */
export const environmentOf = perService((service): ReadonlyMap<string, EnvEntry> => {
  const entries = new Map<string, EnvEntry>();
  for (const { content, path, value } of service.envFiles) {
    const { at } = value;
    for (const one of content?.entries.values() ?? []) {
      const place = { file: path, ...one.span };
      entries.set(one.name, {
        name: one.name,
        value: one.value ?? unknown("host", one.name),
        form: "env_file",
        raw: undefined,
        at,
        place,
        nameAt: at,
        namePlace: place,
        valueAt: at,
        valuePlace: place,
        scalar: undefined,
      });
    }
  }
  for (const pair of pairsOf(valueOf(service.value, "environment"), service.project).values())
    entries.set(pair.name, entryOfPair(pair));
  return entries;
});

/** Whether no more can be in it than is known: every env_file could be read, and no name is hidden by a variable. */
export function isEnvironmentComplete(service: ComposeService): boolean {
  const named = valueOf(service.value, "env_file");
  const count = named === undefined ? 0 : named.kind === "list" ? named.items.length : 1;
  const read = service.envFiles.filter(
    ({ state, isRequired }) => state === "read" || (state === "missing" && !isRequired),
  );
  const own = valueOf(service.value, "environment");
  const isHidden =
    own?.kind === "list" && own.items.some((item) => item.kind === "scalar" && hidesName(item));
  return read.length === count && !isHidden;
}

function hidesName({ value }: ComposeScalar): boolean {
  return !value.known && !knownPrefix(value).includes("=");
}

/** The value of a variable if it is known in full. */
export function environmentText(service: ComposeService, name: string): string | undefined {
  return knownText(environmentOf(service).get(name)?.value);
}

function entryOfPair(pair: Pair): EnvEntry {
  return { ...pair, value: pair.value ?? unknown("host", pair.name) };
}
