import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from "../../syntax/yaml.ts";
import type { Lookup } from "../expand.ts";
import type { Resolved } from "../resolved.ts";
import { interpolate } from "./interpolate.ts";
import type { ComposeEntry, ComposeScalar, ComposeValue, Place } from "./value.ts";

/** Something that Compose refuses or that cannot be meant. */
export interface ComposeProblem {
  readonly at: Place;
  readonly message: string;
  /** Where it is less than an error. */
  readonly severity?: "warning" | "info";
}

export interface ReadContext {
  /** The file's path, for places. */
  readonly file: string;
  /** The file's text. */
  readonly source: string;
  /** What variables stand for. */
  readonly lookup: Lookup;
  readonly problems: ComposeProblem[];
}

/**
 * Follows aliases and merge keys of one YAML tree and substitutes its variables. What an alias brings in is reported at the alias. An
 * endless or exploding tree is cut off, with a problem.
 */
export function readValue(node: YamlNode, context: ReadContext): ComposeValue {
  return new Reader(context).value(node, undefined);
}

/** The part `[from, to)` of a scalar's raw text: where it is written as far as quotes and escapes allow, else the whole. */
export function partOf(scalar: ComposeScalar, source: string, from: number, to: number): Place {
  const { place, raw } = scalar;
  const lead = scalar.quoted ? 1 : 0;
  const start = place.start + lead;
  if (source.slice(start, start + raw.length) !== raw) return place;
  return { file: place.file, start: start + from, end: start + to };
}

class Reader {
  readonly #context: ReadContext;
  readonly #open = new Set<YamlNode>();
  #copied = 0;
  #isCut = false;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  /** `via` is the alias that a finding is reported at, for what an alias brings in. */
  value(node: YamlNode, via: Place | undefined): ComposeValue {
    if (node.kind === "alias") return this.#aliased(node, node.target, node.name, via);
    const place = this.#place(node.span);
    const base = { at: via ?? place, place, node, tag: node.tag };
    if (via !== undefined) this.#copied += 1;
    if (node.kind === "scalar") return this.#scalar(node, base);
    if (this.#copied > MOST_COPIES) {
      this.#cut(base.at);
      return node.kind === "map"
        ? { ...base, kind: "map", entries: new Map() }
        : { ...base, kind: "list", items: [] };
    }
    if (node.kind === "map") return { ...base, kind: "map", entries: this.#entries(node, via) };
    return { ...base, kind: "list", items: node.items.map((item) => this.value(item, via)) };
  }

  #aliased(node: YamlNode, target: YamlNode | undefined, name: string, via: Place | undefined): ComposeValue {
    const at = via ?? this.#place(node.span);
    if (target === undefined || this.#open.has(target)) {
      if (target !== undefined)
        this.#problem(at, `The anchor "${name}" contains itself. Write out what is meant here.`);
      const place = this.#place(node.span);
      const empty: YamlScalar = {
        kind: "scalar",
        span: node.span,
        tag: undefined,
        anchor: undefined,
        text: "",
        style: "plain",
      };
      return this.#scalar(empty, { at, place, node: empty, tag: undefined });
    }
    this.#open.add(target);
    const value = this.value(target, at);
    this.#open.delete(target);
    return value;
  }

  #entries(node: YamlMap, via: Place | undefined): ReadonlyMap<string, ComposeEntry> {
    const entries = new Map<string, ComposeEntry>();
    const merged: YamlEntry[] = [];
    for (const entry of node.entries) {
      const key = keyText(entry.key);
      if (key === undefined) continue;
      if (key === "<<" && isPlain(entry.key)) {
        merged.push(entry);
        continue;
      }
      const keyPlace = this.#place(entry.key.span);
      const first = entries.get(key);
      if (first !== undefined) {
        if (via === undefined) this.#problem(keyPlace, duplicate(key, this.#context.source, first.keyPlace));
        continue;
      }
      entries.set(key, {
        key,
        keyAt: via ?? keyPlace,
        keyPlace,
        node: entry,
        value: this.value(entry.value, via),
      });
    }
    if (merged.length > 1 && via === undefined) {
      const second = merged[1];
      if (second !== undefined) this.#problem(this.#place(second.key.span), TWO_MERGES);
    }
    for (const entry of merged) this.#merge(entry.value, entries, via);
    return entries;
  }

  /** A merge key brings in what the map does not say itself; of several maps, the first that says it. */
  #merge(node: YamlNode, into: Map<string, ComposeEntry>, via: Place | undefined): void {
    for (const one of node.kind === "list" ? node.items : [node]) {
      const at = via ?? this.#place(one.span);
      const value = this.value(one, one.kind === "alias" ? at : via);
      if (value.kind !== "map") {
        if (via === undefined) this.#problem(at, "A merge key takes maps only. Refer to an anchor on a map.");
        continue;
      }
      for (const [key, entry] of value.entries) if (!into.has(key)) into.set(key, entry);
    }
  }

  #scalar(node: YamlScalar, base: Pick<ComposeScalar, "at" | "place" | "node" | "tag">): ComposeScalar {
    return new Scalar(node, base, this.#context);
  }

  #place(span: { readonly start: number; readonly end: number }): Place {
    return { file: this.#context.file, start: span.start, end: span.end };
  }

  #problem(at: Place, message: string): void {
    this.#context.problems.push({ at, message });
  }

  #cut(at: Place): void {
    if (this.#isCut) return;
    this.#isCut = true;
    this.#problem(
      at,
      "Aliases make this file many times larger than it is written. What is beyond 100,000 copied values is not read. Write the content out, or use fewer levels of anchors.",
    );
  }
}

/** More values than any real file copies by its aliases. */
const MOST_COPIES = 100_000;

const TWO_MERGES =
  'The merge key "<<" stands twice in this map, which Compose refuses. Merge several anchors as a list: "<<: [*a, *b]".';

function duplicate(key: string, source: string, first: Place): string {
  const line = source.slice(0, first.start).split("\n").length;
  return `The key "${key}" stands twice in this map (first in line ${line}), which Compose refuses. Keep one.`;
}

/** Substitutes its variables when it is first asked for its value. */
class Scalar implements ComposeScalar {
  readonly kind = "scalar";
  readonly at: Place;
  readonly place: Place;
  readonly node: YamlScalar;
  readonly tag: string | undefined;
  readonly raw: string;
  readonly quoted: boolean;
  readonly #context: ReadContext;
  #value: Resolved | undefined;

  constructor(node: YamlScalar, base: Pick<ComposeScalar, "at" | "place" | "tag">, context: ReadContext) {
    this.at = base.at;
    this.place = base.place;
    this.tag = base.tag;
    this.node = node;
    this.raw = node.text;
    this.quoted = node.style !== "plain";
    this.#context = context;
  }

  get value(): Resolved {
    this.#value ??= this.substitute(this.raw);
    return this.#value;
  }

  substitute(text: string): Resolved {
    return interpolate(text, this.#context.lookup).value;
  }
}

function keyText(key: YamlNode): string | undefined {
  const node = key.kind === "alias" ? key.target : key;
  return node?.kind === "scalar" ? node.text : undefined;
}

function isPlain(key: YamlNode): boolean {
  return key.kind === "scalar" && key.style === "plain";
}
