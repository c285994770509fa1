import type { Command } from "./command.ts";
import { commandsOf } from "./command.ts";
import type { Dockerfile, Stage, StageInstruction } from "./dockerfile.ts";
import { lineage } from "./dockerfile.ts";
import { perDockerfile } from "./memo.ts";
import { pipInstall } from "./pip.ts";
import { packageCall } from "./system-packages.ts";

/** Every instruction inside stages, in order; with keywords, only those. */
export function* instructions(dockerfile: Dockerfile, ...keywords: string[]): Generator<StageInstruction> {
  for (const stage of dockerfile.stages) yield* stageInstructions(stage, ...keywords);
}

/** The instructions of one stage, in order; with keywords, only those. */
export function* stageInstructions(stage: Stage, ...keywords: string[]): Generator<StageInstruction> {
  for (const at of stage.instructions) {
    if (keywords.length === 0 || keywords.includes(at.instruction.keyword)) yield at;
  }
}

/** What a built stage has behind it: the instructions of the stages it builds on, then its own, in order. */
export function* inheritedInstructions(stage: Stage, ...keywords: string[]): Generator<StageInstruction> {
  for (const one of lineage(stage).toReversed()) yield* stageInstructions(one, ...keywords);
}

/** Every command of every RUN, in order. */
export function* runCommands(dockerfile: Dockerfile): Generator<Command> {
  for (const at of instructions(dockerfile, "RUN")) yield* commandsOf(dockerfile, at);
}

/** Every pip or uv pip call of every RUN, in order. */
export const pipInstalls = perDockerfile((dockerfile) => readEach(dockerfile, pipInstall));

/** Every package manager call of every RUN, in order. */
export const packageCalls = perDockerfile((dockerfile) => readEach(dockerfile, packageCall));

function readEach<T>(dockerfile: Dockerfile, read: (command: Command) => T | undefined): readonly T[] {
  const found: T[] = [];
  for (const command of runCommands(dockerfile)) {
    const one = read(command);
    if (one !== undefined) found.push(one);
  }
  return found;
}
