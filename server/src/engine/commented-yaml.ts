import type { Commented } from "./commented.ts";
import type { YamlFile, YamlNode } from "./syntax/yaml.ts";
import type { Span } from "./text/span.ts";
import { overlaps } from "./text/span.ts";
import { lineEnd, lineStart, topOf } from "./text/line.ts";

/**
 * The comments of a YAML file. A comment on a line of its own speaks of the entry or list item that begins on the next line, with all
 * that it holds; one at the end of a line, of what begins on that line.
 */
export function commentedYaml(yaml: YamlFile): Commented {
  const { source } = yaml;
  const next = nextStatements(source);
  let found: readonly Span[] | undefined;
  const statements = (): readonly Span[] => (found ??= statementsOf(yaml));
  return {
    source,
    comments: commentsOf(yaml),
    scopeOf: (comment) => scopeOf(source, comment, next, statements),
    statementAt: (at) => statementAt(source, at, statements()),
    indents: true,
    top: topOf(source),
  };
}

const COMMENT = /(?<=^|[ \t\uFEFF])#[ \t]*ml-containers:[^\r\n]*/gm;

/** Only those that speak to the product; a `#` inside a string or a block of text begins none. */
function commentsOf({ source, documents }: YamlFile): readonly Span[] {
  const found = [...source.matchAll(COMMENT)].map(({ index, 0: { length } }) => ({
    start: index,
    end: index + length,
  }));
  if (found.length === 0) return [];
  const texts: Span[] = [];
  for (const { root } of documents) {
    if (root !== undefined) visit(root, (node) => node.kind === "scalar" && texts.push(node.span));
  }
  return found.filter((comment) => !texts.some((text) => overlaps(text, comment)));
}

function scopeOf(
  source: string,
  comment: Span,
  next: (offset: number) => number,
  statements: () => readonly Span[],
): Span {
  const line = lineStart(source, comment.start);
  const isBeside = source.slice(line, comment.start).trim() !== "";
  const from = isBeside ? line : next(comment.end);
  const to = lineEnd(source, from);
  const outermost = firstFrom(statements(), from);
  const end = outermost === undefined || outermost.start >= to ? to : Math.max(to, outermost.end);
  const start = isBeside ? from : comment.start === topOf(source) ? 0 : comment.start;
  return { start, end };
}

/** The first of spans in the order of their starts that begins at an offset or later. */
function firstFrom(spans: readonly Span[], offset: number): Span | undefined {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return spans[low];
}

/**
 * Answers for an offset where the first line after it that holds more than a comment begins. What was found for one comment holds
 * for those between it and that line, too.
 */
function nextStatements(source: string): (offset: number) => number {
  let known = { from: 0, next: 0 };
  return (offset) => {
    if (known.from <= offset && offset < known.next) return known.next;
    let line = lineEnd(source, offset) + 1;
    while (line < source.length && /^\s*(?:#|$)/.test(source.slice(line, lineEnd(source, line))))
      line = lineEnd(source, line) + 1;
    known = { from: offset, next: Math.min(line, source.length) };
    return known.next;
  };
}

function statementAt(source: string, at: Span, statements: readonly Span[]): number {
  const around = statements.findLast((span) => span.start <= at.start && at.start <= span.end);
  const start = around?.start ?? at.start;
  const line = lineStart(source, start);
  return line + (/^[ \t]*/.exec(source.slice(line, start))?.[0].length ?? 0);
}

/** The entries and items of block collections, in the order of the text: an outer one before what it holds. */
function statementsOf({ documents }: YamlFile): readonly Span[] {
  const all: Span[] = [];
  const collect = (node: YamlNode): void => {
    if (node.kind === "map" && !node.flow) {
      for (const { span, value } of node.entries) {
        all.push(span);
        collect(value);
      }
    } else if (node.kind === "list" && !node.flow) {
      for (const item of node.items) {
        all.push(item.span);
        collect(item);
      }
    }
  };
  for (const { root } of documents) if (root !== undefined) collect(root);
  return all;
}

function visit(node: YamlNode, see: (node: YamlNode) => void): void {
  see(node);
  if (node.kind === "list") for (const item of node.items) visit(item, see);
  if (node.kind !== "map") return;
  for (const { key, value } of node.entries) {
    visit(key, see);
    visit(value, see);
  }
}
