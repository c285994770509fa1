import type { Definition } from "../../model/scope.ts";
import type { Finding } from "../rule.ts";
import type { ImageUse } from "./image-uses.ts";
import { nameEnd } from "./image-uses.ts";
import type { Piece } from "./pieces.ts";

/** A part of the text of a reference. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

/**
 * Where to report a part of an image: at the default of the ARG that gives the whole of it, with a note at the FROM; else
 * at the word, with notes at the ARGs that give something of the part. In a compose file, at the image of the first service
 * that runs it, with notes at the others.
 */
export function reportAt(use: ImageUse, part: Part): Required<Pick<Finding, "at" | "related">> {
  if (use.kind === "service") {
    const message = `The image is ${use.reference.text} here, too.`;
    return { at: use.span, related: use.again.map(({ span }) => ({ at: span, message })) };
  }
  const pieces = use.pieces ?? [];
  const at = decisive(pieces, part.start, part.end)?.valueSpan;
  if (at === undefined) return { at: use.span, related: notes(pieces, part) };
  return { at, related: [{ at: use.span, message: `The image is ${use.reference.text} here.` }] };
}

/** The whole reference. */
export function wholePart({ reference }: ImageUse): Part {
  return { start: 0, end: reference.text.length };
}

/** Registry and repository. */
export function namePart({ reference }: ImageUse): Part {
  return { start: 0, end: nameEnd(reference) };
}

/** The tag, or the first of the words that it holds (where it stands last); the whole reference where it has no tag. */
export function tagPart(use: ImageUse, ...words: readonly (string | undefined)[]): Part {
  const { tag } = use.reference;
  if (tag === undefined) return wholePart(use);
  const start = nameEnd(use.reference) + 1;
  for (const word of words) {
    const at = word === undefined || word === "" ? -1 : tag.lastIndexOf(word);
    if (word !== undefined && at !== -1) return { start: start + at, end: start + at + word.length };
  }
  return { start, end: start + tag.length };
}

/** Findings without those at a place that has one: FROMs that share an ARG share its fault. */
export function* onePerPlace(findings: Iterable<Finding>): Generator<Finding> {
  const seen = new Set<string>();
  for (const finding of findings) {
    const key = `${finding.at.start} ${finding.at.end}`;
    if (!seen.has(key)) yield finding;
    seen.add(key);
  }
}

/** The innermost ARG that gives all of a part. */
function decisive(pieces: readonly Piece[], start: number, end: number): Definition | undefined {
  let at = 0;
  for (const { text, definition, inner } of pieces) {
    const to = at + text.length;
    if (at <= start && end <= to && start < to) {
      return decisive(inner ?? [], start - at, end - at) ?? definition;
    }
    at = to;
  }
  return undefined;
}

function notes(pieces: readonly Piece[], part: Part): Required<Finding>["related"] {
  const found = new Map<Definition, { at: Definition["span"]; message: string }>();
  const visit = (all: readonly Piece[], offset: number): void => {
    let at = offset;
    for (const { text, definition, inner } of all) {
      const to = at + text.length;
      if (at < part.end && part.start < to) {
        if (definition !== undefined) {
          found.set(definition, { at: definition.span, message: `ARG ${definition.name} gives "${text}".` });
        }
        visit(inner ?? [], at);
      }
      at = to;
    }
  };
  visit(pieces, 0);
  return [...found.values()];
}
