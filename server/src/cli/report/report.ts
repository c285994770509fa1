import type { Analysis, ReportedFinding } from "../../engine/analyze.ts";
import type { LineIndex } from "../../engine/text/lines.ts";
import type { Span } from "../../engine/text/span.ts";
import type { ExitCode } from "../exit.ts";
import type { Problem } from "../files/problem.ts";

/** What came out for one file. */
export interface FileReport {
  readonly name: string;
  readonly kind: Analysis["kind"];
  readonly lines: LineIndex;
  readonly findings: readonly ReportedFinding[];
  /** Another file that a finding refers to, by the path that the finding names; undefined where it cannot be read. */
  other(path: string): OtherFile | undefined;
  readonly problems: readonly Problem[];
  /** How many fixes were, or in a dry run would be, applied. */
  readonly fixed: number;
  /** The unified diff of a dry run; empty where nothing would change. */
  readonly diff: string;
}

/** A file that is not the one reported on. */
export interface OtherFile {
  /** As it is shown. */
  readonly name: string;
  readonly lines: LineIndex;
}

/** Prints reports as they come. */
export interface Reporter {
  /** False where the input itself was unreadable, and the report holds problems only. */
  file(report: FileReport, wasRead: boolean): Promise<void>;
  /** What has no report of its own: paths that lead nowhere. */
  problem(problem: Problem): void;
  /** `exit` is what the process will answer. */
  end(exit: ExitCode): Promise<void>;
}

/** The notes beside a finding, each with the file in which it lies; those in files that cannot be read are left out. */
export function relatedNotes(
  report: FileReport,
  { related }: ReportedFinding,
): readonly (OtherFile & { readonly at: Span; readonly message: string })[] {
  return related.flatMap(({ at, message, file }) => {
    const found = file === undefined ? report : report.other(file);
    return found === undefined ? [] : [{ name: found.name, lines: found.lines, at, message }];
  });
}
