import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The path of the first of these programs that is on the PATH (or in `folders`). */
export function findProgram(names: readonly string[], folders?: readonly string[]): string | undefined {
  const places = folders ?? (process.env["PATH"] ?? "").split(delimiter);
  return names.flatMap((name) => places.map((folder) => join(folder, name))).find(isExecutable);
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
