import type { YamlEntry, YamlNode } from "../../syntax/yaml.ts";
import type { Span } from "../../text/span.ts";
import type { Resolved } from "../resolved.ts";

/** A span of a certain file. */
export interface Place extends Span {
  /** The file's path, as the analysis names it. */
  readonly file: string;
}

/** A value of a project after anchors, merge keys, `extends`, and the merging of files. */
export type ComposeValue = ComposeScalar | ComposeMap | ComposeList;

interface ValueBase {
  /** Where to report a finding about it: where it is written, or the alias that brings it in. */
  readonly at: Place;
  /** Where it is written; edits go here. */
  readonly place: Place;
  /** As written. Its spans are those of the file of `place`. */
  readonly node: YamlNode;
  /** `!reset`, `!override`, `!!str`, as written. */
  readonly tag: string | undefined;
}

export interface ComposeScalar extends ValueBase {
  readonly kind: "scalar";
  /** As YAML gives it, before variables are substituted. */
  readonly raw: string;
  /** With variables substituted. */
  readonly value: Resolved;
  /** In quotes or a block, so that YAML takes it for a string whatever it holds. */
  readonly quoted: boolean;
  /** Substitutes the variables of any text, a part of `raw` for instance, by what they stand for here. */
  substitute(text: string): Resolved;
}

export interface ComposeMap extends ValueBase {
  readonly kind: "map";
  readonly entries: ReadonlyMap<string, ComposeEntry>;
}

export interface ComposeEntry {
  readonly key: string;
  /** Where to report the key. */
  readonly keyAt: Place;
  /** Where the key is written. */
  readonly keyPlace: Place;
  /** As written; undefined where files were merged into it. */
  readonly node: YamlEntry | undefined;
  readonly value: ComposeValue;
}

export interface ComposeList extends ValueBase {
  readonly kind: "list";
  readonly items: readonly ComposeValue[];
}

/** The entry below a value along keys; undefined where a key is missing or something else than a map stands in between. */
export function entryOf(
  value: ComposeValue | undefined,
  ...keys: readonly string[]
): ComposeEntry | undefined {
  let at = value;
  let entry: ComposeEntry | undefined;
  for (const key of keys) {
    entry = at?.kind === "map" ? at.entries.get(key) : undefined;
    at = entry?.value;
  }
  return entry;
}

/** The value below a value along keys. A key with nothing behind it counts as missing, as it does for Compose. */
export function valueOf(
  value: ComposeValue | undefined,
  ...keys: readonly string[]
): ComposeValue | undefined {
  const found = keys.length === 0 ? value : entryOf(value, ...keys)?.value;
  return isNull(found) ? undefined : found;
}

export function mapOf(value: ComposeValue | undefined, ...keys: readonly string[]): ComposeMap | undefined {
  const found = valueOf(value, ...keys);
  return found?.kind === "map" ? found : undefined;
}

export function listOf(value: ComposeValue | undefined, ...keys: readonly string[]): ComposeList | undefined {
  const found = valueOf(value, ...keys);
  return found?.kind === "list" ? found : undefined;
}

export function scalarOf(
  value: ComposeValue | undefined,
  ...keys: readonly string[]
): ComposeScalar | undefined {
  const found = valueOf(value, ...keys);
  return found?.kind === "scalar" ? found : undefined;
}

/** The text of a scalar if it is known in full. */
export function textOf(value: ComposeValue | undefined, ...keys: readonly string[]): string | undefined {
  const found = scalarOf(value, ...keys);
  return found?.value.known === true ? found.value.text : undefined;
}

/** What a scalar is for Compose once its variables are substituted; unknown where that is not known. */
export type ScalarType = "null" | "bool" | "int" | "float" | "string" | "unknown";

/** The type that YAML's core schema (with YAML 1.1's octals, as go-yaml reads them) gives a scalar. */
export function scalarType({ value, raw, quoted, tag }: ComposeScalar): ScalarType {
  if (quoted || tag === "!!str") return "string";
  if (!value.known) return "unknown";
  // A plain text with a variable in it stays a string until Compose casts it for its place.
  const text = raw.includes("$") ? value.text : raw;
  if (NULL.test(text)) return "null";
  if (/^(?:true|True|TRUE|false|False|FALSE)$/.test(text)) return "bool";
  if (/^[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|\d[\d_]*)$/.test(text)) return "int";
  if (/^[-+]?(?:\.\d+|\d[\d_]*(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(text)) return "float";
  if (/^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/.test(text)) return "float";
  return "string";
}

/** A whole number in decimal digits, quoted or not, as Compose casts it; undefined for anything else and what is unknown. */
export function integerOf(value: ComposeValue | undefined, ...keys: readonly string[]): number | undefined {
  const text = textOf(value, ...keys);
  return text !== undefined && /^[-+]?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** `true` and `false`, quoted or not, as Compose casts them; undefined for anything else and what is unknown. */
export function booleanOf(value: ComposeValue | undefined, ...keys: readonly string[]): boolean | undefined {
  const text = textOf(value, ...keys)?.toLowerCase();
  return text === "true" ? true : text === "false" ? false : undefined;
}

/** Nothing, as `key:` and `key: null` give it; false for what is not there at all. */
export function isNull(value: ComposeValue | undefined): boolean {
  return value?.kind === "scalar" && !value.quoted && NULL.test(value.raw);
}

const NULL = /^(?:~|null|Null|NULL|)$/;
