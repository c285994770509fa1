import type { Command } from "./command.ts";
import { commandsOf } from "./command.ts";
import type { Dockerfile, Stage, StageInstruction } from "./dockerfile.ts";
import { lineage } from "./dockerfile.ts";
import type { PipInstall } from "./pip.ts";
import { pipInstall } from "./pip.ts";
import type { PackageCall } from "./system-packages.ts";
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
export function pipInstalls(dockerfile: Dockerfile): readonly PipInstall[] {
  return remembered(pipCache, dockerfile, pipInstall);
}

/** Every package manager call of every RUN, in order. */
export function packageCalls(dockerfile: Dockerfile): readonly PackageCall[] {
  return remembered(packageCache, dockerfile, packageCall);
}

const pipCache = new WeakMap<Dockerfile, readonly PipInstall[]>();
const packageCache = new WeakMap<Dockerfile, readonly PackageCall[]>();

function remembered<T>(
  cache: WeakMap<Dockerfile, readonly T[]>,
  dockerfile: Dockerfile,
  read: (command: Command) => T | undefined,
): readonly T[] {
  const cached = cache.get(dockerfile);
  if (cached !== undefined) return cached;
  const found: T[] = [];
  for (const command of runCommands(dockerfile)) {
    const one = read(command);
    if (one !== undefined) found.push(one);
  }
  cache.set(dockerfile, found);
  return found;
}
