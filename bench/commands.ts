import { spawnSync } from "node:child_process";
import { measureAsync, shown } from "./measure.ts";

/** A command line to time. */
export interface Command {
  readonly name: string;
  readonly argv: readonly string[];
  /** How many files it reads, where it reads many. */
  readonly files?: number;
}

/** A row for each command: its name, its time as a process, and how many files a second it reads. */
export async function commandRows(commands: readonly Command[]): Promise<readonly (readonly string[])[]> {
  const rows: string[][] = [];
  for (const { name, argv, files } of commands) {
    const [program = "", ...args] = argv;
    const times = await measureAsync(7, async () => {
      spawnSync(program, args, { stdio: "ignore" });
      return Promise.resolve();
    });
    rows.push([
      name,
      shown(times),
      files === undefined ? "" : `${Math.round((files * 1000) / times.median)} files/s`,
    ]);
  }
  return rows;
}

export const COMMAND_HEAD = ["command", "time", ""];
