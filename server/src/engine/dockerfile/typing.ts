import type { Dockerfile } from "../model/dockerfile.ts";
import type { Instruction } from "../syntax/ast.ts";
import type { RawWord } from "../syntax/words.ts";
import { splitWords } from "../syntax/words.ts";
import type { Span } from "../text/span.ts";
import { touches } from "../text/span.ts";
import { endOfWord } from "../features/end-of-word.ts";
import type { Place } from "./locate.ts";
import { commentAt, instructionBefore, lineAt } from "./locate.ts";

/** What stands in front of a caret, read without what follows it, so that half-typed lines make sense too. */
export type Typing =
  /** In a comment; `text` is the comment up to the caret. */
  | { readonly at: "comment"; readonly text: string }
  /** Where an instruction's keyword stands; `inside` is ONBUILD for its trigger. */
  | { readonly at: "keyword"; readonly typed: string; readonly inside: "ONBUILD" | undefined }
  | Arguments
  /** In the text of a heredoc. */
  | {
      readonly at: "heredoc";
      readonly keyword: string;
      readonly text: string;
      readonly isExpanded: boolean;
      readonly place: Place;
    };

/** In the arguments of an instruction. */
export interface Arguments {
  readonly at: "arguments";
  /** In upper case; that of the trigger in an ONBUILD. */
  readonly keyword: string;
  /** What stands between the keyword and the caret, lines joined. */
  readonly text: string;
  /** The words of that text that are finished. */
  readonly words: readonly string[];
  /** The word that the caret ends; empty after white space. */
  readonly typed: string;
  readonly place: Place;
}

/** Reads what is being typed at an offset. */
export function typingAt(dockerfile: Dockerfile, offset: number): Typing {
  const { source, escape } = dockerfile.syntax;
  const place = instructionBefore(dockerfile, offset);
  const heredoc = place === undefined ? undefined : inHeredoc(source, escape, place, offset);
  if (heredoc !== undefined) return heredoc;
  const comment = commentAt(dockerfile, offset);
  if (comment !== undefined && comment.start < offset) {
    return { at: "comment", text: source.slice(comment.start, offset) };
  }
  const line = lineAt(source, offset);
  const joined =
    place === undefined ? undefined : joinUp(source, place.instruction.span.start, offset, escape);
  if (place === undefined || joined === undefined) {
    const typed = source
      .slice(line.start, offset)
      .replace(/^\uFEFF/, "")
      .trimStart();
    return { at: "keyword", typed, inside: undefined };
  }
  return argumentsOf(joined, escape, place, undefined);
}

/** The word around a caret, on its line: back to a stop character, and forward to one if something is typed. */
export function wordAround(source: string, offset: number, stop: RegExp): Span {
  const line = lineAt(source, offset);
  let start = offset;
  while (start > line.start && !stop.test(source[start - 1] ?? "")) start -= 1;
  if (start === 0 && source.startsWith("\uFEFF") && offset > 0) start = 1;
  return start === offset ? { start, end: offset } : { start, end: endOfWord(source, offset, stop) };
}

function argumentsOf(joined: string, escape: string, place: Place, inside: "ONBUILD" | undefined): Typing {
  const match = /^(\S+)\s+/.exec(joined);
  if (match === null) return { at: "keyword", typed: joined.trimStart(), inside };
  const keyword = (match[1] ?? "").toUpperCase();
  const text = joined.slice(match[0].length);
  if (keyword === "ONBUILD" && inside === undefined) return argumentsOf(text, escape, place, "ONBUILD");
  return { at: "arguments", keyword, text, ...splitTyped(text, escape), place };
}

/** The finished words of a text, and the one that its end is still in. */
export function splitTyped(
  text: string,
  escape: string,
): { readonly words: readonly string[]; readonly typed: string } {
  const words = splitWords(text, escape);
  const last: RawWord | undefined = words.at(-1);
  if (last === undefined || last.end < text.length) return { words: words.map(({ raw }) => raw), typed: "" };
  return { words: words.slice(0, -1).map(({ raw }) => raw), typed: last.raw };
}

function inHeredoc(source: string, escape: string, place: Place, offset: number): Typing | undefined {
  const instruction: Instruction = place.instruction.trigger ?? place.instruction;
  const heredoc = instruction.heredocs.find(
    ({ body, terminator }) =>
      touches(body, offset) && (terminator === undefined || offset < terminator.start),
  );
  if (heredoc === undefined) return undefined;
  let { start } = lineAt(source, offset);
  while (start > heredoc.body.start && isContinued(source.slice(0, start).trimEnd(), escape)) {
    start = lineAt(source, start - 1).start;
  }
  return {
    at: "heredoc",
    keyword: instruction.keyword,
    text: joinUp(source, start, offset, escape) ?? "",
    isExpanded: instruction.keyword === "RUN" || heredoc.expand,
    place,
  };
}

/** The text from `start` to the caret with its lines joined; undefined when a line between them does not continue. */
function joinUp(source: string, start: number, offset: number, escape: string): string | undefined {
  const lines = source.slice(start, offset).split("\n");
  const last = lines.pop() ?? "";
  let joined = "";
  for (const [index, line] of lines.entries()) {
    const text = line.trimEnd();
    if (index > 0 && /^\s*(?:#|$)/.test(text)) continue;
    if (!isContinued(text, escape)) return undefined;
    joined += text.slice(0, -1);
  }
  return joined + last;
}

function isContinued(line: string, escape: string): boolean {
  return line.endsWith(escape) && !line.endsWith(escape + escape);
}
