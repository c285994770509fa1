import type { ConnectServices } from "../../../../workbench/src/docker/connect.ts";
import { systemClock } from "../../../../workbench/src/exec/clock.ts";
import { systemDisk } from "../../../../workbench/src/exec/disk.ts";

/** The real disk and clock. */
export function realServices(
  environment: Readonly<Record<string, string | undefined>> = {},
): ConnectServices {
  return { disk: systemDisk, clock: systemClock, environment: { ...process.env, ...environment } };
}

/** Resolves when a condition holds; the test's own time limit ends it where it never does. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}
