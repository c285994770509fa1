import { parseArgs } from "node:util";
import { end, endWithParent } from "../lib/children.ts";
import { progress, seconds } from "../lib/progress.mjs";
import { fail } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { parts } from "./parts.ts";
import type { Part } from "./parts.ts";

endWithParent();
const { names, forbidSkips } = readOptions();
const chosen = parts.filter((part) => names.length === 0 || names.includes(part.name));
const begin = Date.now();
const outcomes: Outcome[] = [];
for (const part of chosen) outcomes.push(await runPart(part));
await end();
process.exitCode = report(outcomes);
process.exit();

function readOptions(): { readonly names: readonly string[]; readonly forbidSkips: boolean } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      "forbid-skips": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const known = new Set(parts.map((part) => part.name));
  const unknown = positionals.filter((name) => !known.has(name));
  if (values.help || unknown.length > 0) {
    if (unknown.length > 0) console.error(`There is no part "${unknown.join('", "')}".\n`);
    console.log(`npm test [-- [--forbid-skips] PART…]\n`);
    for (const part of parts) console.log(`  ${part.name.padEnd(9)} ${part.title}`);
    process.exit(unknown.length > 0 ? 2 : 0);
  }
  return { names: positionals, forbidSkips: values["forbid-skips"] };
}

/** A part that throws has failed; the parts after it still run, so that one run shows everything. */
async function runPart(part: Part): Promise<Outcome> {
  const outcome = await progress(
    part.title,
    (note) =>
      part.run(note).catch((error: unknown) => fail(error instanceof Error ? error.message : String(error))),
    (result) => result.failed === 0,
  );
  if (outcome.failed > 0) {
    console.log(indent(outcome.said));
    console.log(`    → ${part.remedy}\n`);
  }
  const { passed, failed, skipped, detail } = outcome;
  if (detail !== undefined) console.log(`    ${detail}`);
  if (passed + failed + skipped.length > 1) {
    console.log(`    ${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  }
  for (const name of skipped) console.log(`    skipped: ${name}`);
  return outcome;
}

function report(outcomes: readonly Outcome[]): number {
  const passed = sum(outcomes.map((outcome) => outcome.passed));
  const failed = sum(outcomes.map((outcome) => outcome.failed));
  const skipped = sum(outcomes.map((outcome) => outcome.skipped.length));
  console.log(`\nIn ${seconds(Date.now() - begin)}.`);
  if (forbidSkips && skipped > 0) console.log("Skips are forbidden here (--forbid-skips).");
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed > 0 || (forbidSkips && skipped > 0) ? 1 : 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function indent(text: string): string {
  return text
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}
