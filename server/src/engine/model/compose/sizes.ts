import { knownText } from "../resolved.ts";
import type { ComposeValue } from "./value.ts";
import { scalarType } from "./value.ts";

/** In bytes; "invalid" is what Compose refuses, "unknown" what variables decide or Compose reads in no foreseeable way. */
export type Bytes = number | "invalid" | "unknown";

/**
 * A size as Compose reads it: a number of bytes, or a text such as `8gb`, `1.5g`, `64MiB`, `8 gb`; every unit is a power of 1024.
 *
 * Source: docker/go-units RAMInBytes; measured with Compose 2.26.
 */
export function bytesOf(value: ComposeValue): Bytes {
  if (value.kind !== "scalar") return "invalid";
  const text = knownText(value.value);
  if (text === undefined) return "unknown";
  const type = scalarType(value);
  if (type === "int") return /^-?\d{1,15}$/.test(text) ? Number(text) : "unknown";
  if (type === "float") return "unknown";
  return type === "string" ? parseBytes(text) : "invalid";
}

/** The size that a text of Compose means. */
export function parseBytes(text: string): number | "invalid" {
  const match = /^(\d+(?:\.\d+)?) ?([kmgtp])?(?:i?b|i)?$/i.exec(text);
  if (match === null || /^[\d.]+ ?i/i.test(text)) return "invalid";
  const power = " kmgtp".indexOf((match[2] ?? " ").toLowerCase());
  return Math.trunc(Number(match[1]) * 1024 ** power);
}
