import type { Files } from "../engine/model/files.ts";
import type { Rule } from "../engine/rules/rule.ts";
import { diskFiles } from "../host/files.ts";

/** What the server needs from its host besides the connection. */
export interface ServerWorld {
  /** The day for dated facts, as YYYY-MM-DD, asked anew for every analysis. */
  today(): string;
  /** The files of its disks, asked for anew for every analysis. */
  files(): Files;
  /** For tests: other rules than all of them. */
  readonly rules?: readonly Rule[];
}

/** The running machine. */
export const hostWorld: ServerWorld = { today: () => localDay(new Date()), files: diskFiles };

/** The date on the user's own calendar, which is not always UTC's. */
function localDay(now: Date): string {
  const [month, day] = [now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0"));
  return `${now.getFullYear()}-${month}-${day}`;
}
