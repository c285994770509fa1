import type { JsonString } from "../syntax/ast.ts";
import { logicalSlice } from "../text/logical.ts";
import type { Argument, CommandLine, Script } from "./command-line.ts";
import { execLines, shellLines } from "./command-line.ts";
import type { Dockerfile, StageInstruction } from "./dockerfile.ts";
import type { Lookup } from "./expand.ts";
import { perInstruction } from "./memo.ts";
import { known } from "./resolved.ts";
import { scriptOf } from "./run.ts";

export type { Argument } from "./command-line.ts";

/** A simple command of a RUN, CMD, ENTRYPOINT or HEALTHCHECK, whatever form it is written in. */
export interface Command extends CommandLine {
  readonly at: StageInstruction;
}

/** The commands of an instruction in order. Empty for instructions without commands and for scripts of other languages. */
export const commandsOf = perInstruction((dockerfile, at): readonly Command[] =>
  readLines(dockerfile, at).map((line) => Object.assign(line, { at })),
);

const WITH_COMMANDS = new Set(["RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"]);

/** The same for variables that stand for something else than at the build, as they do when the container runs. Not memoised. */
export function readLines(
  dockerfile: Dockerfile,
  at: StageInstruction,
  lookup: Lookup = (name) => at.stage.scope.lookup(name, at.order),
): readonly CommandLine[] {
  const { instruction } = at;
  if (!WITH_COMMANDS.has(instruction.keyword)) return [];
  if (instruction.exec !== undefined) return readExec(dockerfile.syntax.source, instruction.exec, lookup);
  const run = scriptOf(dockerfile, at);
  return run === undefined ? [] : shellLines({ logical: run.logical, commands: run.script.commands }, lookup);
}

function readExec(source: string, strings: readonly JsonString[], lookup: Lookup): readonly CommandLine[] {
  return execLines(strings.map(argumentOf), (index) => scriptOfString(source, strings[index]), lookup);
}

/** A string of the exec form as a word. */
export function argumentOf({ value, span }: JsonString): Argument {
  return { value: known(value), raw: value, span, quoted: true };
}

/** The text of a string of the exec form for a shell; undefined where escapes keep it from being found in the source as it stands. */
export function scriptOfString(source: string, string: JsonString | undefined): Script | undefined {
  if (string === undefined) return undefined;
  const inside = { start: string.span.start + 1, end: string.span.end - 1 };
  if (source.slice(inside.start, inside.end) !== string.value) return undefined;
  return { logical: logicalSlice(source, inside), within: '"' };
}
