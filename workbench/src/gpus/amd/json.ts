/** JSON of a tool: what it is made of is only known after a look at it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** The JSON in a tool's output, after whatever warnings it printed before; undefined where there is none or it was cut. */
export function jsonIn(text: string): Json | undefined {
  for (const start of starts(text)) {
    try {
      const value: Json = JSON.parse(text.slice(start));
      return value;
    } catch {
      // A bracket of a warning, or an output that was cut.
    }
  }
  return undefined;
}

export function objectOf(value: Json | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !isList(value) ? value : undefined;
}

export function listOf(value: Json | undefined): readonly Json[] {
  return value !== undefined && isList(value) ? value : [];
}

/** The first of these entries that has a value; a path names the object by object in which it is. */
export function entry(object: JsonObject | undefined, ...paths: readonly string[]): Json | undefined {
  for (const path of paths) {
    let value: Json | undefined = object;
    for (const name of path.split(".")) {
      const owner = objectOf(value);
      value = owner !== undefined && Object.hasOwn(owner, name) ? owner[name] : undefined;
    }
    if (!isAbsent(value)) return value;
  }
  return undefined;
}

/** A text; undefined for `N/A` and its like. */
export function textOf(value: Json | undefined): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && !isAbsent(value) ? value.trim().slice(0, LONGEST) : undefined;
}

/** A number, given as one, as text with or without its unit, or as `{value, unit}`. */
export function numberOf(value: Json | undefined): number | undefined {
  const inner = objectOf(value)?.["value"] ?? value;
  if (typeof inner === "number") return Number.isFinite(inner) ? inner : undefined;
  const match =
    typeof inner === "string" ? /^\(?\s*(-?\d{1,18}(?:\.\d{1,6})?)\s*[A-Za-z%°]*\s*\)?$/.exec(inner) : null;
  return match === null ? undefined : Number(match[1]);
}

/** Memory in MiB. AMD's tools call MiB `MB`; without a unit it is `unit`. */
export function memoryOf(value: Json | undefined, unit: "B" | "MB"): number | undefined {
  const amount = numberOf(value);
  const own =
    textOf(objectOf(value)?.["unit"]) ??
    (typeof value === "string" ? /[KMGT]?i?B$/i.exec(value)?.[0] : undefined);
  const factor = MIB_OF.get((own ?? unit).toUpperCase().replace("IB", "B"));
  return amount === undefined || factor === undefined ? undefined : amount * factor;
}

const LONGEST = 4096;

const MIB_OF: ReadonlyMap<string, number> = new Map([
  ["B", 1 / 1024 ** 2],
  ["KB", 1 / 1024],
  ["MB", 1],
  ["GB", 1024],
  ["TB", 1024 ** 2],
]);

/** Where JSON may begin: at the start of a line. At most a few, since each costs a parse. */
function starts(text: string): readonly number[] {
  return [...text.matchAll(/^[ \t]*[[{]/gm)]
    .slice(0, 8)
    .map(({ index, 0: match }) => index + match.length - 1);
}

export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isAbsent(value: Json | undefined): boolean {
  return (
    value === undefined ||
    value === null ||
    (typeof value === "string" && /^\s*(?:n\/a|none|unknown|)\s*$/i.test(value))
  );
}
