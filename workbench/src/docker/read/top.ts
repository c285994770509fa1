import type { EngineProcess } from "../engine.ts";
import { isRecord, list, text, texts } from "./json.ts";

/**
 * `GET /containers/ID/top`, whatever columns it has: they go by their titles. `HPID` of Podman is the PID on its machine, and then `PID` is
 * not. Undefined where the answer is no table with PIDs.
 */
export function readProcesses(json: unknown, ownNamespace: boolean): readonly EngineProcess[] | undefined {
  if (!isRecord(json) || !Array.isArray(json["Titles"])) return undefined;
  const titles = texts(json["Titles"], 50).map((title) => title.trim().toUpperCase());
  const column = (...names: readonly string[]): number =>
    names.map((name) => titles.indexOf(name)).find((at) => at >= 0) ?? -1;
  const pid = ownNamespace ? column("HPID") : column("HPID", "PID");
  if (pid < 0) return undefined;
  const parent = titles[pid] === "HPID" ? -1 : column("PPID");
  const user = column("USER", "HUSER", "UID", "EUSER");
  const command = column("COMMAND", "ARGS", "CMD");
  return list(json["Processes"]).flatMap((row) => {
    // The command, the last column, may hold what looks like more columns.
    const cells = list(row, 100).map((cell) => text(cell, 64_000));
    const number = wholeNumber(cells[pid]);
    if (number === undefined) return [];
    const words = command === titles.length - 1 ? cells.slice(command) : [cells[command] ?? ""];
    return [
      {
        pid: number,
        parent: wholeNumber(cells[parent]),
        user: cells[user],
        command: words.join(" "),
      },
    ];
  });
}

function wholeNumber(cell: string | undefined): number | undefined {
  const digits = cell?.trim() ?? "";
  return /^\d{1,10}$/.test(digits) ? Number(digits) : undefined;
}
