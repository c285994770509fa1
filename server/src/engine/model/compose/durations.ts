import { knownText } from "../resolved.ts";
import type { ComposeValue } from "./value.ts";
import { scalarType } from "./value.ts";

/** In milliseconds; "invalid" is what Compose refuses, "unknown" what variables decide. */
export type Milliseconds = number | "invalid" | "unknown";

/** A duration as Compose reads it: `1m30s`, `1.5h`, `500ms`; a number without a unit is refused. */
export function durationOf(value: ComposeValue): Milliseconds {
  if (value.kind !== "scalar") return "invalid";
  const text = knownText(value.value);
  if (text === undefined) return "unknown";
  return scalarType(value) === "string" ? parseDuration(text) : "invalid";
}

/**
 * The duration that a text of Compose means.
 *
 * Source: xhit/go-str2duration, which compose-go uses: Go's units, days and weeks.
 */
export function parseDuration(text: string): number | "invalid" {
  const match = /^([-+]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h|d|w))+)$/.exec(text);
  if (match === null) return /^[-+]?0$/.test(text) ? 0 : "invalid";
  let sum = 0;
  for (const [, number, unit] of (match[2] ?? "").matchAll(/([\d.]+)([a-zµμ]+)/g))
    sum += Number(number) * (UNITS.get(unit ?? "") ?? 0);
  return match[1] === "-" ? -sum : sum;
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ["ns", 1e-6],
  ["us", 1e-3],
  ["µs", 1e-3],
  ["μs", 1e-3],
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
  ["w", 604_800_000],
]);
