import type { Clock } from "../services.ts";

/** This machine's time. A wait longer than timers can hold (24 days) is cut to that. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(0, milliseconds), 0x7fff_ffff));
    return { dispose: () => clearTimeout(timer) };
  },
};
