import type { EngineEvent } from "./engine.ts";

/** Events that are remembered, to tell apart those that an engine repeats. */
const REMEMBERED = 500;

/** Actions that leave the list as it is. Our own `exec` and `top` make such events: listing on them would never end. */
const QUIET =
  /^(?:exec_\w+|top|attach|detach|resize|copy|archive-path|extract-to-dir|export|commit|checkpoint|stats|logs|mount|unmount)$/;

export function changesList(event: EngineEvent): boolean {
  return !QUIET.test(event.action);
}

/** From where an engine should repeat its events after a gap; what was heard already is told apart. */
export class HeardEvents {
  readonly #keys = new Set<string>();
  #last: number | undefined;

  /** Seconds since 1970 by the engine's clock; undefined before the first event. */
  get since(): number | undefined {
    return this.#last === undefined ? undefined : this.#last / 1000;
  }

  isNew({ at, action, detail, id }: EngineEvent): boolean {
    const key = `${at} ${id} ${action} ${detail ?? ""}`;
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    this.#last = Math.max(this.#last ?? 0, at);
    for (const oldest of this.#keys) {
      if (this.#keys.size <= REMEMBERED) break;
      this.#keys.delete(oldest);
    }
    return true;
  }
}
