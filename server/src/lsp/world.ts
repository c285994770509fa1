import type { Rule } from "../engine/rules/rule.ts";

/** What the server needs from its host besides the connection. */
export interface ServerWorld {
  /** The day for dated facts, as YYYY-MM-DD, asked anew for every analysis. */
  today(): string;
  /** For tests: other rules than all of them. */
  readonly rules?: readonly Rule[];
}

/** The running machine. */
export const hostWorld: ServerWorld = { today: () => localDay(new Date()) };

/** The date on the user's own calendar, which is not always UTC's. */
function localDay(now: Date): string {
  const [month, day] = [now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0"));
  return `${now.getFullYear()}-${month}-${day}`;
}
