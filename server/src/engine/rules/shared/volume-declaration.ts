import type { ComposeProject } from "../../model/compose/project.ts";
import type { YamlEntry, YamlMap } from "../../syntax/yaml.ts";
import type { Edit } from "../../text/edit.ts";
import type { Fix } from "../rule.ts";
import { quoteIfNeeded } from "./yaml-edits.ts";
import { columnOf, eolOf } from "../../text/line.ts";

/** The fix that declares volumes or networks at the top of a project's file; undefined where its form leaves no plain place for them. */
export function declaration(
  { yaml }: ComposeProject,
  source: string,
  section: "volumes" | "networks",
  names: readonly string[],
): Fix | undefined {
  const keys = names.map(quoteIfNeeded);
  const [document, ...others] = yaml.documents;
  const root = document?.root;
  if (root?.kind !== "map" || root.flow || others.length > 0 || yaml.problems.length > 0) return undefined;
  const edit = editOf(root, source, section, keys);
  if (edit === undefined) return undefined;
  return { title: `Declare ${names.join(", ")} under ${section}`, safety: "safe", edits: [edit] };
}

function editOf(root: YamlMap, source: string, section: string, names: readonly string[]): Edit | undefined {
  const eol = eolOf(source);
  const declared = root.entries.find(({ key }) => key.kind === "scalar" && key.text === section);
  if (declared === undefined) return appended(root, source, section, names, eol);
  const { value, key } = declared;
  if (value.kind === "map" && value.entries.length > 0) return behindLast(value, source, names, eol);
  const isEmpty =
    value.kind === "scalar" && value.style === "plain" && value.text === "" && value.tag === undefined;
  if (!isEmpty || value.anchor !== undefined) return undefined;
  const indent = " ".repeat(columnOf(source, key.span.start) + indentation(root, source));
  return inserted(endOfLine(source, key.span.end), lines(names, indent, eol));
}

function behindLast(map: YamlMap, source: string, names: readonly string[], eol: string): Edit | undefined {
  const last = map.entries.at(-1);
  if (last === undefined) return undefined;
  if (map.flow) return inserted(last.span.end, names.map((name) => `, ${name}: {}`).join(""));
  const indent = " ".repeat(columnOf(source, last.key.span.start));
  return inserted(endOfLine(source, endOf(last)), lines(names, indent, eol));
}

function appended(
  root: YamlMap,
  source: string,
  section: string,
  names: readonly string[],
  eol: string,
): Edit | undefined {
  // Behind an end of the document, or a block that keeps its last line breaks, nothing may be added.
  const last = root.entries.at(-1);
  if (last === undefined || /^\.\.\.\s*$/m.test(source.slice(last.span.end))) return undefined;
  const outer = " ".repeat(columnOf(source, last.key.span.start));
  const inner = outer + " ".repeat(indentation(root, source));
  const end = source.trimEnd().length;
  const text = `${eol}${eol}${outer}${section}:${lines(names, inner, eol)}`;
  return inserted(end, source.length > end ? text : `${text}${eol}`);
}

function inserted(at: number, text: string): Edit {
  return { span: { start: at, end: at }, text };
}

function lines(names: readonly string[], indent: string, eol: string): string {
  return names.map((name) => `${eol}${indent}${name}:`).join("");
}

/** The entry's last character; of one without a value, its key's colon. */
function endOf({ key, value, span }: YamlEntry): number {
  return value.kind === "scalar" && value.text === "" && value.style === "plain" ? key.span.end : span.end;
}

/** How many blanks the file indents by: as its services are. */
function indentation(root: YamlMap, source: string): number {
  for (const { key, value } of root.entries) {
    const first = value.kind === "map" && !value.flow ? value.entries[0] : undefined;
    if (first === undefined) continue;
    return Math.max(columnOf(source, first.key.span.start) - columnOf(source, key.span.start), 1);
  }
  return 2;
}

/** Before the line break. */
function endOfLine(source: string, offset: number): number {
  const feed = source.indexOf("\n", offset);
  if (feed === -1) return source.length;
  return source[feed - 1] === "\r" ? feed - 1 : feed;
}
