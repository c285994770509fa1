import type { YamlAlias, YamlEntry, YamlMap, YamlNode, YamlScalar } from "../../syntax/yaml.ts";
import { LineIndex } from "../../text/lines.ts";
import { shortened } from "../../text/shortened.ts";
import type { Span } from "../../text/span.ts";
import type { Lookup } from "../expand.ts";
import type { Resolved } from "../resolved.ts";
import type { Interpolated } from "./interpolate.ts";
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
  /** How many values aliases have copied so far, over all files of a project. */
  readonly copies: { count: number };
}

/**
 * Follows aliases and merge keys of one YAML tree and substitutes its variables. What an alias brings in is reported at the alias. An
 * endless or exploding tree is cut off, with a problem.
 */
export function readValue(node: YamlNode, context: ReadContext): ComposeValue {
  return new Reader(context, node).value(node, undefined);
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
  readonly #file: string;
  readonly #root: YamlNode;
  readonly #open = new Set<YamlNode>();
  #lines: LineIndex | undefined;
  #reported = 0;
  #isCut = false;

  constructor(context: ReadContext, root: YamlNode) {
    this.#context = context;
    this.#root = root;
    this.#file = context.file;
  }

  /** `via` is the alias that a finding is reported at, for what an alias brings in. */
  value(node: YamlNode, via: Place | undefined): ComposeValue {
    if (node.kind === "alias") return this.#aliased(node, via);
    const place = this.#place(node.span);
    const at = via ?? place;
    if (node.kind === "scalar") return this.#scalar(node, at, place, via);
    const { tag } = node;
    if (via !== undefined && this.#isTooMuch(at)) {
      return node.kind === "map"
        ? { kind: "map", at, place, node, tag, entries: new Map() }
        : { kind: "list", at, place, node, tag, items: [] };
    }
    if (node.kind === "map") return { kind: "map", at, place, node, tag, entries: this.#entries(node, via) };
    const items = node.items.map((item) => this.value(item, via));
    return { kind: "list", at, place, node, tag, items };
  }

  #aliased(node: YamlAlias, via: Place | undefined): ComposeValue {
    const { target, name } = node;
    const place = this.#place(node.span);
    const at = via ?? place;
    if (target === undefined || this.#open.has(target)) {
      if (via === undefined) this.#problem(at, noAnchor(name));
      return new Scalar(emptyAt(node), at, place, this.#context);
    }
    this.#open.add(target);
    const value = this.value(target, at);
    this.#open.delete(target);
    return value;
  }

  #scalar(node: YamlScalar, at: Place, place: Place, via: Place | undefined): ComposeScalar {
    const scalar = new Scalar(node, at, place, this.#context);
    if (via !== undefined) this.#context.copies.count += 1;
    else if (node.text.includes("$")) this.#checkVariables(scalar);
    return scalar;
  }

  #checkVariables(scalar: Scalar): void {
    for (const { span, message } of scalar.interpolated.problems) {
      this.#problem(partOf(scalar, this.#context.source, span.start, span.end), message);
    }
  }

  #entries(node: YamlMap, via: Place | undefined): ReadonlyMap<string, ComposeEntry> {
    const entries = new Map<string, ComposeEntry>();
    const merged: YamlEntry[] = [];
    const copies = node === this.#root ? copiesIn(node) : undefined;
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
        if (via === undefined && (copies === undefined || copies.has(entry))) {
          const line = this.#line(first.keyPlace);
          this.#problem(keyPlace, copies === undefined ? duplicate(key, line) : anotherFile(key, line));
        }
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

  #line({ start }: Place): number {
    this.#lines ??= new LineIndex(this.#context.source);
    return this.#lines.positionAt(start).line + 1;
  }

  #place(span: Span): Place {
    return { file: this.#file, start: span.start, end: span.end };
  }

  #problem(at: Place, message: string): void {
    this.#reported += 1;
    if (this.#reported <= MOST_PROBLEMS) this.#context.problems.push({ at, message });
  }

  /** Counts a copied map or list. */
  #isTooMuch(at: Place): boolean {
    const { copies, problems } = this.#context;
    copies.count += 1;
    if (copies.count <= MOST_COPIES) return false;
    if (!this.#isCut) problems.push({ at, message: TOO_MANY_COPIES });
    this.#isCut = true;
    return true;
  }
}

/**
 * Of a document in which several whole compose files stand one below the other, the entries that begin the second and later ones: each
 * begins with the first key that stands in the one before it. Undefined where no more than one key of the document repeats.
 */
function copiesIn({ entries }: YamlMap): ReadonlySet<YamlEntry> | undefined {
  const starts = new Set<YamlEntry>();
  const repeated = new Set<string>();
  const all = new Set<string>();
  let current = new Set<string>();
  for (const entry of entries) {
    const key = keyText(entry.key);
    if (key === undefined) continue;
    if (all.has(key)) repeated.add(key);
    if (current.has(key)) {
      starts.add(entry);
      current = new Set();
    }
    all.add(key);
    current.add(key);
  }
  return repeated.size > 1 && repeated.has("services") ? starts : undefined;
}

function duplicate(key: string, line: number): string {
  return `The key "${shortened(key, 60)}" stands twice in this map (first in line ${line}), which Compose refuses. Keep one.`;
}

function anotherFile(key: string, line: number): string {
  return `Another whole compose file begins here with a second "${shortened(key, 60)}" (first in line ${line}), and Compose refuses them in one. Keep one, or put the others into files of their own.`;
}

/** More values than any real project copies by its aliases. */
const MOST_COPIES = 100_000;

/** Of one file; who has more knows enough. */
const MOST_PROBLEMS = 100;

const TOO_MANY_COPIES =
  "Aliases make this file many times larger than it is written. What is beyond 100,000 copied values is not read. Write the content out, or use fewer levels of anchors.";

const TWO_MERGES =
  'The merge key "<<" stands twice in this map, which Compose refuses. Merge several anchors as a list: "<<: [*a, *b]".';

function noAnchor(name: string): string {
  return `No anchor "&${shortened(name, 60)}" ends before this alias, which Compose refuses. Put the anchor on a value above, or mend the name.`;
}

function emptyAt({ span }: YamlAlias): YamlScalar {
  return { kind: "scalar", span, tag: undefined, anchor: undefined, text: "", style: "plain" };
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
  readonly #lookup: Lookup;
  #interpolated: Interpolated | undefined;

  constructor(node: YamlScalar, at: Place, place: Place, { lookup }: ReadContext) {
    this.at = at;
    this.place = place;
    this.tag = node.tag;
    this.node = node;
    this.raw = node.text;
    this.quoted = node.style !== "plain";
    this.#lookup = lookup;
  }

  get value(): Resolved {
    return this.interpolated.value;
  }

  get interpolated(): Interpolated {
    this.#interpolated ??= interpolate(this.raw, this.#lookup);
    return this.#interpolated;
  }

  substitute(text: string): Resolved {
    return interpolate(text, this.#lookup).value;
  }
}

function keyText(key: YamlNode): string | undefined {
  const node = key.kind === "alias" ? key.target : key;
  return node?.kind === "scalar" ? node.text : undefined;
}

function isPlain(key: YamlNode): boolean {
  return key.kind === "scalar" && key.style === "plain";
}
