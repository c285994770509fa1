import * as l10n from "@vscode/l10n";
import type { Loadable, Problem } from "../problem.ts";
import type { Clock, Disposable, Log } from "../services.ts";
import { ChangedContainers } from "./changed-containers.ts";
import type { ContainerSummary, Engine, EngineEvent } from "./engine.ts";
import { EngineError } from "./engine.ts";
import { HeardEvents, changesList } from "./heard-events.ts";

/** Milliseconds. */
const GATHER = 250;
const SETTLE = 1_000;
const PING = 10_000;
const RELIST = 60_000;
const FIRST_RETRY = 500;
const LAST_RETRY = 30_000;
/** A connection that held this long was a good one: the next failure counts as the first. */
const GOOD = 5_000;

export interface MonitorServices {
  readonly clock: Clock;
  readonly log: Log;
}

/** Containers of which something may have changed that a list does not show; "all" after a gap. */
export type Touched = ReadonlySet<string> | "all";

/**
 * Keeps the list of an engine's containers true while somebody looks. One stream of events tells when to list again; a stream may die or go
 * deaf without a word, so silence is broken by a ping, now and then by a list. An engine that is gone is tried again after 0.5 s,
 * doubling to 30 s. It begins suspended, and while it is suspended the engine hears nothing.
 */
export class EngineMonitor implements Disposable {
  readonly #engine: Engine;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #listeners = new Set<
    (containers: Loadable<readonly ContainerSummary[]>, touched: Touched) => void
  >();
  readonly #eventListeners = new Set<(event: EngineEvent) => void>();
  readonly #heard = new HeardEvents();
  readonly #changed = new ChangedContainers();
  #containers: Loadable<readonly ContainerSummary[]> = { state: "loading" };
  /** What of the connection is open; undefined while suspended. */
  #connection: Connection | undefined;
  #failures = 0;

  constructor(engine: Engine, { clock, log }: MonitorServices) {
    this.#engine = engine;
    this.#clock = clock;
    this.#log = log;
  }

  get containers(): Loadable<readonly ContainerSummary[]> {
    return this.#containers;
  }

  /** Hears of each change of `containers`, at most once in 250 ms. */
  onChange(
    listener: (containers: Loadable<readonly ContainerSummary[]>, touched: Touched) => void,
  ): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Hears each event once and at once; after a gap also those of the gap, which their time tells. */
  onEvent(listener: (event: EngineEvent) => void): Disposable {
    this.#eventListeners.add(listener);
    return { dispose: () => this.#eventListeners.delete(listener) };
  }

  resume(): void {
    if (this.#connection === undefined) this.refresh();
  }

  suspend(): void {
    this.#connection?.dispose();
    this.#connection = undefined;
    this.#failures = 0;
  }

  /** Connects and lists anew at once, as a user who does not want to wait asks for. */
  refresh(): void {
    this.#failures = 0;
    this.#connect();
  }

  dispose(): void {
    this.suspend();
    this.#listeners.clear();
    this.#eventListeners.clear();
  }

  #connect(): void {
    this.#connection?.dispose();
    const connection = new Connection(this.#clock);
    this.#connection = connection;
    this.#changed.touchAll();
    connection.keep(
      this.#engine.events(
        this.#heard.since,
        (event) => this.#take(connection, event),
        () => this.#streamEnded(connection),
      ),
    );
    // What happened between the list and the moment in which the engine began to tell is seen by a second list.
    connection.after("settle", SETTLE, () => this.#soon(connection, 0));
    void this.#list(connection, false);
  }

  /** A list that is under way tells better than the stream what is the matter. */
  #streamEnded(connection: Connection): void {
    if (connection.isListing) connection.isDeaf = true;
    else this.#retry(connection, undefined);
  }

  #take(connection: Connection, event: EngineEvent): void {
    if (!connection.isOpen || !this.#heard.isNew(event)) return;
    this.#watchSilence(connection);
    for (const listener of this.#eventListeners) this.#tell(() => listener(event));
    if (!changesList(event)) return;
    this.#changed.touch(event.id);
    this.#soon(connection, GATHER);
  }

  /** Lists once after so long, however often this is asked for; never two lists at once. */
  #soon(connection: Connection, delay: number): void {
    if (connection.isListing) connection.listsAgain = true;
    else if (!connection.waits("list"))
      connection.after("list", delay, () => void this.#list(connection, false));
  }

  async #list(connection: Connection, isCheck: boolean): Promise<void> {
    if (connection.isListing) return;
    connection.isListing = true;
    const before = this.#changed.take();
    try {
      const containers = await this.#engine.list();
      if (!connection.isOpen) return;
      const missed = isCheck && !this.#changed.isTouched && this.#changed.differ(containers);
      if (missed) this.#log.info("The engine's events had stopped without a word; listening anew.");
      connection.listedAt = this.#clock.now();
      this.#show(containers, before);
      // The engine answers, but its stream has ended, or did not tell what the list does.
      if (missed || connection.isDeaf) {
        this.#retry(connection, undefined);
        return;
      }
      this.#watchSilence(connection);
    } catch (error) {
      this.#changed.giveBack(before);
      this.#retry(connection, problemOf(error));
    } finally {
      connection.isListing = false;
    }
    if (connection.isOpen && connection.listsAgain) {
      connection.listsAgain = false;
      this.#soon(connection, GATHER);
    }
  }

  #show(containers: readonly ContainerSummary[], touched: Touched): void {
    const isOther = this.#containers.state !== "ready" || this.#changed.differ(containers);
    this.#changed.remember(containers);
    if (!isOther && touched !== "all" && touched.size === 0) return;
    this.#containers = { state: "ready", value: containers };
    this.#announce(touched);
  }

  #watchSilence(connection: Connection): void {
    connection.after("silence", PING, () => void this.#breakSilence(connection));
  }

  async #breakSilence(connection: Connection): Promise<void> {
    if (this.#clock.now() - connection.listedAt >= RELIST) {
      await this.#list(connection, true);
      return;
    }
    try {
      await this.#engine.version();
      if (connection.isOpen) this.#watchSilence(connection);
    } catch (error) {
      this.#retry(connection, problemOf(error));
    }
  }

  /** Tries again later; a problem is shown, an ended stream alone is none. */
  #retry(connection: Connection, problem: Problem | undefined): void {
    if (!connection.isOpen) return;
    if (connection.listedAt > 0 && this.#clock.now() - connection.openedAt >= GOOD) this.#failures = 0;
    connection.dispose();
    const delay = Math.min(LAST_RETRY, FIRST_RETRY * 2 ** this.#failures);
    this.#failures += 1;
    const waiting = new Connection(this.#clock);
    this.#connection = waiting;
    waiting.after("retry", delay, () => this.#connect());
    if (problem === undefined || isShown(this.#containers, problem)) return;
    const last = lastOf(this.#containers);
    this.#containers = { state: "failed", problem, ...(last !== undefined && { last }) };
    this.#announce("all");
  }

  #announce(touched: Touched): void {
    for (const listener of this.#listeners) this.#tell(() => listener(this.#containers, touched));
  }

  #tell(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#log.warn(`A listener failed: ${String(error)}`);
    }
  }
}

/** A stream and timers that end together. */
class Connection implements Disposable {
  readonly openedAt: number;
  isOpen = true;
  isListing = false;
  /** Its stream has ended. */
  isDeaf = false;
  listsAgain = false;
  /** Milliseconds since 1970; 0 before the first list. */
  listedAt = 0;
  readonly #clock: Clock;
  readonly #timers = new Map<string, Disposable>();
  #stream: Disposable | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.openedAt = clock.now();
  }

  /** A later timer of the same name takes the place of the earlier one. */
  after(name: string, milliseconds: number, callback: () => void): void {
    this.#timers.get(name)?.dispose();
    if (!this.isOpen) return;
    const timer = this.#clock.after(milliseconds, () => {
      this.#timers.delete(name);
      if (this.isOpen) callback();
    });
    this.#timers.set(name, timer);
  }

  waits(name: string): boolean {
    return this.#timers.has(name);
  }

  keep(stream: Disposable): void {
    if (this.isOpen) this.#stream = stream;
    else stream.dispose();
  }

  dispose(): void {
    this.isOpen = false;
    for (const timer of this.#timers.values()) timer.dispose();
    this.#timers.clear();
    this.#stream?.dispose();
  }
}

function problemOf(error: unknown): Problem {
  if (error instanceof EngineError) return error.problem;
  return {
    id: "engine-unreadable",
    message: l10n.t("The Docker engine's answer could not be used."),
    remedy: l10n.t("Refresh the view."),
    said: String(error).slice(0, 200),
  };
}

function isShown(containers: Loadable<unknown>, problem: Problem): boolean {
  return (
    containers.state === "failed" &&
    containers.problem.id === problem.id &&
    containers.problem.message === problem.message
  );
}

function lastOf<T>(loadable: Loadable<T>): T | undefined {
  return loadable.state === "ready" ? loadable.value : loadable.last;
}
