import type { DockerfileSyntax, Instruction } from "./syntax/ast.ts";
import { nearest } from "./text/nearest.ts";
import type { Edit } from "./text/edit.ts";
import type { Span } from "./text/span.ts";

/** The comments by which a user allows findings, and what is wrong with them. */
export interface Suppressions {
  /** Whether a comment allows this rule at this place. */
  allows(rule: string, at: Span): boolean;
  /** Names in such comments that no rule has. */
  readonly unknown: readonly {
    readonly at: Span;
    readonly message: string;
    readonly nearest: string | undefined;
  }[];
}

/** A rule's name as a comment writes it. */
export interface RuleName {
  readonly text: string;
  readonly span: Span;
}

const COMMENT = /^#\s*ml-containers:\s*(allow-file|allow)\s+([^\s#][^#]*?)\s*$/d;

/**
 * Reads `# ml-containers: allow RULE[, RULE…] [because …]`, which holds for the next instruction or, between the lines of an
 * instruction, for its next line; and `# ml-containers: allow-file RULE…`, which holds everywhere.
 */
export function readSuppressions(syntax: DockerfileSyntax, ruleNames: readonly string[]): Suppressions {
  const allowed = new Map<string, Span[]>();
  const unknown: { at: Span; message: string; nearest: string | undefined }[] = [];
  const meant = new Map<string, string | undefined>();
  for (const comment of syntax.comments) {
    const match = COMMENT.exec(syntax.source.slice(comment.start, comment.end));
    const list = match?.indices?.[2];
    if (match === null || list === undefined) continue;
    const isFile = match[1] === "allow-file";
    const scope = isFile ? { start: 0, end: syntax.source.length } : scopeAfter(syntax, comment);
    for (const { text, span } of namesIn(match[2] ?? "", comment.start + list[0])) {
      if (ruleNames.includes(text)) {
        const scopes = allowed.get(text);
        if (scopes === undefined) allowed.set(text, [scope]);
        else scopes.push(scope);
        continue;
      }
      if (!meant.has(text)) meant.set(text, nearest(text, ruleNames));
      const name = meant.get(text);
      const hint = name === undefined ? "" : ` Did you mean "${name}"?`;
      unknown.push({ at: span, message: `No rule is called "${text}".${hint}`, nearest: name });
    }
  }
  return {
    allows: (rule, at) =>
      allowed.get(rule)?.some((scope) => scope.start <= at.start && at.start <= scope.end) === true,
    unknown,
  };
}

/** The rule names that an allow comment holds, known or not; empty for other comments. */
export function allowedIn(syntax: DockerfileSyntax, comment: Span): readonly RuleName[] {
  const match = COMMENT.exec(syntax.source.slice(comment.start, comment.end));
  const list = match?.indices?.[2];
  return list === undefined ? [] : namesIn(match?.[2] ?? "", comment.start + list[0]);
}

/**
 * The edit that allows a rule at a place: it extends the comment in front of the instruction, or adds one. No comment may
 * stand before a parser directive, so that what is found in those is allowed in the whole file.
 */
export function allowHere(syntax: DockerfileSyntax, rule: string, at: Span): Edit {
  const { source } = syntax;
  const directive = syntax.directives.at(-1);
  if (directive !== undefined && at.start <= lineEnd(source, directive.span.end))
    return allowInFile(syntax, rule);
  const instruction = syntax.instructions.findLast((one) => one.span.start <= at.start);
  const target =
    instruction !== undefined && at.start <= lineEnd(source, instruction.span.end)
      ? instruction.span.start
      : at.start;
  const line = Math.max(lineStart(source, target), topOf(source));
  const before = syntax.comments.findLast((comment) => comment.end <= line);
  if (before !== undefined && /^\r*\n[ \t]*$/.test(source.slice(before.end, target))) {
    const edit = extended(source, before, "allow", rule);
    if (edit !== undefined) return edit;
  }
  return { span: { start: line, end: line }, text: `# ml-containers: allow ${rule}${eol(source)}` };
}

/** The edit that allows a rule in the whole file: it extends the file's comment, or adds one below the directives. */
export function allowInFile(syntax: DockerfileSyntax, rule: string): Edit {
  for (const comment of syntax.comments) {
    const edit = extended(syntax.source, comment, "allow-file", rule);
    if (edit !== undefined) return edit;
  }
  const last = syntax.directives.at(-1);
  const feed = last === undefined ? -1 : syntax.source.indexOf("\n", last.span.end);
  const at = last === undefined ? topOf(syntax.source) : feed === -1 ? syntax.source.length : feed + 1;
  const lead = last !== undefined && feed === -1 ? eol(syntax.source) : "";
  return {
    span: { start: at, end: at },
    text: `${lead}# ml-containers: allow-file ${rule}${eol(syntax.source)}`,
  };
}

function extended(source: string, comment: Span, keyword: string, rule: string): Edit | undefined {
  const match = COMMENT.exec(source.slice(comment.start, comment.end));
  const list = match?.indices?.[2];
  if (match?.[1] !== keyword || list === undefined) return undefined;
  const last = namesIn(match[2] ?? "", comment.start + list[0]).at(-1);
  return last === undefined
    ? undefined
    : { span: { start: last.span.end, end: last.span.end }, text: `, ${rule}` };
}

/** The rule names of a comment: words joined by commas, up to the first word that no comma joins (the reason). */
function namesIn(list: string, offset: number): readonly RuleName[] {
  const names: RuleName[] = [];
  const pattern = /([a-z0-9][a-z0-9-]*)\s*(,?)\s*/gy;
  for (let match = pattern.exec(list); match !== null; match = pattern.exec(list)) {
    const text = match[1] ?? "";
    const start = offset + match.index;
    names.push({ text, span: { start, end: start + text.length } });
    if (match[2] === "") break;
  }
  return names;
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

function lineStart(source: string, offset: number): number {
  return offset === 0 ? 0 : source.lastIndexOf("\n", offset - 1) + 1;
}

/** The line feed that ends the line of an offset, or the end of the text. */
function lineEnd(source: string, offset: number): number {
  const feed = source.indexOf("\n", offset);
  return feed === -1 ? source.length : feed;
}

/** Where a file's text begins: behind the byte order mark. */
function topOf(source: string): number {
  return source.startsWith("\uFEFF") ? 1 : 0;
}

function eol(source: string): string {
  return source.includes("\r\n") ? "\r\n" : "\n";
}
