import type { Clock } from "../../../workbench/src/services.ts";

/** A time that passes only when told. */
export class TestClock implements Clock {
  #now = 1_000_000;
  #waiting: { readonly at: number; readonly callback: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): { dispose(): void } {
    const timer = { at: this.#now + milliseconds, callback };
    this.#waiting.push(timer);
    return { dispose: () => (this.#waiting = this.#waiting.filter((one) => one !== timer)) };
  }

  /** How long until each timer that waits. */
  get timers(): readonly number[] {
    return this.#waiting.map(({ at }) => at - this.#now);
  }

  async pass(milliseconds: number): Promise<void> {
    await settled();
    const until = this.#now + milliseconds;
    for (;;) {
      const next = this.#waiting.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > until) break;
      this.#now = next.at;
      this.#waiting = this.#waiting.filter((one) => one !== next);
      next.callback();
      await settled();
    }
    this.#now = until;
    await settled();
  }
}

/** Until what is under way without a timer is done. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}
