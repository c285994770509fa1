import { sourceSpan } from "../../text/logical.ts";
import type { Resolved } from "../resolved.ts";
import { knownText } from "../resolved.ts";
import type { ComposeProject } from "./project.ts";
import type { ComposeScalar, ComposeValue, Place } from "./value.ts";
import { partAt, writtenText } from "./written.ts";
import { isNull } from "./value.ts";

/** `NAME: value` or `- NAME=value`, as in `environment`, `labels` and `build.args`. */
export interface Pair {
  readonly name: string;
  readonly form: "map" | "list";
  /** Undefined where only the name stands there. */
  readonly value: Resolved | undefined;
  /** The value before substitution; in the list form with any quotes, which belong to the value there. Undefined without a value. */
  readonly raw: string | undefined;
  /** The value of the map form, the whole item of the list form. */
  readonly scalar: ComposeScalar;
  /** The whole pair. */
  readonly at: Place;
  readonly place: Place;
  readonly nameAt: Place;
  readonly namePlace: Place;
  /** Of a pair without a value, the name. */
  readonly valueAt: Place;
  /** With its quotes in the map form; what stands behind the `=` in the list form. */
  readonly valuePlace: Place;
}

/** The pairs of a map or list, of which the last of each name counts; those whose name is not known are left out. */
export function pairsOf(value: ComposeValue | undefined, project: ComposeProject): ReadonlyMap<string, Pair> {
  const pairs = new Map<string, Pair>();
  if (value?.kind === "map") {
    for (const { key, keyAt, keyPlace, value: scalar } of value.entries.values()) {
      if (scalar.kind === "scalar") pairs.set(key, mapPair(key, keyAt, keyPlace, scalar));
    }
  }
  if (value?.kind === "list") {
    for (const item of value.items) {
      const pair = item.kind === "scalar" ? listPair(item, project) : undefined;
      if (pair !== undefined) pairs.set(pair.name, pair);
    }
  }
  return pairs;
}

function mapPair(name: string, nameAt: Place, namePlace: Place, scalar: ComposeScalar): Pair {
  const isEmpty = isNull(scalar);
  return {
    name,
    form: "map",
    value: isEmpty ? undefined : scalar.value,
    raw: isEmpty ? undefined : scalar.raw,
    scalar,
    at: cover(nameAt, scalar.at),
    place: cover(namePlace, scalar.place),
    nameAt,
    namePlace,
    valueAt: isEmpty ? nameAt : scalar.at,
    valuePlace: isEmpty ? namePlace : scalar.place,
  };
}

function listPair(scalar: ComposeScalar, project: ComposeProject): Pair | undefined {
  const { raw, at, place } = scalar;
  const equals = raw.indexOf("=");
  const end = equals === -1 ? raw.length : equals;
  const name = raw.slice(0, end);
  if (name.includes("$")) return computedPair(scalar);
  const written = writtenText(scalar, project);
  const nameSpan = sourceSpan(written, 0, end);
  const valueSpan = sourceSpan(written, end + 1, raw.length);
  const hasValue = equals !== -1;
  return {
    name,
    form: "list",
    value: hasValue ? scalar.substitute(raw.slice(end + 1)) : undefined,
    raw: hasValue ? raw.slice(end + 1) : undefined,
    scalar,
    at,
    place,
    nameAt: partAt(scalar, nameSpan),
    namePlace: { file: place.file, ...nameSpan },
    valueAt: hasValue ? partAt(scalar, valueSpan) : at,
    valuePlace: hasValue ? { file: place.file, ...valueSpan } : place,
  };
}

/** `${PREFIX}_NAME=value` or `$PAIR`: the text is known or not, its parts are not told apart. */
function computedPair(scalar: ComposeScalar): Pair | undefined {
  const text = knownText(scalar.value);
  if (text === undefined) return undefined;
  const { at, place } = scalar;
  const equals = text.indexOf("=");
  const value = equals === -1 ? undefined : text.slice(equals + 1);
  return {
    name: equals === -1 ? text : text.slice(0, equals),
    form: "list",
    value: value === undefined ? undefined : { known: true, text: value },
    raw: value,
    scalar,
    at,
    place,
    nameAt: at,
    namePlace: place,
    valueAt: at,
    valuePlace: place,
  };
}

function cover(a: Place, b: Place): Place {
  if (a.file !== b.file) return a;
  return { file: a.file, start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}
