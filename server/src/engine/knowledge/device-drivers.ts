import { deviceDriversFile } from "./facts.ts";
import type { DeviceDriver } from "./types.ts";

/** The drivers that Docker Engines know, the usual one first. */
export function deviceDrivers(): readonly DeviceDriver[] {
  return deviceDriversFile.rows;
}

export function deviceDriver(name: string): DeviceDriver | undefined {
  return deviceDriversFile.rows.find((row) => row.driver === name);
}

/** The capability that a word which documents use in its place stands for. */
export function capabilityMeant(word: string): string | undefined {
  return deviceDriversFile.misreadCapabilities.find((row) => row.capability === word)?.instead;
}
