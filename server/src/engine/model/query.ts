import type { Command } from "./command.ts";
import { commandsOf } from "./command.ts";
import type { Dockerfile, Stage, StageInstruction } from "./dockerfile.ts";
import { lineage } from "./dockerfile.ts";
import { perDockerfile, perStage } from "./memo.ts";
import { pipInstall } from "./pip.ts";
import { packageCall } from "./system-packages.ts";

/** Every instruction inside stages, in order; with keywords, only those. */
export function instructions(dockerfile: Dockerfile, ...keywords: string[]): readonly StageInstruction[] {
  return dockerfile.stages.flatMap((stage) => stageInstructions(stage, ...keywords));
}

/** The instructions of one stage, in order; with keywords, only those. */
export function stageInstructions(stage: Stage, ...keywords: string[]): readonly StageInstruction[] {
  const [first, ...others] = keywords;
  if (first === undefined) return stage.instructions;
  const found = byKeyword(stage).get(first) ?? [];
  if (others.length === 0) return found;
  return stage.instructions.filter(({ instruction }) => keywords.includes(instruction.keyword));
}

/** What a built stage has behind it: the instructions of the stages it builds on, then its own, in order. */
export function inheritedInstructions(stage: Stage, ...keywords: string[]): readonly StageInstruction[] {
  if (stage.parent === undefined) return stageInstructions(stage, ...keywords);
  return lineage(stage)
    .toReversed()
    .flatMap((one) => stageInstructions(one, ...keywords));
}

/** Every command of every RUN, in order. */
export const runCommands = perDockerfile((dockerfile): readonly Command[] =>
  instructions(dockerfile, "RUN").flatMap((at) => commandsOf(dockerfile, at)),
);

const byKeyword = perStage((stage) => {
  const found = new Map<string, StageInstruction[]>();
  for (const at of stage.instructions) {
    const same = found.get(at.instruction.keyword);
    if (same === undefined) found.set(at.instruction.keyword, [at]);
    else same.push(at);
  }
  return found;
});

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
