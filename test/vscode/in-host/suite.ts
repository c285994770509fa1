import { writeFileSync } from "node:fs";

/** What came of one test. */
export interface HostResult {
  readonly name: string;
  /** The error's text, when it failed. */
  readonly error?: string;
}

/** A test that runs in the extension host. */
export interface HostTest {
  readonly name: string;
  readonly body: () => Promise<void>;
}

const LONGEST = 60_000;

/**
 * Runs the tests one after another and writes what came of them to the file that $ML_CONTAINERS_HOST_RESULTS names.
 * Throws when one failed, by which the host learns it too.
 */
export async function runAll(tests: readonly HostTest[]): Promise<void> {
  const results: HostResult[] = [];
  for (const { name, body } of tests) {
    try {
      await Promise.race([body(), tooLong()]);
      results.push({ name });
    } catch (error) {
      results.push({ name, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }
  const file = process.env["ML_CONTAINERS_HOST_RESULTS"];
  if (file !== undefined) writeFileSync(file, JSON.stringify(results));
  const failed = results.filter((result) => result.error !== undefined);
  if (failed.length > 0) throw new Error(failed.map(({ name, error }) => `${name}\n${error}`).join("\n\n"));
}

function tooLong(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`No result in ${LONGEST / 1000} s.`)), LONGEST).unref();
  });
}
