import type { Span } from "../text/span.ts";
import type { Directive } from "./ast.ts";

const DIRECTIVE = /^\s*#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(\S.*?)\s*$/;
const KNOWN = new Set(["syntax", "escape", "check"]);

/**
 * The parser directive on a line, or undefined. Directives stand before everything else: the first line that is none of the
 * known ones ends them, a comment like `# key = value` included.
 *
 * Source: moby/buildkit frontend/dockerfile/parser/directives.go.
 */
export function readDirective(source: string, line: Span): Directive | undefined {
  const text = source.slice(line.start, line.end);
  const match = DIRECTIVE.exec(text);
  if (match === null) return undefined;
  const name = (match[1] ?? "").toLowerCase();
  if (!KNOWN.has(name)) return undefined;
  const value = match[2] ?? "";
  const valueStart = line.start + text.lastIndexOf(value);
  return {
    name,
    value,
    span: { start: line.start + text.indexOf("#"), end: line.start + text.trimEnd().length },
    valueSpan: { start: valueStart, end: valueStart + value.length },
  };
}
