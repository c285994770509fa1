import type { Proposal } from "../features/proposals.ts";
import { itemsFor, wrapped } from "../features/proposals.ts";
import type { CompletionItem } from "../features/types.ts";
import { composeKey, composeKeys, composeKeysBelow } from "../knowledge/index.ts";
import type { ComposeKey } from "../knowledge/types.ts";
import { describeKey, describeKeyValue, sinceText } from "./describe-key.ts";
import { servicePath } from "./section.ts";
import { siblingKeys } from "./siblings.ts";
import type { TextCaret } from "./typed.ts";

/** The keys of the GPU stanza and their like, the values that they take, and the stanza as a whole. */
export function completeStanza(
  source: string,
  caret: TextCaret,
  section: readonly string[] | undefined,
  offset: number,
): readonly CompletionItem[] {
  const { key, part, word, column, flow } = caret;
  const place = servicePath(section);
  if (place === undefined) return [];
  if (part === "value" && key !== undefined) return itemsFor(word, valuesFor(composeKey(below(place, key))));
  if (place.endsWith("[]")) {
    const list = composeKey(place.slice(0, -2));
    const words = takesWords(list) ? values(list) : [];
    return itemsFor(word, [...words, ...keys(source, caret, place, offset)]);
  }
  const list = flow ? undefined : composeKey(place);
  if (list !== undefined && (list.forms.includes("maps") || list.forms.includes("words"))) {
    return itemsFor(word, itemProposals(list, column));
  }
  return itemsFor(word, keys(source, caret, place, offset));
}

function below(place: string, key: string): string {
  return place === "" ? key : `${place}.${key}`;
}

function keys(source: string, caret: TextCaret, place: string, offset: number): readonly Proposal[] {
  const { word, column, flow } = caret;
  if (caret.part === "value" && caret.key === undefined) return [];
  const there: ReadonlySet<string> = flow ? new Set() : siblingKeys(source, offset, column);
  const hasColon = /^["']?[ \t]*:/.test(source.slice(word.end, word.end + 20));
  const offered = composeKeysBelow(place).filter(
    (key) => !there.has(nameOf(key)) && key.excludes?.some((one) => there.has(one)) !== true,
  );
  const whole = flow || hasColon || caret.style !== "plain" ? [] : wholeStanzas(place, there, column);
  return [...offered.map((key) => keyProposal(key, hasColon, flow)), ...whole];
}

/** Behind a key that takes a list alone, the list in brackets. */
function valuesFor(key: ComposeKey | undefined): readonly Proposal[] {
  const all = values(key);
  const isList = key?.forms.includes("words") === true && !key.forms.includes("word");
  if (!isList) return all;
  if (all.length === 0 && key.example?.startsWith("[") === true)
    return [{ label: key.example, kind: "value", detail: key.summary, documentation: describeKey(key) }];
  return [...wrapped("[", all, "]")];
}

function values(key: ComposeKey | undefined): readonly Proposal[] {
  return (key?.values ?? []).map((one) => {
    const { value, text, since } = one;
    return {
      label: value,
      kind: "value",
      text: value.replace(/NAME$/, ""),
      detail: since === undefined ? text : `${text} From ${sinceText(since)} on.`,
      documentation: describeKeyValue(one),
    };
  });
}

/** A map or list goes on in the next line; a word or number behind the colon. */
function keyProposal(key: ComposeKey, hasColon: boolean, flow: boolean): Proposal {
  const name = nameOf(key);
  const isBlock = !flow && key.forms.every((form) => form === "map" || form === "maps");
  const example = isInline(key) ? (key.example ?? "") : "";
  const behind = hasColon ? "" : isBlock ? ":" : `: ${example}`;
  return {
    label: name,
    kind: "keyword",
    text: `${name}${behind}`,
    detail: key.summary,
    documentation: describeKey(key),
  };
}

/** Items where a list is wanted and no dash stands yet. */
function itemProposals(list: ComposeKey, column: number): readonly Proposal[] {
  if (takesWords(list)) return [...wrapped("- ", values(list))];
  const example = exampleLines(list);
  const whole: readonly Proposal[] =
    example.length === 0
      ? []
      : [
          {
            label: `${example[0] ?? ""} …`,
            kind: "keyword",
            text: example.map((line, index) => (index === 0 ? line : " ".repeat(column) + line)).join("\n"),
            detail: list.summary,
            documentation: describeKey(list),
          },
        ];
  const items = composeKeysBelow(`${list.path}[]`).map((key) => keyProposal(key, false, false));
  return [...whole, ...wrapped("- ", items)];
}

/** A key with all the keys below it that the example of one of them needs: `deploy` down to `devices`. */
function wholeStanzas(place: string, there: ReadonlySet<string>, column: number): readonly Proposal[] {
  return composeKeys().flatMap((key): readonly Proposal[] => {
    const example = exampleLines(key);
    const isBelow = place === "" || key.path.startsWith(`${place}.`);
    if (example.length === 0 || !isBelow) return [];
    const names = key.path.slice(place === "" ? 0 : place.length + 1).split(".");
    const [first = ""] = names;
    if (there.has(first) || first.includes("[]")) return [];
    const lines = [
      ...names.map((name, index) => `${" ".repeat(2 * index)}${name}:`),
      ...example.map((line) => `${" ".repeat(2 * names.length)}${line}`),
    ];
    return [
      {
        label: names.length === 1 ? `${first} …` : `${first} … ${names.at(-1) ?? ""}`,
        kind: "keyword",
        text: lines.join(`\n${" ".repeat(column)}`),
        detail: key.summary,
        documentation: describeKey(key),
      },
    ];
  });
}

function takesWords(key: ComposeKey | undefined): boolean {
  return key?.forms.includes("words") === true;
}

function isInline({ example }: ComposeKey): boolean {
  return example?.includes("\n") === false;
}

/** The lines of an example that goes on below its key, without their common indentation. */
function exampleLines(key: ComposeKey): readonly string[] {
  if (key.example?.startsWith("\n") !== true) return [];
  const lines = key.example.slice(1).split("\n");
  const indent = /^ */.exec(lines[0] ?? "")?.[0].length ?? 0;
  return lines.map((line) => line.slice(indent));
}

function nameOf({ path }: ComposeKey): string {
  return path.slice(path.lastIndexOf(".") + 1).replaceAll("[]", "");
}
