import type { Document, Node } from "yaml";
import { isAlias, isMap, isNode, isPair, isScalar, isSeq, parseAllDocuments } from "yaml";
import type { Span } from "../text/span.ts";
import { yamlProblem } from "./yaml-problems.ts";

/** A YAML text: its documents, and what keeps it from being read. Spans are offsets into the text. */
export interface YamlFile {
  readonly source: string;
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly YamlProblem[];
}

export interface YamlDocument {
  /** Undefined for a document that holds nothing. */
  readonly root: YamlNode | undefined;
  readonly span: Span;
}

export interface YamlProblem {
  readonly span: Span;
  /** One or two sentences. */
  readonly message: string;
}

export type YamlNode = YamlScalar | YamlMap | YamlList | YamlAlias;

interface NodeBase {
  /** The node as written, without its tag and anchor; of an empty value, where it would stand. */
  readonly span: Span;
  /** As written: `!reset`, `!!str`. */
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
}

export interface YamlScalar extends NodeBase {
  readonly kind: "scalar";
  /** The text with quotes, escapes and folds taken away; nothing is converted to a number or a truth value. */
  readonly text: string;
  readonly style: "plain" | "single" | "double" | "block";
}

export interface YamlMap extends NodeBase {
  readonly kind: "map";
  readonly entries: readonly YamlEntry[];
  readonly flow: boolean;
}

export interface YamlEntry {
  readonly key: YamlNode;
  readonly value: YamlNode;
  /** From the key to the end of the value. */
  readonly span: Span;
}

export interface YamlList extends NodeBase {
  readonly kind: "list";
  readonly items: readonly YamlNode[];
  readonly flow: boolean;
}

export interface YamlAlias extends NodeBase {
  readonly kind: "alias";
  readonly name: string;
  /** Undefined where no anchor of this name stands before it. */
  readonly target: YamlNode | undefined;
}

/** Reads a YAML text. Never throws; of a text that is broken, what can be read is there. */
export function parseYaml(source: string): YamlFile {
  const parsed = parseAllDocuments(source, OPTIONS);
  const all: readonly Document.Parsed[] = Array.isArray(parsed) ? parsed : [];
  const problems: YamlProblem[] = [];
  const documents = all.map((document): YamlDocument => {
    for (const { code, message, pos } of telling(document.errors)) {
      problems.push({ span: atLeastOne(pos, source), message: sentence(code, message) });
    }
    const [start, , end] = document.range;
    const converter = new Converter(source);
    const root = document.contents === null ? undefined : converter.node(document.contents);
    if (converter.tooDeep !== undefined) problems.push({ span: converter.tooDeep, message: TOO_DEEP });
    return { root, span: { start, end } };
  });
  // Where the library ran out of stack, and where a merge stopped, all that is said besides follows from that.
  const cause =
    problems.find(({ message }) => message === TOO_DEEP) ??
    (problems.length === 0 ? undefined : mergeConflict(source));
  return { source, documents, problems: cause === undefined ? problems : [cause] };
}

function mergeConflict(source: string): YamlProblem | undefined {
  const start = source.search(/^<{7} /m);
  if (start === -1 || !/^={7}\r?$[\s\S]*^>{7} /m.test(source.slice(start))) return undefined;
  const message =
    "A conflict of a merge is left here. Keep one side of it, and delete the lines <<<<<<<, ======= and >>>>>>>.";
  return { span: { start, end: start + 7 }, message };
}

/** Without what only follows from another error at the same place, and is no help. */
function telling(errors: Document.Parsed["errors"]): Document.Parsed["errors"] {
  const some = errors.slice(0, MOST_PROBLEMS);
  const deeper = new Set(
    some.filter(({ code }) => code === "MULTILINE_IMPLICIT_KEY").map(({ pos: [start] }) => start),
  );
  return some.filter(({ code, pos: [start] }) => code !== "BLOCK_AS_IMPLICIT_KEY" || !deeper.has(start));
}

/** Of one document; who has more knows enough. */
const MOST_PROBLEMS = 100;

const TOO_DEEP = "This is nested too deeply to be read. Take levels out; compose files need fewer than 20.";

const OPTIONS = {
  schema: "failsafe",
  uniqueKeys: false,
  merge: false,
  logLevel: "silent",
  prettyErrors: false,
} as const;

class Converter {
  readonly #source: string;
  readonly #anchors = new Map<string, YamlNode>();
  #depth = 0;
  /** The first value that lies too deep. */
  tooDeep: Span | undefined;

  constructor(source: string) {
    this.#source = source;
  }

  node(node: Node): YamlNode {
    this.#depth += 1;
    const converted = this.#convert(node);
    this.#depth -= 1;
    if (converted.anchor !== undefined) this.#anchors.set(converted.anchor, converted);
    return converted;
  }

  #convert(node: Node): YamlNode {
    const [start, end] = node.range ?? [0, 0];
    const span = { start, end };
    if (isAlias(node)) {
      const target = this.#anchors.get(node.source);
      return { kind: "alias", span, tag: undefined, anchor: undefined, name: node.source, target };
    }
    const tag = node.tag !== undefined && isWrittenTag(node.tag) ? node.tag : undefined;
    const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
    if (this.#depth > DEEPEST) this.tooDeep ??= atLeastOne([start, start], this.#source);
    if (this.#depth > DEEPEST) return { kind: "scalar", span, tag, anchor, text: "", style: "plain" };
    if (isMap(node)) {
      const entries = node.items.map(({ key, value }) => this.#entry(key, value, span));
      return {
        kind: "map",
        span: trimmed(this.#source, span),
        tag,
        anchor,
        entries,
        flow: node.flow === true,
      };
    }
    if (isSeq(node)) {
      const items = node.items.map((item) => this.#item(item, span));
      return {
        kind: "list",
        span: trimmed(this.#source, span),
        tag,
        anchor,
        items,
        flow: node.flow === true,
      };
    }
    const text = isScalar(node) && typeof node.value === "string" ? node.value : "";
    return {
      kind: "scalar",
      span,
      tag,
      anchor,
      text,
      style: styleOf(isScalar(node) ? node.type : undefined),
    };
  }

  #entry(key: unknown, value: unknown, around: Span): YamlEntry {
    const from = isNode(key) ? this.node(key) : emptyAt(around.start);
    const to = isNode(value) ? this.node(value) : emptyAt(from.span.end);
    return {
      key: from,
      value: to,
      span: { start: from.span.start, end: Math.max(from.span.end, to.span.end) },
    };
  }

  #item(item: unknown, around: Span): YamlNode {
    // `- a: b` in a flow list is a pair of its own.
    if (isPair(item)) {
      const entry = this.#entry(item.key, item.value, around);
      return {
        kind: "map",
        span: entry.span,
        tag: undefined,
        anchor: undefined,
        entries: [entry],
        flow: true,
      };
    }
    return isNode(item) ? this.node(item) : emptyAt(around.start);
  }
}

/** Deeper than any real file; the text below is left out. */
const DEEPEST = 200;

function emptyAt(offset: number): YamlScalar {
  const span = { start: offset, end: offset };
  return { kind: "scalar", span, tag: undefined, anchor: undefined, text: "", style: "plain" };
}

/** Tags that the library fills in itself are none that a user wrote. */
function isWrittenTag(tag: string): boolean {
  return tag !== "tag:yaml.org,2002:map" && tag !== "tag:yaml.org,2002:seq";
}

function styleOf(type: string | undefined): YamlScalar["style"] {
  if (type === "QUOTE_SINGLE") return "single";
  if (type === "QUOTE_DOUBLE") return "double";
  return type === "BLOCK_LITERAL" || type === "BLOCK_FOLDED" ? "block" : "plain";
}

/** Block collections reach up to the next one's indentation; what a reader sees ends with their last character. */
function trimmed(source: string, { start, end }: Span): Span {
  let last = end;
  while (last > start && /\s/.test(source[last - 1] ?? "")) last -= 1;
  return { start, end: last };
}

function atLeastOne([start, end]: readonly [number, number], source: string): Span {
  return { start: Math.min(start, source.length), end: Math.min(Math.max(end, start + 1), source.length) };
}

function sentence(code: string, message: string): string {
  return /call stack/i.test(message) ? TOO_DEEP : yamlProblem(code, message);
}
