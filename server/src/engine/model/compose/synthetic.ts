import type { Resolved } from "../resolved.ts";
import { concat, known } from "../resolved.ts";
import type { ComposeEntry, ComposeScalar, ComposeValue, Place } from "./value.ts";

/**
 * Values that nobody wrote as such: one form of a key turned into its other one, so that both can be merged. Their place is the
 * written value's.
 */

/** The entry that an item `KEY=value` of a list stands for; without `=`, a key with nothing behind it. */
export function pairOf(item: ComposeValue): ComposeEntry | undefined {
  if (item.kind !== "scalar") return undefined;
  const { at, place, raw, value } = item;
  const text = value.known ? value.text : raw;
  const equals = text.indexOf("=");
  const entry = { keyAt: at, keyPlace: place, node: undefined };
  if (equals === -1) return { ...entry, key: text, value: nullOf(item) };
  return { ...entry, key: text.slice(0, equals), value: behind(item, raw.indexOf("=") + 1) };
}

/** A key with nothing behind it. */
export function nullOf(scalar: ComposeScalar): ComposeScalar {
  return { ...made(scalar, "", known("")), quoted: false };
}

/** A text that Compose puts where a scalar is written. */
export function textAt(scalar: ComposeScalar, text: string): ComposeScalar {
  return made(scalar, text, known(text));
}

/** A text before what a scalar holds. */
export function partAfter(text: string, scalar: ComposeScalar): ComposeScalar {
  return made(scalar, text + scalar.raw, concat([known(text), scalar.value]));
}

/** What stands in a scalar from `from` on, with the place of that part where the text stands in the file as it is. */
function behind(scalar: ComposeScalar, from: number): ComposeScalar {
  const raw = scalar.raw.slice(from);
  const part = made(scalar, raw, scalar.substitute(raw));
  const { node, place, at } = scalar;
  const quotes = node.kind === "scalar" && (node.style === "single" || node.style === "double") ? 1 : 0;
  if (place.end - place.start !== scalar.raw.length + 2 * quotes) return part;
  const span = { start: place.start + quotes + from, end: place.end - quotes };
  const here: Place = { file: place.file, ...span };
  const isAlias = at.start !== place.start || at.file !== place.file;
  return { ...part, at: isAlias ? at : here, place: here, node: { ...part.node, span } };
}

const PLAIN = { kind: "scalar", style: "plain" } as const;

function made(of: ComposeScalar, raw: string, value: Resolved): ComposeScalar {
  const { at, place, node } = of;
  const { span, tag, anchor } = node;
  return {
    kind: "scalar",
    at,
    place,
    node: { ...PLAIN, span, tag, anchor, text: raw },
    tag: undefined,
    raw,
    value,
    quoted: true,
    substitute: (text) => of.substitute(text),
  };
}
