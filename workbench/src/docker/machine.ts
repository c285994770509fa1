import type { Disk } from "../services.ts";

/** What of a machine decides on the engine. */
export interface Machine {
  readonly disk: Disk;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** As `process.platform`. */
  readonly platform: string;
  /** The user's number; undefined on Windows. */
  readonly uid: number | undefined;
}
