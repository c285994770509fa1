import type { Analysis } from "../engine/analyze.ts";
import { analyze } from "../engine/analyze.ts";
import { isAtLeast } from "../engine/settings.ts";
import { LineIndex } from "../engine/text/lines.ts";
import { ISSUES_URL } from "../docs.ts";
import type { Target } from "./files/discover.ts";
import type { Problem } from "./files/problem.ts";
import type { Reading, Source } from "./files/read.ts";
import { encode } from "./files/read.ts";
import { replaceFile } from "./files/write.ts";
import { fixAll } from "./fix.ts";
import type { LintOptions } from "./lint-options.ts";
import type { FileReport } from "./report/report.ts";

/** Standard input has a name, and no path. */
export type Input = Pick<Target, "name"> & Partial<Target>;

export type Differ = (name: string, before: string, after: string) => string;

/** Judges one input; fixes its file, or says with `diff` what that would change, where the options ask for it. */
export function lintInput(input: Input, reading: Reading, options: LintOptions, diff: Differ): FileReport {
  const { name, path } = input;
  const troubles: Problem[] = reading.troubles.map((trouble) => ({ file: name, ...trouble }));
  const { source } = reading;
  if (source === undefined) return { ...EMPTY, name, problems: troubles };
  const judge = (text: string): Analysis => judged(text, path ?? name, options);
  const report = (text: string, analysis: Analysis, more: Partial<FileReport> = {}): FileReport => ({
    ...EMPTY,
    name,
    lines: new LineIndex(text),
    findings: analysis.findings,
    ...more,
    problems: [...troubles, ...(more.problems ?? []), ...crashes(name, analysis)],
  });
  if (options.mode === "lint" || !source.exact) return report(source.text, judge(source.text));
  const fixed = fixAll(source.text, judge);
  if (options.mode === "dry-run") {
    const change = fixed.text === source.text ? "" : diff(name, source.text, fixed.text);
    return report(source.text, judge(source.text), { fixed: fixed.count, diff: change });
  }
  const failure = path === undefined ? undefined : writeBack(path, source, fixed.text);
  if (failure === undefined) return report(fixed.text, fixed.analysis, { fixed: fixed.count });
  return report(source.text, judge(source.text), { problems: [{ file: name, ...failure }] });
}

const EMPTY = { lines: new LineIndex(""), findings: [], fixed: 0, diff: "" } as const;

function judged(text: string, path: string, { today, settings, minimum }: LintOptions): Analysis {
  const analysis = analyze(text, { today, settings, path: path.replaceAll("\\", "/") });
  return { ...analysis, findings: analysis.findings.filter(({ severity }) => isAtLeast(severity, minimum)) };
}

function writeBack(path: string, source: Source, text: string): ReturnType<typeof replaceFile> {
  return text === source.text ? undefined : replaceFile(path, source.bytes, encode(source, text));
}

function crashes(name: string, analysis: Analysis): readonly Problem[] {
  return analysis.crashes.map(({ rule, error }) => ({
    file: name,
    message: `The rule ${rule} failed (${error instanceof Error ? error.message : String(error)}); its findings are missing.`,
    remedy: `Please report it at ${ISSUES_URL}, or switch the rule off with --rule ${rule}=off.`,
  }));
}
