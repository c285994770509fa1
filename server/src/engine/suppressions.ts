import type { Commented } from "./commented.ts";
import { nearest } from "./text/nearest.ts";
import type { Edit } from "./text/edit.ts";
import type { Span } from "./text/span.ts";
import { eolOf, lineStart, topOf } from "./text/line.ts";

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
 * Reads `# ml-containers: allow RULE[, RULE…] [because …]`, which holds for the statement that the comment speaks of; and
 * `# ml-containers: allow-file RULE…`, which holds everywhere.
 */
export function readSuppressions(commented: Commented, ruleNames: readonly string[]): Suppressions {
  const allowed = new Map<string, Span[]>();
  const unknown: { at: Span; message: string; nearest: string | undefined }[] = [];
  const meant = new Map<string, string | undefined>();
  for (const comment of commented.comments) {
    const match = COMMENT.exec(commented.source.slice(comment.start, comment.end));
    const list = match?.indices?.[2];
    if (match === null || list === undefined) continue;
    const isFile = match[1] === "allow-file";
    const scope = isFile ? { start: 0, end: commented.source.length } : commented.scopeOf(comment);
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
export function allowedIn(commented: Commented, comment: Span): readonly RuleName[] {
  const match = COMMENT.exec(commented.source.slice(comment.start, comment.end));
  const list = match?.indices?.[2];
  return list === undefined ? [] : namesIn(match?.[2] ?? "", comment.start + list[0]);
}

/** The edit that allows a rule at a place: it extends the comment above the statement, or adds one. */
export function allowHere(commented: Commented, rule: string, at: Span): Edit {
  const { source } = commented;
  const target = commented.statementAt(at);
  if (target === undefined) return allowInFile(commented, rule);
  const line = Math.max(lineStart(source, target), topOf(source));
  const before = commented.comments.findLast((comment) => comment.end <= line);
  if (
    before !== undefined &&
    /^\r*\n[ \t]*$/.test(source.slice(before.end, target)) &&
    isAlone(source, before)
  ) {
    const edit = extended(source, before, "allow", rule);
    if (edit !== undefined) return edit;
  }
  const indent = commented.indents ? source.slice(line, target) : "";
  return {
    span: { start: line, end: line },
    text: `${indent}# ml-containers: allow ${rule}${eolOf(source)}`,
  };
}

/** The edit that allows a rule in the whole file: it extends the file's comment, or adds one below the directives. */
export function allowInFile(commented: Commented, rule: string): Edit {
  for (const comment of commented.comments) {
    const edit = extended(commented.source, comment, "allow-file", rule);
    if (edit !== undefined) return edit;
  }
  const { source, top } = commented;
  const lead = top === source.length && top > topOf(source) && !source.endsWith("\n") ? eolOf(source) : "";
  return {
    span: { start: top, end: top },
    text: `${lead}# ml-containers: allow-file ${rule}${eolOf(source)}`,
  };
}

function isAlone(source: string, comment: Span): boolean {
  return source.slice(lineStart(source, comment.start), comment.start).trim() === "";
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
