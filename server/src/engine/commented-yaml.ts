import type { Commented } from "./commented.ts";
import { lineEnd, lineStart, topOf } from "./commented.ts";
import type { YamlFile, YamlNode } from "./syntax/yaml.ts";
import type { Span } from "./text/span.ts";
import { overlaps } from "./text/span.ts";

/**
 * The comments of a YAML file. A comment on a line of its own speaks of the entry or list item that begins on the next line, with all
 * that it holds; one at the end of a line, of what begins on that line.
 */
export function commentedYaml(yaml: YamlFile): Commented {
  const { source } = yaml;
  const comments = commentsOf(yaml);
  return {
    source,
    comments,
    scopeOf: (comment) => scopeOf(yaml, comment),
    statementAt: (at) => statementAt(yaml, at),
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

function scopeOf(yaml: YamlFile, comment: Span): Span {
  const { source } = yaml;
  const line = lineStart(source, comment.start);
  const isBeside = source.slice(line, comment.start).trim() !== "";
  const from = isBeside ? line : nextStatement(source, comment.end);
  const to = lineEnd(source, from);
  const outermost = statements(yaml).find((span) => from <= span.start && span.start < to);
  const start = isBeside ? from : comment.start === topOf(source) ? 0 : comment.start;
  return { start, end: Math.max(to, outermost?.end ?? to) };
}

/** The start of the first line after an offset that holds more than a comment. */
function nextStatement(source: string, offset: number): number {
  for (let line = lineEnd(source, offset) + 1; line < source.length; line = lineEnd(source, line) + 1) {
    if (!/^\s*(?:#|$)/.test(source.slice(line, lineEnd(source, line)))) return line;
  }
  return source.length;
}

function statementAt(yaml: YamlFile, at: Span): number {
  const { source } = yaml;
  const around = statements(yaml).filter((span) => span.start <= at.start && at.start <= span.end);
  const start = around.at(-1)?.start ?? at.start;
  const line = lineStart(source, start);
  return line + (/^[ \t]*/.exec(source.slice(line, start))?.[0].length ?? 0);
}

/** The entries and items of block collections, in the order of the text: an outer one before what it holds. */
function statements({ documents }: YamlFile): readonly Span[] {
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
