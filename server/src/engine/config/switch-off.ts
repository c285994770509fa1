import type { YamlEntry, YamlMap, YamlNode } from "../syntax/yaml.ts";
import { parseYaml } from "../syntax/yaml.ts";
import type { Edit } from "../text/edit.ts";
import { applyEdits } from "../text/edit.ts";
import { readConfig } from "./read.ts";
import { NO_WISHES, settingsFor } from "./resolve.ts";
import { eolOf, lineStart } from "../text/line.ts";

/** A new config that switches a rule off. */
export function newConfigWithout(rule: string): string {
  return `rules:\n  ${rule}: off\n`;
}

/**
 * The edit after which a config switches a rule off for a file; all else stays as it is, formatting and comments included. Undefined where
 * that cannot be written in one place: the text is no YAML, or an override sets the rule again.
 */
export function switchOff(
  text: string,
  rule: string,
  placed: { folder: string; path: string },
): Edit | undefined {
  const yaml = parseYaml(text);
  if (yaml.problems.length > 0) return undefined;
  const edit = editOf(text, yaml.documents[0]?.root, rule);
  if (edit === undefined) return undefined;
  const { config, problems } = readConfig(applyEdits(text, [edit]));
  const { severities } = settingsFor({ config, folder: placed.folder }, placed.path, NO_WISHES);
  return severities[rule] === "off" && problems.length <= readConfig(text).problems.length ? edit : undefined;
}

function editOf(text: string, root: YamlNode | undefined, rule: string): Edit | undefined {
  const block = ["rules:", `  ${rule}: off`];
  if (root === undefined || isEmpty(root)) return append(text, block);
  if (root.kind !== "map") return undefined;
  const rules = entryOf(root, "rules");
  if (rules === undefined) {
    return root.flow ? intoFlow(root, `rules: {${rule}: off}`) : below(text, root, block);
  }
  const { value } = rules;
  if (isEmpty(value)) return root.flow ? undefined : belowKey(text, root, rules, `${rule}: off`);
  if (value.kind !== "map") return undefined;
  const present = entryOf(value, rule);
  if (present !== undefined) {
    const { span } = present.value;
    return { span, text: span.start === span.end ? " off" : "off" };
  }
  return value.flow ? intoFlow(value, `${rule}: off`) : below(text, value, [`${rule}: off`]);
}

function entryOf(map: YamlMap, name: string): YamlEntry | undefined {
  return map.entries.find(({ key }) => key.kind === "scalar" && key.text === name);
}

function isEmpty(node: YamlNode): boolean {
  return node.kind === "scalar" && node.style === "plain" && node.text === "";
}

/** Behind the last entry of `{…}`. */
function intoFlow(map: YamlMap, entry: string): Edit {
  const last = map.entries.at(-1);
  const at = last === undefined ? map.span.start + 1 : last.span.end;
  return { span: { start: at, end: at }, text: last === undefined ? entry : `, ${entry}` };
}

/** Below the last entry of a block, in its column. */
function below(text: string, map: YamlMap, lines: readonly string[]): Edit {
  const first = map.entries[0]?.span.start ?? map.span.start;
  const indent = " ".repeat(first - lineStart(text, first));
  return insertAfterLine(
    text,
    map.span.end,
    lines.map((line) => indent + line),
  );
}

function belowKey(text: string, root: YamlMap, { key }: YamlEntry, line: string): Edit {
  const indent = " ".repeat(root.span.start - lineStart(text, root.span.start) + 2);
  return insertAfterLine(text, key.span.end, [indent + line]);
}

function append(text: string, lines: readonly string[]): Edit {
  return insertAfterLine(text, text.length, lines);
}

function insertAfterLine(text: string, offset: number, lines: readonly string[]): Edit {
  const eol = eolOf(text);
  const feed = text.indexOf("\n", offset);
  const at = feed === -1 ? text.length : feed + 1;
  const isFresh = at === 0 || text[at - 1] === "\n" || text === "\uFEFF";
  return {
    span: { start: at, end: at },
    text: (isFresh ? "" : eol) + lines.map((line) => line + eol).join(""),
  };
}
