import type { Argument, Command } from "../../model/command.ts";
import { commandsOf } from "../../model/command.ts";
import type { Dockerfile, Stage, StageInstruction } from "../../model/dockerfile.ts";
import { inheritedInstructions, stageInstructions } from "../../model/query.ts";
import { factsOf } from "../../model/stage-facts.ts";
import type { ShellWord } from "../../syntax/shell.ts";
import type { Span } from "../../text/span.ts";

/** A variable in what a container runs. */
export interface RunTimeUse {
  readonly name: string;
  readonly span: Span;
  /** Whether a shell puts the value in; else the program gets the text as it stands. */
  readonly expands: boolean;
}

/** What containers run: CMD, ENTRYPOINT and HEALTHCHECK of the stages that are shipped. */
export function startInstructions(dockerfile: Dockerfile): readonly StageInstruction[] {
  return dockerfile.stages
    .filter((stage) => stage.shipped)
    .flatMap((stage) => stageInstructions(stage, "CMD", "ENTRYPOINT", "HEALTHCHECK"));
}

/** The plain `$NAME` and `${NAME}` in it; those with a default, and those that the script itself sets, are left out. */
export function runTimeUses(dockerfile: Dockerfile, at: StageInstruction): readonly RunTimeUse[] {
  const { span, keyword } = at.instruction;
  const { source } = dockerfile.syntax;
  const written = source.slice(span.start, span.end);
  if (!written.includes("$")) return [];
  const uses: RunTimeUse[] = [];
  for (const command of commandsOf(dockerfile, at)) {
    const { shell } = command;
    if (shell !== undefined) {
      const values = shell.assignments.flatMap(({ value }) => (value === undefined ? [] : [value]));
      for (const word of [...shell.words, ...values]) uses.push(...usesIn(word, source));
    } else if (!isShell(command) && !(keyword === "CMD" && isReadByShell(dockerfile, at.stage))) {
      for (const argument of command.args) uses.push(...literalsIn(argument, source));
    }
  }
  const isSet = new Map<string, boolean>();
  return uses.slice(0, MOST_USES).filter(({ name }) => {
    if (!isSet.has(name)) isSet.set(name, isSetIn(written, name));
    return isSet.get(name) !== true;
  });
}

/** No real command has as many; each is looked for in the whole of it. */
const MOST_USES = 200;

/** Whether a script gives the variable a value of its own; `NAME=$NAME` only hands it on. */
function isSetIn(script: string, name: string): boolean {
  const assigned = `(?:^|[\\s;&|("'])${name}=(?!["']?\\$\\{?${name}\\b)`;
  return new RegExp(`${assigned}|\\b(?:for|read|select) (?:-\\w+ )*${name}\\b`).test(script);
}

/** Whether the image may set the variable: it is known to, or the name is one of those that images commonly set. */
export function mayComeFromImage(stage: Stage, name: string): boolean {
  return factsOf(stage)?.environment?.[name] !== undefined || COMMON.test(name);
}

const COMMON =
  /^(?:HOME|PATH|PWD|HOSTNAME|SHELL|TERM|LANG|USER|UID|LD_LIBRARY_PATH|(?:CUDA|CUDNN|NCCL|NV|NVIDIA|PYTHON|PYTORCH|TORCH|TENSORFLOW|ROCM|ROS|CONDA|MAMBA|JAVA|NODE|NB|SPARK|TRITON)(?:_\w+)?|PYTHON\w+)$/;

/** The variables of a shell word, single quotes respected; the span is the variable's own where it is written out. */
function usesIn(word: ShellWord, source: string): readonly RunTimeUse[] {
  return word.parts.flatMap((part) => {
    const name = part.kind === "variable" ? /^\$\{?([A-Za-z_]\w*)\}?$/.exec(part.text)?.[1] : undefined;
    if (name === undefined) return [];
    return [{ name, span: partSpan(word, part.text, source), expands: true }];
  });
}

function partSpan({ raw, span }: ShellWord, part: string, source: string): Span {
  const at = raw.indexOf(part);
  if (at === -1 || source.slice(span.start, span.end) !== raw) return span;
  return { start: span.start + at, end: span.start + at + part.length };
}

/** The variables of a string that no shell reads. */
function literalsIn({ raw, span }: Argument, source: string): readonly RunTimeUse[] {
  const uses: RunTimeUse[] = [];
  for (const match of raw.matchAll(/\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g)) {
    const start = span.start + 1 + match.index;
    const isWritten = source.slice(span.start + 1, span.end - 1) === raw;
    uses.push({
      name: match[1] ?? match[2] ?? "",
      span: isWritten ? { start, end: start + match[0].length } : span,
      expands: false,
    });
  }
  return uses;
}

/** A shell whose script could not be read. */
function isShell({ name }: Command): boolean {
  return /^(?:|(?:ba|da|a|z|k)?sh|env|cmd|powershell|pwsh)$/.test(name);
}

/** Whether the ENTRYPOINT of a stage is a shell or a script, which may put variables in. */
function isReadByShell(dockerfile: Dockerfile, stage: Stage): boolean {
  const entrypoint = inheritedInstructions(stage, "ENTRYPOINT").at(-1);
  if (entrypoint === undefined) return false;
  return commandsOf(dockerfile, entrypoint).some(
    (command) =>
      command.shell !== undefined || isShell(command) || /entry|start|init|run|\.sh$/.test(command.name),
  );
}
