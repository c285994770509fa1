import type { JsonString } from "../syntax/ast.ts";
import { logicalSlice } from "../text/logical.ts";
import type { Argument, CommandLine } from "./command-line.ts";
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

function readLines(dockerfile: Dockerfile, at: StageInstruction): readonly CommandLine[] {
  const { instruction } = at;
  if (!WITH_COMMANDS.has(instruction.keyword)) return [];
  const lookup: Lookup = (name) => at.stage.scope.lookup(name, at.order);
  if (instruction.exec !== undefined) return readExec(dockerfile.syntax.source, instruction.exec, lookup);
  const run = scriptOf(dockerfile, at);
  return run === undefined ? [] : shellLines({ logical: run.logical, commands: run.script.commands }, lookup);
}

function readExec(source: string, strings: readonly JsonString[], lookup: Lookup): readonly CommandLine[] {
  const words = strings.map((one): Argument => ({
    value: known(one.value),
    raw: one.value,
    span: one.span,
    quoted: true,
  }));
  const script = (index: number) => {
    const string = strings[index];
    if (string === undefined) return undefined;
    const inside = { start: string.span.start + 1, end: string.span.end - 1 };
    if (source.slice(inside.start, inside.end) !== string.value) return undefined;
    return { logical: logicalSlice(source, inside), within: '"' } as const;
  };
  return execLines(words, script, lookup);
}
