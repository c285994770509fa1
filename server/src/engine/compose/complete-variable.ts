import type { ComposeAnalysis } from "../analyze.ts";
import { itemsFor, wrapped } from "../features/proposals.ts";
import type { CompletionItem } from "../features/types.ts";
import { completeValue, variableNames } from "../features/variable-proposals.ts";
import { dotenvOf } from "../model/compose/variables.ts";
import { knownText } from "../model/resolved.ts";
import type { TextCaret } from "./typed.ts";

/** Behind `$` and `${`: the variables of `.env` and those that the file names elsewhere. Undefined where no variable is typed. */
export function completeSubstitution(
  { source, project, files }: ComposeAnalysis,
  { text, word }: TextCaret,
  offset: number,
): readonly CompletionItem[] | undefined {
  const match = /(?<!\$)(?:\$\$)*\$(\{?)([A-Za-z_]\w*)?$/.exec(text);
  if (match === null) return undefined;
  const typed = match[2] ?? "";
  const names = new Map<string, string>();
  const folder = project.settings.get(project.path)?.folder ?? "";
  for (const [name, { value }] of dotenvOf(folder, files)?.entries ?? []) {
    const known = knownText(value);
    names.set(name, known === undefined ? ".env" : `${oneLine(known)} (.env)`);
  }
  for (const { 1: name = "", index } of source.matchAll(NAMED)) {
    if (index + 2 <= offset && offset <= index + name.length + 2) continue;
    if (!names.has(name)) names.set(name, "set by the shell, or nobody");
    if (names.size > MOST_NAMES) break;
  }
  const end = offset + (/^\w*/.exec(source.slice(offset, word.end))?.[0].length ?? 0);
  const close = match[1] === "{" && !/[}:+?-]/.test(source[end] ?? "") ? "}" : "";
  return itemsFor(
    { start: offset - typed.length, end },
    [...names].map(([label, detail]) => ({ label, kind: "variable", text: `${label}${close}`, detail })),
  );
}

const NAMED = /(?<!\$)\$\{?([A-Za-z_]\w*)/g;

/** More than anybody chooses from. */
const MOST_NAMES = 2000;

/** The names of environment variables in both forms, and their values. */
export function completeEnvironment(
  source: string,
  { part, path, key, word, text, flow }: TextCaret,
  item: string | undefined,
  offset: number,
): readonly CompletionItem[] {
  const typed = text.slice(text.lastIndexOf("\n") + 1).trimStart();
  const stop = flow ? /[\s"',;&|)\]}]/ : undefined;
  if (item === undefined && part === "value" && key !== undefined) {
    return completeValue(source, key, typed, offset, stop);
  }
  if (item === undefined) {
    const isList = /(?:^|\n)[ \t]*-[ \t]/.test(aroundOf(source, offset));
    const behind = source[word.end] === ":" ? "" : ": ";
    const names = variableNames(isList ? "=" : behind);
    return itemsFor(word, isList ? wrapped("- ", names) : names);
  }
  if (path.at(-1) !== item) return [];
  const equals = typed.indexOf("=");
  if (equals !== -1)
    return completeValue(source, typed.slice(0, equals), typed.slice(equals + 1), offset, stop);
  const name = /^[A-Za-z_]\w*/.exec(source.slice(word.start, word.end))?.[0] ?? "";
  const end = Math.max(word.start + name.length, offset);
  return itemsFor({ start: word.start, end }, variableNames(source[end] === "=" ? "" : "="));
}

/** The line above the caret's: an item of a list, or not. */
function aroundOf(source: string, offset: number): string {
  const start = offset === 0 ? 0 : source.lastIndexOf("\n", offset - 1);
  const before = start <= 0 ? 0 : source.lastIndexOf("\n", start - 1) + 1;
  return source.slice(before, Math.max(before, start));
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").slice(0, 80);
}
