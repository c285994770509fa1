import type { EngineEvent } from "../docker/engine.ts";

/** What is known of a container's end. */
export interface DeathFacts {
  readonly exitCode: number | undefined;
  /** The engine's flag. It stays true when only a child of the first process was killed, whatever the exit status. */
  readonly oomKilled: boolean;
  /** Events of this run of the container, oldest first; empty where nobody listened. */
  readonly events: readonly Pick<EngineEvent, "action" | "attributes">[];
}

/**
 * How a container ended. 137 alone is no proof of anything: SIGKILL comes from the kernel's memory limit, from `docker stop` after
 * its grace, from `docker kill`, and from anybody with the right to send it.
 */
export type Death =
  | { readonly kind: "finished" }
  | { readonly kind: "failed"; readonly exitCode: number }
  /** Its first process was killed at the memory limit. */
  | { readonly kind: "out-of-memory" }
  /** A child was killed at the memory limit, as a data loader's worker; the first process ended by itself. */
  | { readonly kind: "child-out-of-memory"; readonly exitCode: number }
  /** Somebody asked the engine; `forced` when it had to be killed. */
  | { readonly kind: "stopped"; readonly forced: boolean }
  /** By a signal that the engine did not send: the host ran out of memory, or a person. */
  | { readonly kind: "signalled"; readonly signal: number }
  | { readonly kind: "unknown" };

/** Weighs the memory limit's event and flag, the exit status, and who asked for the end. */
export function deathOf({ exitCode, oomKilled, events }: DeathFacts): Death {
  const asked = events.filter(({ action }) => action === "kill" || action === "stop");
  const isOom = oomKilled || events.some(({ action }) => action === "oom");
  if (exitCode === undefined) return { kind: "unknown" };
  // A stop that came first explains a later SIGKILL, unless the limit was hit before anybody asked.
  const oomAt = events.findIndex(({ action }) => action === "oom");
  const askedAt = events.findIndex(({ action }) => action === "kill" || action === "stop");
  const stopCameFirst = askedAt >= 0 && (oomAt < 0 || askedAt < oomAt);
  if (isOom && !(stopCameFirst && oomAt < 0 && !oomKilled)) {
    if (exitCode === SIGKILLED && !stopCameFirst) return { kind: "out-of-memory" };
    if (!stopCameFirst && exitCode !== 0) return { kind: "child-out-of-memory", exitCode };
  }
  if (asked.length > 0 && isEndingSignal(asked)) return { kind: "stopped", forced: exitCode === SIGKILLED };
  if (exitCode === 0) return { kind: "finished" };
  if (exitCode > 128 && exitCode <= 128 + 64) return { kind: "signalled", signal: exitCode - 128 };
  return { kind: "failed", exitCode };
}

const SIGKILLED = 137;

/** `docker kill --signal=HUP` asks for something else. */
function isEndingSignal(asked: readonly Pick<EngineEvent, "attributes">[]): boolean {
  return asked.some(({ attributes }) => {
    const signal = Object.hasOwn(attributes, "signal") ? attributes["signal"] : undefined;
    return (
      signal === undefined ||
      ["2", "3", "9", "15", "SIGINT", "SIGQUIT", "SIGKILL", "SIGTERM"].includes(signal)
    );
  });
}
