import type { DockerfileAnalysis } from "../analyze.ts";
import { servicePorts } from "../knowledge/index.ts";
import { KEYWORDS } from "../syntax/ast.ts";
import { completeFlag } from "./complete-flag.ts";
import { completeImage } from "./complete-image.ts";
import { completePip } from "./complete-pip.ts";
import { completeComment } from "../features/complete-comment.ts";
import { completeValue } from "../features/variable-proposals.ts";
import { completeName, completeReference } from "./complete-variable.ts";
import type { CompletionItem } from "../features/types.ts";
import type { Place } from "./locate.ts";
import type { Proposal } from "../features/proposals.ts";
import { itemsFor } from "../features/proposals.ts";
import type { Arguments } from "./typing.ts";
import { endOfWord } from "../features/end-of-word.ts";
import { splitTyped, typingAt, wordAround } from "./typing.ts";

export type { CompletionItem } from "../features/types.ts";

/** What may stand at a caret, best first. It reads the analysis that is there; nothing is parsed or run again. */
export function complete(analysis: DockerfileAnalysis, offset: number): readonly CompletionItem[] {
  const typing = typingAt(analysis.dockerfile, offset);
  if (typing.at === "comment") return completeComment(analysis, typing.text, offset, "the next instruction");
  if (typing.at === "keyword") return completeKeyword(analysis, typing.typed, typing.inside, offset);
  if (typing.at === "arguments") return completeArguments(analysis, typing, offset);
  const { place, text, keyword, isExpanded } = typing;
  if (!isExpanded) return [];
  const variables = completeReference(analysis, place, text, offset);
  return variables ?? (keyword === "RUN" ? completeShell(analysis, place, text, offset) : []);
}

function completeArguments(
  analysis: DockerfileAnalysis,
  typing: Arguments,
  offset: number,
): readonly CompletionItem[] {
  const { keyword, place, text, typed } = typing;
  const special = completeReference(analysis, place, text, offset) ?? completeFlag(analysis, typing, offset);
  if (special !== undefined) return special;
  switch (keyword) {
    case "FROM":
      return completeFrom(analysis, typing, offset);
    case "ENV":
    case "ARG":
      return completePair(analysis, typing, offset);
    case "EXPOSE":
      return completePort(analysis, typed, offset);
    case "RUN":
    case "CMD":
    case "ENTRYPOINT":
    case "HEALTHCHECK":
      return text.startsWith("[") ? [] : completeShell(analysis, place, text, offset);
    default:
      return [];
  }
}

function completeFrom(
  analysis: DockerfileAnalysis,
  { words, typed, place }: Arguments,
  offset: number,
): readonly CompletionItem[] {
  const done = words.filter((word) => !word.startsWith("--"));
  if (done.length === 0) return completeImage(analysis, place, typed, offset);
  if (done.length > 1) return [];
  const span = wordAround(analysis.dockerfile.syntax.source, offset, /\s/);
  return itemsFor(span, [{ label: "AS", kind: "keyword", detail: "gives the stage a name" }]);
}

/** `NAME=value` pairs of ENV and ARG, and `ENV NAME value`. */
function completePair(
  analysis: DockerfileAnalysis,
  { keyword, words, typed, place }: Arguments,
  offset: number,
): readonly CompletionItem[] {
  const equals = typed.indexOf("=");
  if (equals > 0)
    return completeValue(analysis.source, typed.slice(0, equals), typed.slice(equals + 1), offset);
  const [first] = words;
  if (keyword === "ENV" && first !== undefined && !first.includes("=")) {
    return words.length === 1 ? completeValue(analysis.source, first, typed, offset) : [];
  }
  return /^\w*$/.test(typed) ? completeName(analysis, place, typed, offset, keyword) : [];
}

/** The command that the caret is in: pip's arguments, variables set for it, and their values. */
function completeShell(
  analysis: DockerfileAnalysis,
  place: Place,
  text: string,
  offset: number,
): readonly CompletionItem[] {
  const command = text.slice(lastSeparator(text));
  const pip = completePip(analysis, place, command, offset);
  if (pip !== undefined) return pip;
  const { words, typed } = splitTyped(command, analysis.dockerfile.syntax.escape);
  const pair = /^([A-Za-z_]\w*)=(.*)$/s.exec(typed);
  if (pair !== null) return completeValue(analysis.source, pair[1] ?? "", pair[2] ?? "", offset);
  const setsNames = words.every((word) => /^(?:export|env|sudo|--\S*|CMD|[A-Za-z_]\w*=.*)$/s.test(word));
  const isName = /^[A-Z_][A-Z0-9_]+$/.test(typed) || (typed === "" && words.at(-1) === "export");
  return setsNames && isName ? completeName(analysis, place, typed, offset, "RUN") : [];
}

/** Where the last simple command of a script begins. Quotes hide separators. */
function lastSeparator(text: string): number {
  let quote = "";
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (character === "\\") at += 1;
    else if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (/[;&|(\n]/.test(character)) start = at + 1;
  }
  return start;
}

function completePort(
  analysis: DockerfileAnalysis,
  typed: string,
  offset: number,
): readonly CompletionItem[] {
  if (!/^\d*$/.test(typed)) return [];
  const services = new Map<string, string[]>();
  for (const { port, service } of servicePorts()) {
    if (/^\d+$/.test(port)) services.set(port, [...(services.get(port) ?? []), service]);
  }
  const span = wordAround(analysis.dockerfile.syntax.source, offset, /[\s/]/);
  return itemsFor(
    span,
    [...services].map(([label, names]) => ({ label, kind: "value", detail: names.join(", ") })),
  );
}

function completeKeyword(
  analysis: DockerfileAnalysis,
  typed: string,
  inside: "ONBUILD" | undefined,
  offset: number,
): readonly CompletionItem[] {
  const { source } = analysis.dockerfile.syntax;
  if (!/^\w*$/.test(typed)) return [];
  const end = typed === "" ? offset : endOfWord(source, offset, /\W/);
  const allowed = KEYWORDS.filter((keyword) => inside === undefined || !NO_TRIGGERS.has(keyword));
  const isFirst = analysis.dockerfile.stages.every((stage) => stage.span.start >= offset);
  const ordered = isFirst ? allowed.toSorted((a, b) => rank(a) - rank(b)) : allowed;
  return itemsFor(
    { start: offset - typed.length, end },
    ordered.map((label): Proposal => ({ label, kind: "keyword", deprecated: label === "MAINTAINER" })),
  );
}

const NO_TRIGGERS = new Set(["ONBUILD", "FROM", "MAINTAINER"]);

/** Before the first FROM only ARG may stand. */
function rank(keyword: string): number {
  return keyword === "FROM" ? 0 : keyword === "ARG" ? 1 : 2;
}
