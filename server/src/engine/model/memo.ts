import type { ComposeProject, ComposeService } from "./compose/project.ts";
import type { Dockerfile, Stage, StageInstruction } from "./dockerfile.ts";

/**
 * What has been read of an object so far, by the function that read it. It lies in the object itself: entries of a WeakMap
 * survive the collector's young generation, which made analysing several times slower than reading.
 */
export type Memory = Map<object, unknown>;

/** Reads once for each Dockerfile. */
export function perDockerfile<T>(read: (dockerfile: Dockerfile) => T): (dockerfile: Dockerfile) => T {
  return (dockerfile) => remembered(dockerfile.memory, read, () => read(dockerfile));
}

/** Reads once for each stage. */
export function perStage<T>(read: (stage: Stage) => T): (stage: Stage) => T {
  return (stage) => remembered(stage.memory, read, () => read(stage));
}

/** Reads once for each instruction. */
export function perInstruction<T>(
  read: (dockerfile: Dockerfile, at: StageInstruction) => T,
): (dockerfile: Dockerfile, at: StageInstruction) => T {
  return (dockerfile, at) => {
    const known = remembered(dockerfile.memory, read, () => new Map<number, { readonly value: T }>());
    const kept = known.get(at.order);
    if (kept !== undefined) return kept.value;
    const value = read(dockerfile, at);
    known.set(at.order, { value });
    return value;
  };
}

/** Reads once for each compose project. */
export function perProject<T>(read: (project: ComposeProject) => T): (project: ComposeProject) => T {
  return (project) => remembered(project.memory, read, () => read(project));
}

/** Reads once for each service. */
export function perService<T>(read: (service: ComposeService) => T): (service: ComposeService) => T {
  return (service) => remembered(service.memory, read, () => read(service));
}

function remembered<T>(memory: Memory, reader: object, read: () => T): T {
  if (memory.has(reader)) return memory.get(reader) as T;
  const value = read();
  memory.set(reader, value);
  return value;
}
