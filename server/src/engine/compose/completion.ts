import type { ComposeAnalysis } from "../analyze.ts";
import { completeComment } from "../features/complete-comment.ts";
import { nameProposals, tagProposals } from "../features/image-proposals.ts";
import type { Proposal } from "../features/proposals.ts";
import { itemsFor } from "../features/proposals.ts";
import type { CompletionItem } from "../features/types.ts";
import { completeValue, variableNames } from "../features/variable-proposals.ts";
import { composeKey, composeKeysBelow } from "../knowledge/index.ts";
import type { ComposeKey } from "../knowledge/types.ts";
import { interpolate } from "../model/compose/interpolate.ts";
import { knownText } from "../model/resolved.ts";
import type { Caret } from "./caret.ts";
import { caretAt } from "./caret.ts";
import { describeKey, describeKeyValue, sinceText } from "./describe-key.ts";
import { servicePath } from "./key-path.ts";
import { completeServiceName } from "./service-names.ts";

/** What may stand at an offset, best first by `sortText`. */
export function complete(analysis: ComposeAnalysis, offset: number): readonly CompletionItem[] {
  const { source } = analysis;
  const line = source.slice(offset === 0 ? 0 : source.lastIndexOf("\n", offset - 1) + 1, offset);
  const comment = /(?:^|[ \t])(#[ \t]*(?:m.*)?)$/.exec(line)?.[1];
  if (comment !== undefined) return completeComment(analysis, comment, offset, "what follows");
  const caret = caretAt(source, offset);
  if (caret === undefined) return [];
  const typed = source.slice(caret.word.start, offset);
  return (
    completeSubstitution(analysis, caret, typed, offset) ??
    completeServiceName(analysis, caret, typed, offset) ??
    completeImage(analysis, caret, typed, offset) ??
    completeVariable(source, caret, typed, offset) ??
    completeStanza(source, caret)
  );
}

/** Behind `${`: the variables that the file names elsewhere. */
function completeSubstitution(
  { source, project }: ComposeAnalysis,
  { word }: Caret,
  typed: string,
  offset: number,
): readonly CompletionItem[] | undefined {
  const match = /(?<!\$)\$(\{?)([A-Za-z_]\w*)?$/.exec(typed);
  if (match === null) return undefined;
  const name = match[2] ?? "";
  const names = new Set<string>();
  for (const [, one = ""] of source.matchAll(/\$\{?([A-Za-z_]\w*)/g)) if (one !== name) names.add(one);
  const close = match[1] === "{" && !/[}:+?-]/.test(source[offset] ?? "") ? "}" : "";
  const span = { start: offset - name.length, end: Math.min(offset, Math.max(word.end, offset)) };
  return itemsFor(
    span,
    [...names].map((one) => {
      const variable = project.variables(one);
      const value = variable.state === "set" ? knownText(variable.value) : undefined;
      const detail = value === undefined ? "set by the shell, or nobody" : `${value} (.env)`;
      return { label: one, kind: "variable", text: `${one}${close}`, detail };
    }),
  );
}

/** Images, and behind `name:` their tags. */
function completeImage(
  { project }: ComposeAnalysis,
  { path, key, part, word }: Caret,
  typed: string,
  offset: number,
): readonly CompletionItem[] | undefined {
  if (part !== "value" || key !== "image" || path[0] !== "services" || path.length !== 2) return undefined;
  if (typed.includes("@")) return [];
  const colon = typed.lastIndexOf(":");
  if (colon <= typed.lastIndexOf("/")) {
    return itemsFor(word, nameProposals());
  }
  const name = knownText(interpolate(typed.slice(0, colon), project.variables).value);
  const start = offset - (typed.length - colon - 1);
  return name === undefined ? [] : itemsFor({ start, end: word.end }, tagProposals(name));
}

/** Environment variables in both forms, and their values. */
function completeVariable(
  source: string,
  { path, key, part, word }: Caret,
  typed: string,
  offset: number,
): readonly CompletionItem[] | undefined {
  const [services, , section, item] = path;
  if (services !== "services" || section !== "environment" || path.length > 4) return undefined;
  if (item === undefined)
    return part === "value"
      ? completeValue(source, key ?? "", typed, offset)
      : itemsFor(word, mapNames(source, word.end));
  if (item !== "[]") return [];
  const equals = typed.indexOf("=");
  if (equals !== -1) return completeValue(source, typed.slice(0, equals), typed.slice(equals + 1), offset);
  const end = word.start + (/^[A-Za-z_]\w*/.exec(source.slice(word.start, word.end))?.[0].length ?? 0);
  return itemsFor(
    { start: word.start, end: Math.max(end, offset) },
    variableNames(source[end] === "=" ? "" : "="),
  );
}

function mapNames(source: string, end: number): readonly Proposal[] {
  return variableNames(source[end] === ":" ? "" : ": ");
}

/** The keys of the GPU stanza and their like, and the values that they take. */
function completeStanza(source: string, { path, key, part, word, flow }: Caret): readonly CompletionItem[] {
  const place = path.length === 2 && path[0] === "services" ? "" : servicePath(path);
  if (place === undefined) return [];
  if (part === "value" && key !== undefined)
    return itemsFor(word, values(composeKey(place === "" ? key : `${place}.${key}`)));
  const list = place.endsWith("[]") ? composeKey(place.slice(0, -2)) : undefined;
  const isWords = list?.forms.includes("words") === true || list?.forms.includes("word") === true;
  const below = composeKeysBelow(place).map((one) => keyProposal(one, source[word.end] === ":", flow));
  return itemsFor(word, [...below, ...(isWords ? values(list) : [])]);
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
  const name = key.path.slice(key.path.lastIndexOf(".") + 1).replaceAll("[]", "");
  const isBlock = !flow && key.forms.every((form) => form === "map" || form === "maps");
  const example = key.example?.includes("\n") === true ? undefined : key.example;
  const behind = hasColon ? "" : isBlock ? ":" : `: ${example ?? ""}`;
  return {
    label: name,
    kind: "keyword",
    text: `${name}${behind}`,
    detail: key.summary,
    documentation: describeKey(key),
  };
}
