import type { ContainerDetails, ContainerSummary, Engine } from "../docker/engine.ts";
import { EngineError } from "../docker/engine.ts";
import type { EngineMonitor, Touched } from "../docker/monitor.ts";
import type { ContainerGpuUse } from "../join/join.ts";
import type { Loadable } from "../problem.ts";
import type { Clock, Disposable } from "../services.ts";
import { inTurns } from "../in-turns.ts";
import type { Container } from "./model.ts";
import { containerRow } from "./row.ts";
import { RowWatch } from "./row-watch.ts";

export interface LiveServices {
  readonly engine: Engine;
  readonly monitor: Pick<EngineMonitor, "onChange">;
  readonly clock: Clock;
}

/**
 * The rows of the Containers view, kept true: the monitor's list, details of what it touched, and live figures of the rows that
 * somebody can see. Nothing is asked of the engine while the monitor is suspended.
 */
export class LiveContainers implements Disposable {
  readonly #services: LiveServices;
  readonly #details = new Map<string, ContainerDetails>();
  readonly #watches = new Map<string, RowWatch>();
  readonly #listeners = new Set<(containers: Loadable<readonly Container[]>) => void>();
  readonly #subscription: Disposable;
  #listed: Loadable<readonly ContainerSummary[]> = { state: "loading" };
  #use: ReadonlyMap<string, readonly ContainerGpuUse[]> | undefined;
  #visible: ReadonlySet<string> = new Set();
  #round = 0;
  #pending: Disposable | undefined;
  #announcedAt = Number.NEGATIVE_INFINITY;

  constructor(services: LiveServices) {
    this.#services = services;
    this.#subscription = services.monitor.onChange((listed, touched) => void this.#take(listed, touched));
  }

  get containers(): Loadable<readonly Container[]> {
    switch (this.#listed.state) {
      case "loading":
        return { state: "loading" };
      case "ready":
        return { state: "ready", value: this.#rows(this.#listed.value) };
      default: {
        const { problem, last } = this.#listed;
        return { state: "failed", problem, ...(last !== undefined && { last: this.#rows(last) }) };
      }
    }
  }

  /** Hears of changes, at most one in half a second. */
  onChange(listener: (containers: Loadable<readonly Container[]>) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Details of a container, where they are known. */
  details(id: string): ContainerDetails | undefined {
    return this.#details.get(id);
  }

  /** Who holds which GPU, from the join; undefined where no GPU could be read. */
  setGpuUse(use: ReadonlyMap<string, readonly ContainerGpuUse[]> | undefined): void {
    this.#use = use;
    this.#soon();
  }

  /** Live figures are taken of these rows only; an empty set ends all streams. */
  setVisible(ids: ReadonlySet<string>): void {
    this.#visible = ids;
    this.#watchVisible();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#pending?.dispose();
    for (const watch of this.#watches.values()) watch.dispose();
    this.#watches.clear();
    this.#listeners.clear();
  }

  async #take(listed: Loadable<readonly ContainerSummary[]>, touched: Touched): Promise<void> {
    this.#listed = listed;
    this.#round += 1;
    const round = this.#round;
    this.#soon();
    if (listed.state !== "ready") {
      this.#watchVisible();
      return;
    }
    const ids = new Set(listed.value.map(({ id }) => id));
    for (const id of this.#details.keys()) if (!ids.has(id)) this.#details.delete(id);
    const stale = [...ids].filter((id) => touched === "all" || touched.has(id) || !this.#details.has(id));
    await inTurns(stale, AT_ONCE, (id) => this.#inspect(id));
    // A later list has its own round.
    if (round !== this.#round) return;
    this.#watchVisible();
    this.#soon();
  }

  async #inspect(id: string): Promise<void> {
    try {
      this.#details.set(id, await this.#services.engine.inspect(id));
    } catch (error) {
      // It went away, or the engine did: the list will say so.
      if (!(error instanceof EngineError)) throw error;
    }
  }

  #watchVisible(): void {
    const running = new Set(
      this.#listed.state === "ready"
        ? this.#listed.value.filter(({ state }) => state === "running").map(({ id }) => id)
        : [],
    );
    for (const [id, watch] of this.#watches) {
      const isSame = watch.startedAt === this.#details.get(id)?.startedAt;
      if (this.#visible.has(id) && running.has(id) && isSame) continue;
      watch.dispose();
      this.#watches.delete(id);
    }
    for (const id of this.#visible) {
      const details = this.#details.get(id);
      if (!running.has(id) || details === undefined || this.#watches.has(id)) continue;
      this.#watches.set(id, new RowWatch(this.#services, details, () => this.#soon()));
    }
  }

  #rows(listed: readonly ContainerSummary[]): readonly Container[] {
    return listed.map((summary) =>
      containerRow(summary, this.#details.get(summary.id), {
        ...this.#watches.get(summary.id)?.live,
        gpuUse: this.#use?.get(summary.id),
      }),
    );
  }

  /** Gathers what comes within half a second into one announcement; the first one after a silence comes at once. */
  #soon(): void {
    const { clock } = this.#services;
    const rest = Math.max(0, this.#announcedAt + GATHER - clock.now());
    this.#pending ??= clock.after(rest, () => {
      this.#pending = undefined;
      this.#announcedAt = clock.now();
      const { containers } = this;
      for (const listener of this.#listeners) listener(containers);
    });
  }
}

/** Requests to an engine at a time. */
const AT_ONCE = 6;

/** Milliseconds. */
const GATHER = 500;
