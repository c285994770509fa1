import type { Death } from "../../../workbench/src/containers/death.ts";
import { deathOf } from "../../../workbench/src/containers/death.ts";
import type { ContainerDetails, Engine, EngineEvent } from "../../../workbench/src/docker/engine.ts";
import { EngineError } from "../../../workbench/src/docker/engine.ts";

/** Hears an engine's events, and tells how each container ended. */
export class DeathWatch {
  readonly #engine: Pick<Engine, "inspect">;
  readonly #died: (details: ContainerDetails, death: Death) => void;
  /** Events of the present run of each container, oldest first. */
  readonly #runs = new Map<string, EngineEvent[]>();

  constructor(engine: Pick<Engine, "inspect">, died: (details: ContainerDetails, death: Death) => void) {
    this.#engine = engine;
    this.#died = died;
  }

  take(event: EngineEvent): void {
    if (event.action === "destroy" || event.action === "start") {
      this.#runs.delete(event.id);
      return;
    }
    if (!TELLING.has(event.action)) return;
    const run = [...(this.#runs.get(event.id) ?? []), event].slice(-MOST_EVENTS);
    this.#runs.delete(event.id);
    this.#runs.set(event.id, run);
    for (const id of this.#runs.keys()) {
      if (this.#runs.size <= MOST_RUNS) break;
      this.#runs.delete(id);
    }
    if (event.action === "die") void this.#tell(event, run);
  }

  async #tell(event: EngineEvent, events: readonly EngineEvent[]): Promise<void> {
    try {
      const details = await this.#engine.inspect(event.id);
      this.#died(details, deathOf({ exitCode: exitCodeOf(event), oomKilled: details.oomKilled, events }));
    } catch (error) {
      // One that was removed as it ended tells nothing more.
      if (!(error instanceof EngineError)) throw error;
    }
  }
}

const TELLING = new Set(["die", "oom", "kill", "stop"]);
const MOST_EVENTS = 20;
const MOST_RUNS = 500;

function exitCodeOf({ attributes }: EngineEvent): number | undefined {
  const text = Object.hasOwn(attributes, "exitCode") ? attributes["exitCode"] : undefined;
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}
