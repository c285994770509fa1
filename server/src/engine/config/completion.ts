import type { ConfigAnalysis } from "../analyze.ts";
import type { Proposal } from "../features/proposals.ts";
import { itemsFor } from "../features/proposals.ts";
import type { CompletionItem } from "../features/types.ts";
import { gpuArchitectures } from "../knowledge/index.ts";
import type { YamlMap } from "../syntax/yaml.ts";
import { parseYaml } from "../syntax/yaml.ts";
import type { Form, Key } from "./form.ts";
import { CONFIG } from "./form.ts";
import type { Place } from "./locate.ts";
import { findWord } from "./locate.ts";

/** The keys, rule names and words that may stand at an offset. */
export function complete({ source }: ConfigAnalysis, offset: number): readonly CompletionItem[] {
  const start = offset - (/[\w.-]*$/.exec(source.slice(0, offset))?.[0].length ?? 0);
  const end = offset + (/^[\w.-]*/.exec(source.slice(offset))?.[0].length ?? 0);
  const place = probe(source, start, end);
  if (place === undefined) return [];
  const span = { start, end };
  const { form, map } = place;
  if (form.kind === "record") {
    if (map?.flow !== true && !isOnLineOfItsOwn(source, start)) return [];
    const isKey = /^[ \t]*:/.test(source.slice(end, end + 100));
    return itemsFor(span, keysOf(form.keys, map, isKey));
  }
  if (form.kind === "capability") return itemsFor(span, capabilities());
  if (form.kind !== "choice") return [];
  return itemsFor(
    span,
    form.choices.map(({ name, help }) => ({ label: name, kind: "value", documentation: help })),
  );
}

/** No user writes it. */
const WORD = "\uE000";

/** What is typed is rarely whole: a word of its own is put in the place of it, as a key or as a value, and looked for. */
function probe(source: string, start: number, end: number): Place | undefined {
  const before = source.slice(0, start);
  const after = source.slice(end);
  const isLast = /^[ \t]*(?:#|\r?\n|$)/.test(after);
  for (const word of isLast ? [`${WORD}:`, WORD] : [WORD]) {
    const { documents } = parseYaml(before + word + after);
    const place = findWord(documents[0]?.root, CONFIG, ({ text }) => text === WORD);
    if (place !== undefined) return place;
  }
  return undefined;
}

/** Not behind a key: `rules: secret-literal: off` is no YAML. */
function isOnLineOfItsOwn(source: string, start: number): boolean {
  const line = source.slice(source.lastIndexOf("\n", start - 1) + 1, start);
  return /^[ \t-]*$/.test(line);
}

/** The keys that the map does not have yet. */
function* keysOf(keys: readonly Key[], map: YamlMap | undefined, isKey: boolean): Generator<Proposal> {
  const written = new Set(map?.entries.map(({ key }) => (key.kind === "scalar" ? key.text : "")));
  for (const { name, help, form } of keys) {
    if (written.has(name)) continue;
    yield { label: name, kind: "keyword", documentation: help, text: isKey ? name : name + behind(form) };
  }
}

/** The newest first. */
function* capabilities(): Generator<Proposal> {
  for (const { capability, name, cards } of gpuArchitectures().toReversed()) {
    yield { label: capability, kind: "value", detail: name, documentation: cards.join(", ") };
  }
}

function behind(form: Form): string {
  return form.kind === "record" || form.kind === "list" ? ":" : ": ";
}
