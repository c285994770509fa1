import type { DockerfileAnalysis } from "../analyze.ts";
import type { Dockerfile, Stage, StageInstruction } from "../model/dockerfile.ts";
import type { Lookup } from "../model/expand.ts";
import type { Definition } from "../model/scope.ts";
import type { Instruction } from "../syntax/ast.ts";
import type { Span } from "../text/span.ts";
import { touches } from "../text/span.ts";

/** An instruction with its place among all of the file. */
export interface Place {
  readonly instruction: Instruction;
  readonly order: number;
}

/** The last instruction that begins at or before an offset, whether or not it reaches that far. */
export function instructionBefore(dockerfile: Dockerfile, offset: number): Place | undefined {
  const { instructions } = dockerfile.syntax;
  let low = 0;
  let high = instructions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instructions[middle]?.span.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const instruction = instructions[low - 1];
  return instruction === undefined ? undefined : { instruction, order: low - 1 };
}

/** The instruction in which an offset lies, its end included. */
export function instructionAt(dockerfile: Dockerfile, offset: number): Place | undefined {
  const place = instructionBefore(dockerfile, offset);
  return place !== undefined && offset <= place.instruction.span.end ? place : undefined;
}

/** The comment in which an offset lies, its end included. */
export function commentAt(dockerfile: Dockerfile, offset: number): Span | undefined {
  const { comments } = dockerfile.syntax;
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const comment = comments[low - 1];
  return comment !== undefined && touches(comment, offset) ? comment : undefined;
}

/** The last stage that begins at or before an offset. */
export function stageBefore(dockerfile: Dockerfile, offset: number): Stage | undefined {
  return dockerfile.stages.findLast((stage) => stage.from.instruction.span.start <= offset);
}

/** The instruction as its stage holds it; undefined for FROM and for what stands before the first FROM. */
export function inStage(dockerfile: Dockerfile, place: Place): StageInstruction | undefined {
  const stage = stageBefore(dockerfile, place.instruction.span.start);
  return stage?.instructions.find((one) => one.order === place.order);
}

/** The definition that a name has in an instruction. FROM sees only what stands before the first FROM. */
export function definitionAt(dockerfile: Dockerfile, place: Place, name: string): Definition | undefined {
  const stage = stageBefore(dockerfile, place.instruction.span.start);
  const isGlobal = stage === undefined || stage.from.instruction === place.instruction;
  return (isGlobal ? dockerfile.globals : stage.scope).definition(name, place.order);
}

/** What names stand for in an instruction. */
export function lookupAt(dockerfile: Dockerfile, place: Place): Lookup {
  const stage = stageBefore(dockerfile, place.instruction.span.start);
  const isGlobal = stage === undefined || stage.from.instruction === place.instruction;
  const scope = isGlobal ? dockerfile.globals : stage.scope;
  return (name) => scope.lookup(name, place.order);
}

/** The line of an offset without its break. */
export function lineAt(source: string, offset: number): Span {
  const start = offset === 0 ? 0 : source.lastIndexOf("\n", offset - 1) + 1;
  const feed = source.indexOf("\n", offset);
  let end = feed === -1 ? source.length : feed;
  while (end > start && source[end - 1] === "\r") end -= 1;
  return { start, end: Math.max(end, Math.min(offset, source.length)) };
}

/** The one-based line number of an offset. */
export function lineNumber(analysis: DockerfileAnalysis, offset: number): number {
  const { source } = analysis.dockerfile.syntax;
  let line = 1;
  for (let at = source.indexOf("\n"); at !== -1 && at < offset; at = source.indexOf("\n", at + 1)) line += 1;
  return line;
}
