import type { Clock } from "../../../../workbench/src/services.ts";

/** A time that passes only when told. */
export interface FakeClock extends Clock {
  /** Milliseconds until each timer that waits, in the order in which they were set. */
  readonly timers: readonly number[];
  /** Lets time pass, timer by timer, and what each of them started settle. */
  pass(milliseconds: number): Promise<void>;
}

export function fakeClock(start = 1_700_000_000_000): FakeClock {
  let now = start;
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  return {
    now: () => now,
    after(milliseconds, callback) {
      const timer = { at: now + milliseconds, callback };
      timers.add(timer);
      return { dispose: () => timers.delete(timer) };
    },
    get timers() {
      return [...timers].map(({ at }) => at - now);
    },
    async pass(milliseconds) {
      const until = now + milliseconds;
      await settled();
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers.delete(next);
        now = next.at;
        next.callback();
        await settled();
      }
      now = until;
    },
  };
}

/** Until what is under way without a timer, and without the network, is done. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}
