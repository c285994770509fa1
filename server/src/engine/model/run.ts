import type { Instruction } from "../syntax/ast.ts";
import type { ShellScript } from "../syntax/shell.ts";
import { parseShell } from "../syntax/shell.ts";
import type { LogicalText } from "../text/logical.ts";
import { joinLogical, logicalSlice, sliceLogical } from "../text/logical.ts";
import type { Dockerfile, Stage, StageInstruction } from "./dockerfile.ts";
import { lineage } from "./dockerfile.ts";
import { perInstruction, perStage } from "./memo.ts";
import { knownPrefix } from "./resolved.ts";

/** The shell script of an instruction, and its text. */
export interface RunScript {
  readonly script: ShellScript;
  readonly logical: LogicalText;
}

/**
 * The script that RUN, or the shell form of CMD, ENTRYPOINT and HEALTHCHECK CMD, hands to a POSIX shell. Undefined for the
 * exec form, for Windows files (escape directive, SHELL powershell or cmd) and for heredocs that another program reads.
 */
export const scriptOf = perInstruction(readScript);

/** The shell that an instruction's shell form runs in, as SHELL sets it; undefined while it is the default. */
export function shellOf(at: StageInstruction): readonly string[] | undefined {
  for (const stage of lineage(at.stage)) {
    const set = shellsOf(stage).findLast((one) => one.order < at.order);
    if (set !== undefined) return set.instruction.exec?.map((string) => string.value);
  }
  return undefined;
}

/** The SHELL instructions of a stage. Every RUN asks for them. */
const shellsOf = perStage((stage) =>
  stage.instructions.filter(
    ({ instruction }) => instruction.keyword === "SHELL" && instruction.exec !== undefined,
  ),
);

function readScript(dockerfile: Dockerfile, at: StageInstruction): RunScript | undefined {
  const { instruction } = at;
  if (dockerfile.syntax.escape !== "\\" || instruction.exec !== undefined) return undefined;
  const shell = shellOf(at)?.[0];
  if (shell === undefined ? isWindows(at.stage) : !isPosixShell(shell)) return undefined;
  const logical = scriptText(dockerfile.syntax.source, instruction);
  if (logical === undefined || logical.text.length > LONGEST_SCRIPT) return undefined;
  return { script: parseShell(logical), logical };
}

/** No real RUN is as long; rules compare a script's commands with each other, and must not take minutes over a hostile one. */
const LONGEST_SCRIPT = 50_000;

function scriptText(source: string, instruction: Instruction): LogicalText | undefined {
  const { args, heredocs, keyword } = instruction;
  if (keyword === "HEALTHCHECK") {
    const match = /^CMD\s+/i.exec(args.text);
    return match === null ? undefined : sliceLogical(args, match[0].length);
  }
  const [first] = heredocs;
  if (first === undefined) return args;
  const isWhole = heredocs.length === 1 && /^<<(?:-|\s*)\S+$/.test(args.text);
  const program = isWhole ? shebang(source, first.body.start) : args.text.slice(0, args.text.indexOf("<<"));
  if (isWhole && program === undefined) return logicalSlice(source, first.body);
  if (
    program !== undefined &&
    isPosixShell(program.trim().split(/\s+/).at(0) ?? "") &&
    heredocs.length === 1
  ) {
    return withRest(logicalSlice(source, first.body), args);
  }
  if (isWhole) return undefined;
  const bodies = heredocs.map(({ body, terminator }) =>
    logicalSlice(source, { start: body.start, end: terminator?.end ?? body.end }),
  );
  return joinLogical([args, ...bodies], "\n");
}

/** The script that a shell reads from its heredoc, and what the line runs after that shell: `bash <<EOF && rm -r /tmp/x`. */
function withRest(body: LogicalText, args: LogicalText): LogicalText {
  const rest = /<<(?:-|\s*)\S+\s*(?:&&|;)\s*/.exec(args.text);
  return rest === null ? body : joinLogical([body, sliceLogical(args, rest.index + rest[0].length)], "\n");
}

/** The program that a heredoc's first line names, when it begins with `#!`. */
function shebang(source: string, start: number): string | undefined {
  const match = /^#!\s*(?:\/usr\/bin\/env\s+(?:-\S+\s+)*)?(\S+)/.exec(source.slice(start, start + 200));
  return match?.[1];
}

/** Windows images run RUN in cmd unless SHELL says otherwise. */
function isWindows(stage: Stage): boolean {
  const root = lineage(stage).at(-1);
  const image = root?.from.image?.value;
  return image !== undefined && /(?:^|\/)(?:servercore|nanoserver|windows\/)/.test(knownPrefix(image));
}

const POSIX_SHELLS = new Set(["sh", "bash", "dash", "ash", "ksh", "zsh"]);

function isPosixShell(program: string): boolean {
  return POSIX_SHELLS.has(baseName(program));
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
