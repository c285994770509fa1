import { LogLines } from "../../../workbench/src/docker/logs.ts";
import type { Clock, Disposable } from "../../../workbench/src/services.ts";

/** Where a log is written: appended to, or written anew when it has become too long. */
export interface LogSink {
  append(text: string): void;
  replace(text: string): void;
}

/**
 * Turns what a container prints into text that only grows, as an output channel needs it: lines as they are complete, and the state of a progress bar,
 * which completes none, now and then. What is kept is bounded.
 */
export class LogText implements Disposable {
  readonly #sink: LogSink;
  readonly #clock: Clock;
  readonly #lines = new LogLines();
  #pending: string[] = [];
  #kept: string[] = [];
  #written = 0;
  #flush: Disposable | undefined;
  #bar: Disposable | undefined;
  #shownBar = "";

  constructor(sink: LogSink, clock: Clock) {
    this.#sink = sink;
    this.#clock = clock;
  }

  push(text: string): void {
    this.#pending.push(...this.#lines.push(text));
    // What would be thrown away again need not be kept until then.
    if (this.#pending.length > KEPT) this.#pending = this.#pending.slice(-KEPT);
    this.#flush ??= this.#clock.after(GATHER, () => this.#write());
    if (this.#lines.open !== "") this.#bar ??= this.#clock.after(BAR, () => this.#writeBar());
  }

  /** The log is over; `note` says why. */
  end(note: string): void {
    this.#pending.push(...this.#lines.end(), note);
    this.#write();
    this.dispose();
  }

  dispose(): void {
    this.#flush?.dispose();
    this.#bar?.dispose();
  }

  #writeBar(): void {
    this.#bar = undefined;
    const { open } = this.#lines;
    if (open === "" || open === this.#shownBar) return;
    this.#shownBar = open;
    this.#pending.push(open);
    this.#write();
  }

  #write(): void {
    this.#flush?.dispose();
    this.#flush = undefined;
    if (this.#pending.length === 0) return;
    const lines = this.#pending;
    this.#pending = [];
    const text = `${lines.join("\n")}\n`;
    this.#kept = [...this.#kept, ...lines].slice(-KEPT);
    this.#written += text.length;
    if (this.#written <= MOST) {
      this.#sink.append(text);
      return;
    }
    while (this.#kept.length > 1 && lengthOf(this.#kept) > MOST / 2)
      this.#kept = this.#kept.slice(this.#kept.length >> 1);
    this.#written = lengthOf(this.#kept);
    this.#sink.replace(`${this.#kept.join("\n")}\n`);
  }
}

/** Milliseconds in which lines are gathered. */
const GATHER = 250;

/** Milliseconds after which a bar that completes no line is shown as it is then. */
const BAR = 10_000;

/** UTF-16 units that are written before the oldest lines go. */
const MOST = 4_000_000;

/** Lines that stay then. */
const KEPT = 5_000;

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}
