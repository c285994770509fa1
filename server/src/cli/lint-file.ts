import type { Analysis, World } from "../engine/analyze.ts";
import { analyze } from "../engine/analyze.ts";
import { isAtLeast } from "../engine/settings.ts";
import type { Files } from "../engine/model/files.ts";
import { LineIndex } from "../engine/text/lines.ts";
import { ISSUES_URL } from "../docs.ts";
import { diskFiles, overlaid } from "../host/files.ts";
import type { Target } from "./files/discover.ts";
import { shownName } from "./files/discover.ts";
import { slashed } from "./files/gitignore.ts";
import type { Problem } from "./files/problem.ts";
import type { Reading, Source } from "./files/read.ts";
import { encode } from "./files/read.ts";
import { replaceFile } from "./files/write.ts";
import { fixAll } from "./fix.ts";
import type { LintOptions } from "./lint-options.ts";
import type { FileReport, OtherFile } from "./report/report.ts";

/** Standard input without a name of its own has no path. */
export type Input = Pick<Target, "name"> & Partial<Target> & { readonly isStandardInput?: boolean };

/** What was asked, and what holds for the file. */
export type FileOptions = LintOptions & Required<Pick<World, "settings">> & Pick<World, "composeFiles">;

export type Differ = (name: string, before: string, after: string) => string;

/** Judges one input; fixes its file, or says with `diff` what that would change, where the options ask for it. */
export function lintInput(input: Input, reading: Reading, options: FileOptions, diff: Differ): FileReport {
  const { name, path } = input;
  const troubles: Problem[] = reading.troubles.map((trouble) => ({ file: name, ...trouble }));
  const { source } = reading;
  if (source === undefined) return { ...EMPTY, name, problems: troubles };
  const place = placeOf(input);
  const judge = (text: string): Analysis => judged(source.kind, text, place, options);
  const report = (text: string, analysis: Analysis, more: Partial<FileReport> = {}): FileReport => ({
    ...EMPTY,
    name,
    kind: source.kind,
    lines: new LineIndex(text),
    findings: analysis.findings,
    other: (file) => otherFile(file, place.files),
    ...more,
    problems: [...troubles, ...(more.problems ?? []), ...crashes(name, analysis)],
  });
  if (options.mode === "lint" || !source.exact) return report(source.text, judge(source.text));
  const fixed = fixAll(source.text, judge);
  if (options.mode === "dry-run") {
    const change = fixed.text === source.text ? "" : diff(name, source.text, fixed.text);
    return report(source.text, judge(source.text), { fixed: fixed.count, diff: change });
  }
  const isStandardInput = input.isStandardInput === true;
  const failure = path === undefined || isStandardInput ? undefined : writeBack(path, source, fixed.text);
  if (failure === undefined) return report(fixed.text, fixed.analysis, { fixed: fixed.count });
  return report(source.text, judge(source.text), { problems: [{ file: name, ...failure }] });
}

const EMPTY = {
  kind: "dockerfile",
  lines: new LineIndex(""),
  findings: [],
  other: () => undefined,
  fixed: 0,
  diff: "",
} as const;

/** Where an input lies, as the engine names it, and the files beside it. */
interface Placed {
  readonly path: string | undefined;
  readonly files: Files | undefined;
}

function placeOf({ path }: Input): Placed {
  return path === undefined
    ? { path: undefined, files: undefined }
    : { path: slashed(path), files: diskFiles() };
}

function judged(
  kind: Analysis["kind"],
  text: string,
  { path, files }: Placed,
  { today, settings, composeFiles, minimum }: FileOptions,
): Analysis {
  const analysis = analyze(text, {
    kind,
    today,
    settings,
    ...(composeFiles === undefined ? {} : { composeFiles }),
    ...(path === undefined ? {} : { path }),
    // A file that extends itself finds the text that is judged.
    ...(files === undefined ? {} : { files: overlaid(files, (one) => (one === path ? text : undefined)) }),
  });
  return { ...analysis, findings: analysis.findings.filter(({ severity }) => isAtLeast(severity, minimum)) };
}

/** A file that a finding refers to, as it is shown. */
function otherFile(path: string, files: Files | undefined): OtherFile | undefined {
  const found = files?.read(path);
  return found?.state === "text"
    ? { name: shownName(path, process.cwd()), lines: new LineIndex(found.text) }
    : undefined;
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
