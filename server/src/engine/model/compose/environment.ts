import { perService } from "../memo.ts";
import type { Resolved } from "../resolved.ts";
import { knownText, unknown } from "../resolved.ts";
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
  /** The value before substitution; in the list form with any quotes, which belong to the value there. Undefined without a value. */
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
  for (const pair of pairsOf(valueOf(service.value, "environment"), service.project).values())
    entries.set(pair.name, entryOfPair(pair));
  return entries;
});

/** The value of a variable if it is known in full. */
export function environmentText(service: ComposeService, name: string): string | undefined {
  return knownText(environmentOf(service).get(name)?.value);
}

function entryOfPair(pair: Pair): EnvEntry {
  return { ...pair, value: pair.value ?? unknown("host", pair.name) };
}
