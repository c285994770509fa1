import type { Death } from "../../../workbench/src/containers/death.ts";
import { deathOf } from "../../../workbench/src/containers/death.ts";
import type {
  ContainerDetails,
  ContainerSummary,
  Engine,
  EngineEvent,
} from "../../../workbench/src/docker/engine.ts";
import { EngineError } from "../../../workbench/src/docker/engine.ts";
import type { Clock, Disposable } from "../../../workbench/src/services.ts";

/**
 * Hears an engine's events and its lists, and tells how each container ended, once. An engine remembers few events, so what ended while nobody
 * listened is told from the list: it was not over in the list before. What had ended before the first list is not told, nor what is gone from it.
 */
export class DeathWatch {
  readonly #engine: Pick<Engine, "inspect">;
  readonly #clock: Clock;
  readonly #died: (details: ContainerDetails, death: Death) => void;
  /** Events of the present run of each container, oldest first. */
  readonly #runs = new Map<string, EngineEvent[]>();
  /** Containers that are over: by the last list, or by what was heard since. Undefined before the first list. */
  #over: ReadonlySet<string> | undefined;
  readonly #waiting = new Set<Disposable>();
  /** When the end that was told last was, by container. */
  readonly #told = new Map<string, number | undefined>();

  constructor(
    engine: Pick<Engine, "inspect">,
    clock: Clock,
    died: (details: ContainerDetails, death: Death) => void,
  ) {
    this.#engine = engine;
    this.#clock = clock;
    this.#died = died;
  }

  take(event: EngineEvent): void {
    const { id, action } = event;
    if (action === "destroy" || action === "start") {
      this.#runs.delete(id);
      this.#setOver(id, false);
      return;
    }
    if (!TELLING.has(action)) return;
    const run = [...(this.#runs.get(id) ?? []), event].slice(-MOST_EVENTS);
    remember(this.#runs, id, run);
    if (action !== "die") return;
    this.#setOver(id, true);
    void this.#tell(id, exitCodeOf(event));
  }

  /** Takes a list of all containers; ends of which no event comes within a moment are told from it. */
  list(containers: readonly Pick<ContainerSummary, "id" | "state">[]): void {
    const before = this.#over;
    const over = new Set(containers.filter(({ state }) => isOver(state)).map(({ id }) => id));
    if (before === undefined) {
      this.#over = over;
      return;
    }
    // A list may be older than the last event, and what was heard to end is then missed by the next one: it is told once all the same.
    this.#over = new Set([...before].filter((id) => over.has(id)));
    const missed = [...over].filter((id) => !before.has(id));
    if (missed.length === 0) return;
    const waiting = this.#clock.after(GRACE, () => {
      this.#waiting.delete(waiting);
      for (const id of missed) this.#tellMissed(id);
    });
    this.#waiting.add(waiting);
  }

  /** Asks nothing more; what is not told yet is told after the next list. */
  suspend(): void {
    for (const waiting of this.#waiting) waiting.dispose();
    this.#waiting.clear();
  }

  #tellMissed(id: string): void {
    if (this.#over?.has(id) === true) return;
    this.#setOver(id, true);
    void this.#tell(id, undefined);
  }

  #setOver(id: string, isOver: boolean): void {
    if (this.#over === undefined) return;
    const over = new Set(this.#over);
    if (isOver) over.add(id);
    else over.delete(id);
    this.#over = over;
  }

  async #tell(id: string, heard: number | undefined): Promise<void> {
    const events = this.#runs.get(id) ?? [];
    try {
      const details = await this.#engine.inspect(id);
      const { exitCode, oomKilled, finishedAt } = details;
      if (this.#told.has(id) && this.#told.get(id) === finishedAt) return;
      remember(this.#told, id, finishedAt);
      this.#died(details, deathOf({ exitCode: heard ?? exitCode, oomKilled, events }));
    } catch (error) {
      // One that was removed as it ended tells nothing more.
      if (!(error instanceof EngineError)) throw error;
    }
  }
}

const TELLING = new Set(["die", "oom", "kill", "stop"]);
const MOST_EVENTS = 20;
const MOST_CONTAINERS = 500;

/** Milliseconds in which an engine repeats what it remembers: its events tell who asked for an end. */
const GRACE = 2_000;

function isOver(state: ContainerSummary["state"]): boolean {
  return state === "exited" || state === "dead";
}

/** The oldest are forgotten. */
function remember<T>(all: Map<string, T>, id: string, value: T): void {
  all.delete(id);
  all.set(id, value);
  for (const oldest of all.keys()) {
    if (all.size <= MOST_CONTAINERS) break;
    all.delete(oldest);
  }
}

function exitCodeOf({ attributes }: EngineEvent): number | undefined {
  const text = Object.hasOwn(attributes, "exitCode") ? attributes["exitCode"] : undefined;
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}
