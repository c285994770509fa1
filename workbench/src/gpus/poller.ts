import type { Loadable, Problem } from "../problem.ts";
import type { Clock, Disposable } from "../services.ts";
import type { GpuSnapshot } from "./model.ts";
import type { GpuReadOptions } from "./source.ts";

/** What is polled: a GpuSource, or the GPUs of a remote engine. */
export interface GpuReadable {
  read(options: GpuReadOptions): Promise<GpuSnapshot | Problem>;
}

/**
 * Reads GPUs again and again while it is started, which is while someone sees the result. After a failure it waits twice as long each time,
 * up to a minute. Stopped, it holds nothing: no timer, and a reading under way is cancelled.
 */
export class GpuPoller implements Disposable {
  readonly #source: GpuReadable;
  readonly #clock: Clock;
  readonly #listeners = new Set<(state: Loadable<GpuSnapshot>) => void>();
  #state: Loadable<GpuSnapshot> = { state: "loading" };
  #interval: number;
  #details = false;
  #started = false;
  #failures = 0;
  #timer: Disposable | undefined;
  #reading: AbortController | undefined;
  #settled: Promise<void> = Promise.resolve();

  /** The interval is milliseconds from the end of one reading to the next; less than 2,000 is 2,000. */
  constructor(source: GpuReadable, clock: Clock, interval = 3_000) {
    this.#source = source;
    this.#clock = clock;
    this.#interval = Math.max(SHORTEST, interval);
  }

  /** The last that is known; it stays when the poller stops. */
  get state(): Loadable<GpuSnapshot> {
    return this.#state;
  }

  /** Milliseconds from a reading to the next, while nothing fails. */
  get interval(): number {
    return this.#interval;
  }

  /** Hears every new state. */
  onChange(listener: (state: Loadable<GpuSnapshot>) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Reads at once, and goes on. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    if (this.#reading === undefined) void this.#read({});
  }

  stop(): void {
    this.#started = false;
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#reading?.abort();
    this.#reading = undefined;
  }

  dispose(): void {
    this.stop();
    this.#listeners.clear();
  }

  /** Milliseconds, from the next wait on. */
  setInterval(interval: number): void {
    this.#interval = Math.max(SHORTEST, interval);
  }

  /** Whether readings bring the slices of MIG; on while someone looks at them. */
  setDetails(details: boolean): void {
    this.#details = details;
  }

  /** Reads now because a person asked: wakes a GPU that sleeps, and forgets earlier failures. Works while stopped too. */
  async refresh(): Promise<void> {
    await this.#settled;
    this.#failures = 0;
    this.#timer?.dispose();
    this.#timer = undefined;
    if (this.#state.state === "failed") this.#set(loading(this.#state));
    await this.#read({ wake: true });
  }

  /** What was read is of another machine than what will be. */
  forget(): void {
    this.#reading?.abort();
    this.#reading = undefined;
    this.#failures = 0;
    this.#set({ state: "loading" });
    this.#timer?.dispose();
    this.#timer = undefined;
    if (this.#started) void this.#read({});
  }

  #read(options: GpuReadOptions): Promise<void> {
    this.#settled = this.#readAndTake(options);
    return this.#settled;
  }

  async #readAndTake(options: GpuReadOptions): Promise<void> {
    const reading = new AbortController();
    this.#reading = reading;
    const answer = await this.#source.read({ ...options, details: this.#details, signal: reading.signal });
    if (this.#reading !== reading) return;
    this.#reading = undefined;
    this.#take(answer);
    if (this.#started) this.#wait();
  }

  #take(answer: GpuSnapshot | Problem): void {
    if (!("id" in answer)) {
      this.#failures = 0;
      this.#set({ state: "ready", value: answer });
      return;
    }
    // Looking whether a GPU still sleeps costs nothing, so that is no failure to wait longer for.
    this.#failures = answer.id === "gpu-suspended" ? 0 : this.#failures + 1;
    const last = lastOf(this.#state);
    this.#set({ state: "failed", problem: answer, ...(last === undefined ? {} : { last }) });
  }

  #wait(): void {
    this.#timer?.dispose();
    const delay = this.#failures === 0 ? this.#interval : this.#interval * 2 ** Math.min(this.#failures, 16);
    this.#timer = this.#clock.after(Math.min(delay, Math.max(LONGEST, this.#interval)), () => {
      this.#timer = undefined;
      void this.#read({});
    });
  }

  #set(state: Loadable<GpuSnapshot>): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }
}

const SHORTEST = 2_000;
const LONGEST = 60_000;

function lastOf(state: Loadable<GpuSnapshot>): GpuSnapshot | undefined {
  return state.state === "ready" ? state.value : state.last;
}

function loading(state: Loadable<GpuSnapshot>): Loadable<GpuSnapshot> {
  const last = lastOf(state);
  return last === undefined ? { state: "loading" } : { state: "loading", last };
}
