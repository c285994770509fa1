import type { DockerfileAnalysis } from "../analyze.ts";
import { expand } from "../model/expand.ts";
import { knownText } from "../model/resolved.ts";
import { baseOf } from "../model/stage-facts.ts";
import { resolvedText } from "../features/describe-variable.ts";
import type { CompletionItem } from "../features/types.ts";
import type { Place } from "./locate.ts";
import { lookupAt } from "./locate.ts";
import { nameProposals, tagProposals } from "../features/image-proposals.ts";
import type { Proposal } from "../features/proposals.ts";
import { itemsFor } from "../features/proposals.ts";
import { endOfWord } from "../features/end-of-word.ts";
import { wordAround } from "./typing.ts";

/** What may stand for an image: the stages above, image names, and behind `name:` its tags. */
export function completeImage(
  analysis: DockerfileAnalysis,
  place: Place,
  typed: string,
  offset: number,
): readonly CompletionItem[] {
  const { source, escape } = analysis.dockerfile.syntax;
  const word = typed.replace(/^["']/, "");
  if (word.includes("@")) return [];
  const colon = word.lastIndexOf(":");
  if (colon > word.lastIndexOf("/")) {
    const name = knownText(expand(word.slice(0, colon), lookupAt(analysis.dockerfile, place), escape));
    const start = offset - (word.length - colon - 1);
    const end = endOfWord(source, offset, /[\s"'@]/);
    return name === undefined ? [] : itemsFor({ start, end }, tagProposals(name));
  }
  const span = wordAround(source, offset, /[\s"'=,]/);
  const end = Math.min(span.end, nameEnd(source, span.start, span.end));
  const before = place.instruction.span.start;
  return itemsFor({ start: span.start, end: Math.max(end, offset) }, [
    ...stageProposals(analysis, before),
    ...nameProposals(),
  ]);
}

/** The stages that begin before an offset. */
export function stageProposals(analysis: DockerfileAnalysis, before: number): readonly Proposal[] {
  return analysis.dockerfile.stages.flatMap((stage): readonly Proposal[] => {
    const { alias, instruction } = stage.from;
    if (alias === undefined || instruction.span.start >= before) return [];
    const base = baseOf(stage);
    const image = base === undefined ? "" : `Built on ${resolvedText(base.word.value)}`;
    return [{ label: alias.name, kind: "stage", detail: "a stage of this file", documentation: image }];
  });
}

/** Where the name ends in a word that goes on with a tag or a digest. */
function nameEnd(source: string, start: number, end: number): number {
  const found = source.slice(start, end).search(/:[^/]*$|@/);
  return found === -1 ? end : start + found;
}
