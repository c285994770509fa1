import type { DockerfileSyntax, Instruction } from "./syntax/ast.ts";
import type { Span } from "./text/span.ts";
import { lineAfter, lineEnd, topOf } from "./text/line.ts";

/** A text with comments, as the comments that allow rules see it. */
export interface Commented {
  readonly source: string;
  /** Comments in which a rule may be allowed, in order, from `#` to the end of the line. */
  readonly comments: readonly Span[];
  /** What a comment speaks of: the statement that it stands above or beside. */
  scopeOf(comment: Span): Span;
  /**
   * The offset of the statement above which a comment about a place stands, which is the first of its line but for white space;
   * undefined where no comment may stand there, so that only the whole file can be spoken of.
   */
  statementAt(at: Span): number | undefined;
  /** Whether a comment is indented like its statement. */
  readonly indents: boolean;
  /** Where the file's own comment goes: the start of a line, or the text's end. */
  readonly top: number;
}

/** A Dockerfile's comments. No comment may stand before a parser directive. */
export function commentedDockerfile(syntax: DockerfileSyntax): Commented {
  const { source, comments, directives } = syntax;
  const last = directives.at(-1);
  return {
    source,
    comments,
    scopeOf: (comment) => scopeAfter(syntax, comment),
    statementAt: (at) => {
      if (last !== undefined && at.start <= lineEnd(source, last.span.end)) return undefined;
      const instruction = syntax.instructions.findLast((one) => one.span.start <= at.start);
      return instruction !== undefined && at.start <= lineEnd(source, instruction.span.end)
        ? instruction.span.start
        : at.start;
    },
    indents: false,
    top: last === undefined ? topOf(source) : lineAfter(source, last.span.end),
  };
}

/** From a comment (at the top: from the file's start) to the end of the next instruction; inside an instruction, to the end of its next line. */
function scopeAfter(syntax: DockerfileSyntax, comment: Span): Span {
  const { source, instructions } = syntax;
  const next = firstEndingAfter(instructions, comment.end);
  const around = next !== undefined && next.span.start < comment.start ? next : undefined;
  if (around === undefined) {
    const start = comment.start === topOf(source) ? 0 : comment.end;
    return { start, end: next === undefined ? source.length : lineEnd(source, next.span.end) };
  }
  let end = comment.end;
  for (;;) {
    const line = source.indexOf("\n", end) + 1;
    if (line === 0) return { start: comment.end, end: around.span.end };
    end = lineEnd(source, line);
    if (!/^\s*(?:#|$)/.test(source.slice(line, end))) return { start: comment.end, end };
  }
}

/** The first of the instructions, which come in order, that ends behind an offset. */
function firstEndingAfter(instructions: readonly Instruction[], offset: number): Instruction | undefined {
  let low = 0;
  let high = instructions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instructions[middle]?.span.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return instructions[low];
}
