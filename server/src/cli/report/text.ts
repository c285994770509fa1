import type { ReportedFinding } from "../../engine/analyze.ts";
import type { LineIndex } from "../../engine/text/lines.ts";
import type { Problem } from "../files/problem.ts";
import type { Terminal } from "../terminal.ts";
import { diffForTerminal } from "./diff.ts";
import { excerpt } from "./excerpt.ts";
import type { FileReport, Reporter } from "./report.ts";
import { relatedNotes } from "./report.ts";
import type { Style } from "./style.ts";
import { Tally } from "./summary.ts";
import { visible } from "../../../../workbench/src/text/visible.ts";

export interface TextOptions {
  readonly style: Style;
  /** One line a finding, nothing else. */
  readonly quiet: boolean;
  readonly mode: "lint" | "fix" | "dry-run";
}

/**
 * Prints findings on standard output, and problems on standard error. A dry run puts the diff alone on standard output, so that
 * it can be applied.
 */
export function textReporter(terminal: Terminal, options: TextOptions): Reporter {
  const { style, quiet, mode } = options;
  const tally = new Tally();
  const problem = (one: Problem): void => {
    terminal.error(`${problemText(one)}\n`);
  };
  return {
    async file(report, wasRead) {
      for (const one of report.problems) problem(one);
      if (!wasRead) return;
      tally.add(report);
      if (mode === "dry-run") {
        const isShown = style.enabled || terminal.columns !== undefined;
        await terminal.print(isShown ? diffForTerminal(report.diff, style) : report.diff);
        return;
      }
      const width = Math.max(40, terminal.columns ?? DEFAULT_WIDTH);
      const print = quiet ? headline : full;
      await terminal.print(report.findings.map((finding) => print(report, finding, style, width)).join(""));
    },
    problem,
    async end() {
      if (quiet || tally.files === 0) return;
      const text = `${tally.summary(mode)}\n`;
      if (mode === "dry-run") terminal.error(text);
      else await terminal.print(style.bold(text));
    },
  };
}

const DEFAULT_WIDTH = 120;

function headline({ name, lines }: FileReport, finding: ReportedFinding, style: Style): string {
  const place = `${visible(name)}:${placeOf(lines, finding.span.start)}`;
  const severity = style.severity(finding.severity, finding.severity);
  return `${style.bold(place)} ${severity} ${finding.rule} ${visible(finding.message)}\n`;
}

function full(report: FileReport, finding: ReportedFinding, style: Style, width: number): string {
  const { lines } = report;
  const { line, text, carets } = excerpt(lines, finding.span, width - GUTTER - 3);
  const gutter = String(line).padStart(GUTTER);
  const rows = [
    `${style.dim(`${gutter} |`)} ${text}`,
    `${style.dim(`${" ".repeat(GUTTER)} |`)} ${style.severity(finding.severity, carets)}`,
    ...relatedNotes(report, finding).map(
      (related) =>
        `${" ".repeat(GUTTER)} ${visible(related.name)}:${placeOf(related.lines, related.at.start)} ${visible(related.message)}`,
    ),
    ...finding.fixes.map(
      ({ title, safety }) =>
        `${" ".repeat(GUTTER)} ${safety === "safe" ? "--fix" : "suggested"}: ${visible(title)}`,
    ),
  ];
  return `${headline(report, finding, style)}${rows.map((row) => row.trimEnd()).join("\n")}\n\n`;
}

/** Columns of the line numbers in front of an excerpt. */
const GUTTER = 5;

function placeOf(lines: LineIndex, offset: number): string {
  const { line, column } = lines.positionAt(offset);
  return `${line + 1}:${column + 1}`;
}

function problemText({ file, line, message, remedy }: Problem): string {
  return `${visible(file)}${line === undefined ? "" : `:${line}`}: ${visible(message)} ${visible(remedy)}`;
}
