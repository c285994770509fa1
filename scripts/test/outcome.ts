/** What a part of the tests came to. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** Names of what was skipped, each with its reason. */
  readonly skipped: readonly string[];
  /** What to show of the failures; empty when there are none. */
  readonly said: string;
  /** What is worth a line even when all is well. */
  readonly detail?: string;
}

export const pass: Outcome = { passed: 1, failed: 0, skipped: [], said: "" };

export function fail(said: string): Outcome {
  return { passed: 0, failed: 1, skipped: [], said };
}

export function skip(names: readonly string[], reason: string): Outcome {
  return { passed: 0, failed: 0, skipped: names.map((name) => `${name}: ${reason}`), said: "" };
}
