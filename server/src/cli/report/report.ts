import type { ReportedFinding } from "../../engine/analyze.ts";
import type { LineIndex } from "../../engine/text/lines.ts";
import type { Problem } from "../files/problem.ts";

/** What came out for one file. */
export interface FileReport {
  readonly name: string;
  readonly lines: LineIndex;
  readonly findings: readonly ReportedFinding[];
  readonly problems: readonly Problem[];
  /** How many fixes were, or in a dry run would be, applied. */
  readonly fixed: number;
  /** The unified diff of a dry run; empty where nothing would change. */
  readonly diff: string;
}

/** Prints reports as they come. */
export interface Reporter {
  /** False where the input itself was unreadable, and the report holds problems only. */
  file(report: FileReport, wasRead: boolean): Promise<void>;
  /** What has no report of its own: paths that lead nowhere. */
  problem(problem: Problem): void;
  end(): Promise<void>;
}
