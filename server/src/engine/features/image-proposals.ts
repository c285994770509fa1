import { imageNames, tagsOf } from "../knowledge/index.ts";
import { remember } from "../knowledge/remember.ts";
import type { TagSuggestion } from "../knowledge/types.ts";
import { blocks, plain } from "./markdown.ts";
import type { Proposal } from "./proposals.ts";

/** The images that are known, by name. */
export function* nameProposals(): Generator<Proposal> {
  for (const { name, summary, status } of imageNames()) {
    const ended = status !== "active";
    yield {
      label: name,
      kind: "image",
      detail: ended ? `${status}: ${summary}` : summary,
      documentation: plain(summary),
      deprecated: ended,
    };
  }
}

/** The tags of an image, newest first. Some have over a thousand, and every key that is typed asks for them again. */
export const tagProposals = remember(readTags, (name) => name, 32);

function readTags(name: string): readonly Proposal[] {
  return tagsOf(name).map(({ tag, summary, evidence }) => ({
    label: tag,
    kind: "tag",
    detail: summary,
    documentation: blocks(plain(summary), `_${EVIDENCE[evidence]}_`),
  }));
}

const EVIDENCE: Readonly<Record<TagSuggestion["evidence"], string>> = {
  list: "From the publisher's list of tags.",
  "build matrix": "From the publisher's build matrix.",
  seen: "Seen in use in public files.",
};
