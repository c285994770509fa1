/** Guards for JSON of an engine, which may be anything: each gives what it asks for, or what stands for its absence. */

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A record in any case: an empty one for everything else. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

export function list(value: unknown, limit = 10_000): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, limit) : [];
}

/** Text cut to `limit` UTF-16 units; empty for everything else. */
export function text(value: unknown, limit = 4_000): string {
  return typeof value === "string" ? value.slice(0, limit) : "";
}

/** Undefined where it is absent, empty or no text. */
export function optionalText(value: unknown, limit = 4_000): string | undefined {
  const read = text(value, limit);
  return read === "" ? undefined : read;
}

export function texts(value: unknown, limit = 4_000): readonly string[] {
  return list(value, limit).flatMap((item) => (typeof item === "string" ? [text(item)] : []));
}

/** A finite number that is not negative. */
export function count(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
}

export function integer(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : undefined;
}

/** A number above zero; Docker writes 0 for a limit that is not set. */
export function positive(value: unknown): number | undefined {
  const read = count(value);
  return read === 0 ? undefined : read;
}

/** Texts by text. A name such as `__proto__` stays a plain entry. */
export function textRecord(value: unknown, limit = 1_000): Readonly<Record<string, string>> {
  const entries = Object.entries(record(value)).slice(0, limit);
  return Object.fromEntries(
    entries.flatMap(([key, item]) => (typeof item === "string" ? [[text(key), text(item, 64_000)]] : [])),
  );
}

/** Milliseconds since 1970 of an RFC 3339 time; undefined for Go's zero time and for what is none. */
export function time(value: unknown): number | undefined {
  // V8 reads at most milliseconds of a fraction for certain.
  const milliseconds = Date.parse(text(value, 64).replace(/(\.\d{3})\d+/, "$1"));
  return Number.isNaN(milliseconds) || milliseconds <= 0 ? undefined : milliseconds;
}
