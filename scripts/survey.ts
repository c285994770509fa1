/**
 * Lints a folder of Dockerfiles from elsewhere, and prints what a reader needs to judge the rules: how often each speaks, what
 * crashes, how long files take, and a random sample of findings with their surroundings.
 *
 *   npm run survey -- DIR… [--sample N] [--seed S] [--rule NAME] [--today YYYY-MM-DD]
 */
import { parseArgs } from "node:util";
import { analyze } from "../server/src/engine/analyze.ts";
import { discover } from "../server/src/cli/files/discover.ts";
import { readSource } from "../server/src/cli/files/read.ts";
import { count, distribution, sampleOf } from "./lib/statistics.ts";
import { findingInContext } from "./lib/context.ts";
import type { FoundIn } from "./lib/context.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    rule: { type: "string" },
    severity: { type: "string" },
    today: { type: "string", default: new Date().toISOString().slice(0, 10) },
  },
});
if (positionals.length === 0) {
  console.error("Name a folder: npm run survey -- DIR [--sample N] [--seed S] [--rule NAME]");
  process.exit(2);
}

const { targets, problems } = discover(positionals, process.cwd(), { gitignore: false });
const troubles = problems.map(({ file, message }) => `${file}: ${message}`);
const findings: FoundIn[] = [];
const crashes: string[] = [];
const times: { readonly file: string; readonly milliseconds: number }[] = [];
for (const { path, name } of targets) {
  const reading = readSource(path);
  troubles.push(...reading.troubles.map(({ line, message }) => `${name}:${line ?? 1}: ${message}`));
  if (reading.source === undefined) continue;
  const { text } = reading.source;
  const begin = performance.now();
  const analysis = analyze(text, { today: values.today });
  times.push({ file: name, milliseconds: performance.now() - begin });
  findings.push(...analysis.findings.map((finding) => ({ file: name, text, finding })));
  crashes.push(
    ...analysis.crashes.map(
      ({ rule, error }) =>
        `${name}: ${rule}: ${error instanceof Error ? (error.stack ?? "") : String(error)}`,
    ),
  );
}

console.log(
  `${times.length} files, ${findings.length} findings in ${new Set(findings.map(({ file }) => file)).size} of them\n`,
);
printList(
  "By rule and severity",
  count(findings.map(({ finding }) => `${finding.severity.padEnd(8)}${finding.rule}`)),
);
printList("Crashes", crashes);
printList("Not read, or not in full", troubles);
printList(
  "Syntax problems",
  findings
    .filter(({ finding }) => finding.rule === "dockerfile-syntax")
    .map(
      ({ file, text, finding }) =>
        `${file}:${text.slice(0, finding.span.start).split("\n").length}: ${finding.message}`,
    ),
);
const slowest = times.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, 3);
printList("Milliseconds a file", [
  distribution(times.map(({ milliseconds }) => milliseconds)),
  ...slowest.map(({ file, milliseconds }) => `${milliseconds.toFixed(1)} ${file}`),
]);

const asked = findings.filter(
  ({ finding }) =>
    (values.rule === undefined || finding.rule === values.rule) &&
    (values.severity === undefined || finding.severity === values.severity),
);
const sample = sampleOf(asked, Number(values.sample), Number(values.seed));
console.log(`Sample of ${sample.length} from ${asked.length}, seed ${values.seed}\n`);
for (const found of sample) console.log(`${findingInContext(found)}\n`);
process.exitCode = crashes.length > 0 ? 1 : 0;

function printList(title: string, lines: readonly string[]): void {
  console.log(`${title}: ${lines.length === 0 ? "none" : ""}`);
  for (const line of lines) console.log(`  ${line}`);
  console.log("");
}
