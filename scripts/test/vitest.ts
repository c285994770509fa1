import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../lib/children.ts";
import { node24, root } from "../lib/paths.ts";
import { fail } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";

/** Vitest's JSON report, as far as it is read here. */
interface Report {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/**
 * Runs vitest and counts its tests one by one. `reason` says why a skipped test was skipped, given its name.
 */
export async function vitest(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  reason: (test: string) => string,
): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), "ml-containers-vitest-"));
  try {
    const file = join(folder, "report.json");
    const program = join(root, "node_modules", "vitest", "vitest.mjs");
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const { code, stdout, stderr } = await run([node24, program, "run", ...args, ...reporters], {
      cwd: root,
      env: { ...process.env, ...env, NO_COLOR: "1" },
      timeout: 900_000,
    });
    const text = await readFile(file, "utf8").catch(() => undefined);
    const output = lastLines(`${stdout}\n${stderr}`, 400);
    if (text === undefined) return fail(`${output}\n\nvitest wrote no report (exit ${code}).`);
    const report: Report = JSON.parse(text);
    return count(report, code, output, reason);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function count(report: Report, code: number, output: string, reason: (test: string) => string): Outcome {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const passed = tests.filter((test) => test.status === "passed").length;
  const skipped = tests.filter((test) => test.status !== "passed" && test.status !== "failed");
  // A file that can't even be loaded holds no test, and an error outside every test fails the run alone.
  const broken = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  ).length;
  const failures = tests.filter((test) => test.status === "failed").length + broken;
  const failed = failures === 0 && (code !== 0 || !report.success) ? 1 : failures;
  return {
    passed,
    failed,
    skipped: skipped.map((test) => `${test.fullName}: ${reason(test.fullName)}`),
    said: failed === 0 ? "" : output,
  };
}

function lastLines(text: string, count: number): string {
  return text.trim().split("\n").slice(-count).join("\n");
}
