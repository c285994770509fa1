import type { Dockerfile } from "../../model/dockerfile.ts";
import type { Definition } from "../../model/scope.ts";
import type { Edit } from "../../text/edit.ts";
import type { Fix } from "../rule.ts";
import type { ImageUse } from "./image-uses.ts";
import { nameEnd } from "./image-uses.ts";
import type { Piece } from "./pieces.ts";

/**
 * The edits that turn the image of a use into another reference, part by part, so that what stays the same stays as it
 * is written. Undefined where a part that changes comes from somewhere that cannot be edited: an ARG that stages use for
 * other things too, a variable that another file sets, or half a variable.
 */
export function editsTo(use: ImageUse, wanted: string): readonly Edit[] | undefined {
  if (use.kind !== "service") return editsAt(use.pieces, use, wanted, use.dockerfile);
  const edits: Edit[] = [];
  for (const { pieces } of [use, ...use.again]) {
    const found = editsAt(pieces, use, wanted, undefined);
    if (found === undefined) return undefined;
    edits.push(...found);
  }
  return edits;
}

function editsAt(
  pieces: readonly Piece[] | undefined,
  { reference }: ImageUse,
  wanted: string,
  dockerfile: Dockerfile | undefined,
): readonly Edit[] | undefined {
  if (pieces === undefined) return undefined;
  const edits: Edit[] = [];
  for (const change of changesBetween(reference.text, wanted, nameEnd(reference))) {
    const found = place(pieces, change.start, change.end, change.text);
    if (found === undefined) return undefined;
    if (found.definitions.some((definition) => isUsedInStages(dockerfile, definition))) return undefined;
    edits.push(found.edit);
  }
  return edits;
}

/** A fix to look at that turns the image of a use into another reference; none where `editsTo` knows no edits. */
export function suggestImage(use: ImageUse, wanted: string, title?: string): readonly Fix[] {
  const edits = editsTo(use, wanted);
  return edits === undefined ? [] : [{ title: title ?? `Use ${wanted}`, safety: "suggested", edits }];
}

interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Name and tag apart; within a tag of as many parts, each part that differs. */
function changesBetween(from: string, to: string, nameLength: number): readonly Change[] {
  const name = from.slice(0, nameLength);
  if (!to.startsWith(`${name}:`) || from[nameLength] !== ":" || from.includes("@")) {
    return [trimmed(from, to, to.startsWith(name) ? nameLength : 0)];
  }
  const old = from.slice(nameLength + 1).split("-");
  const wanted = to.slice(nameLength + 1).split("-");
  if (old.length !== wanted.length) return [trimmed(from, to, nameLength + 1)];
  const changes: Change[] = [];
  let start = nameLength + 1;
  for (const [index, part] of old.entries()) {
    const text = wanted[index] ?? "";
    if (text !== part) changes.push({ start, end: start + part.length, text });
    start += part.length + 1;
  }
  return changes;
}

function trimmed(from: string, to: string, start: number): Change {
  return { start, end: from.length, text: to.slice(start) };
}

interface Placed {
  readonly edit: Edit;
  /** The ARGs whose defaults the edit changes. */
  readonly definitions: readonly Definition[];
}

/** The edit that puts `text` in place of `[start, end)` of the pieces' text. */
function place(pieces: readonly Piece[], start: number, end: number, text: string): Placed | undefined {
  const touched: Touched[] = [];
  let at = 0;
  for (const piece of pieces) {
    const to = at + piece.text.length;
    const isInside = start === end ? at <= start && start <= to : at < end && start < to;
    if (isInside)
      touched.push({ piece, from: Math.max(start - at, 0), to: Math.min(end - at, piece.text.length) });
    at = to;
  }
  const last = touched.at(-1);
  if (last === undefined) return undefined;
  if (start === end) return placeIn(last.piece, last.to, last.to, text);
  return replace(touched, text);
}

interface Touched {
  readonly piece: Piece;
  /** The part of the piece's text that changes. */
  readonly from: number;
  readonly to: number;
}

/** Replaces touched pieces by a text, without those at both ends that stay as they are. */
function replace(touched: readonly Touched[], text: string): Placed | undefined {
  const [first, ...others] = touched;
  const last = others.at(-1);
  if (first === undefined) return undefined;
  if (last === undefined) return placeIn(first.piece, first.from, first.to, text);
  const head = first.piece.text.slice(first.from, first.to);
  if (text.startsWith(head) && text !== head) return replace(others, text.slice(head.length));
  const tail = last.piece.text.slice(last.from, last.to);
  if (text.endsWith(tail) && text !== tail) return replace(touched.slice(0, -1), text.slice(0, -tail.length));
  if (touched.some(({ piece }) => isSetElsewhere(piece))) return undefined;
  // What is left reaches over several pieces: a variable must be replaced whole, plain text may be cut.
  if (isVariable(first.piece) && first.from > 0) return undefined;
  if (isVariable(last.piece) && last.to < last.piece.text.length) return undefined;
  const start = isVariable(first.piece) ? first.piece.site.start : first.piece.site.start + first.from;
  const end = isVariable(last.piece) ? last.piece.site.end : last.piece.site.start + last.to;
  return { edit: { span: { start, end }, text }, definitions: [] };
}

function placeIn(piece: Piece, start: number, end: number, text: string): Placed | undefined {
  if (!isVariable(piece)) {
    const { site } = piece;
    return { edit: { span: { start: site.start + start, end: site.start + end }, text }, definitions: [] };
  }
  const inner = piece.inner === undefined ? undefined : place(piece.inner, start, end, text);
  if (inner === undefined) return undefined;
  const { definition } = piece;
  return definition === undefined ? inner : { ...inner, definitions: [definition, ...inner.definitions] };
}

/** Of a variable without a default that counts there are no pieces. */
function isSetElsewhere({ definition, inner }: Piece): boolean {
  return definition === undefined && inner?.length === 0;
}

function isVariable(piece: Piece): boolean {
  return piece.definition !== undefined || piece.inner !== undefined;
}

/** Whether a stage takes the ARG over: then its value may stand for more than the image. */
function isUsedInStages(dockerfile: Dockerfile | undefined, { name }: Definition): boolean {
  return (dockerfile?.stages ?? []).some((stage) => {
    for (const own of stage.scope.own()) if (own.name === name && own.kind === "arg") return true;
    return false;
  });
}
