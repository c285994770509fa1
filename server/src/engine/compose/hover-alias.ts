import type { ComposeAnalysis } from "../analyze.ts";
import { blocks, code, codeBlock } from "../features/markdown.ts";
import type { Hover } from "../features/types.ts";
import type { YamlAlias, YamlEntry, YamlMap, YamlNode } from "../syntax/yaml.ts";
import { LineIndex } from "../text/lines.ts";

/** What an alias stands for. */
export function hoverAlias({ source }: ComposeAnalysis, { target, name, span }: YamlAlias): Hover {
  if (target === undefined) {
    const markdown = `No anchor ${code(name)} stands above, so that Compose refuses the file.`;
    return { span, markdown };
  }
  const line = new LineIndex(source).positionAt(target.span.start).line + 1;
  return {
    span,
    markdown: blocks(`**${code(name)}**, line ${line}:`, codeBlock(linesOf(source, target), "yaml")),
  };
}

/** What a merge key brings into its map, and which of it the map says itself. */
export function hoverMerge(map: YamlMap, { key, value }: YamlEntry): Hover | undefined {
  const own = keysOf(map);
  const merged = new Set<string>();
  for (const one of value.kind === "list" ? value.items : [value]) {
    const target = one.kind === "alias" ? one.target : one;
    if (target?.kind === "map") for (const name of keysOf(target)) merged.add(name);
  }
  const taken = [...merged].filter((name) => !own.has(name));
  const kept = [...merged].filter((name) => own.has(name));
  if (merged.size === 0) return undefined;
  return {
    span: key.span,
    markdown: blocks(
      taken.length === 0
        ? "It brings in nothing: this map says all of it."
        : `It brings in ${listed(taken)}.`,
      kept.length === 0 ? undefined : `What this map says itself counts: ${listed(kept)}.`,
    ),
  };
}

/** With merge keys followed; a circle ends. */
function keysOf(map: YamlMap, seen: ReadonlySet<YamlNode> = new Set()): ReadonlySet<string> {
  const names = new Set<string>();
  if (seen.has(map) || seen.size > MOST_MERGES) return names;
  for (const { key, value } of map.entries) {
    if (key.kind !== "scalar") continue;
    if (key.text !== "<<") names.add(key.text);
    else if (seen.size > 0) {
      const target = value.kind === "alias" ? value.target : value;
      if (target?.kind === "map") for (const name of keysOf(target, new Set([...seen, map]))) names.add(name);
    }
  }
  return names;
}

const MOST_MERGES = 8;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_SHOWN).map((name) => code(name));
  const more = names.length > MOST_SHOWN ? ` and ${names.length - MOST_SHOWN} more` : "";
  return `${shown.join(", ")}${more}`;
}

const MOST_SHOWN = 20;

/** The first lines of a value, without the indentation that they share. */
function linesOf(source: string, { span }: YamlNode): readonly string[] {
  const start = source.lastIndexOf("\n", span.start - 1) + 1;
  const before = source.slice(start, span.start);
  const text = source.slice(span.start, Math.min(span.end, span.start + MOST_TEXT));
  const lines = (before.trim() === "" ? before + text : text).trimEnd().split("\n");
  const shown = lines.slice(0, MOST_LINES);
  const rest = before.trim() === "" ? shown : shown.slice(1);
  const indents = rest.filter((line) => line.trim() !== "").map((line) => /^ */.exec(line)?.[0].length ?? 0);
  const indent = Math.min(...indents, 100);
  const cut = shown.map((line, index) => (index === 0 && before.trim() !== "" ? line : line.slice(indent)));
  return lines.length > MOST_LINES || span.end - span.start > MOST_TEXT ? [...cut, "…"] : cut;
}

const MOST_LINES = 15;
const MOST_TEXT = 3000;
