import type { ReportedFinding } from "../../engine/analyze.ts";
import type { LineIndex } from "../../engine/text/lines.ts";
import type { Span } from "../../engine/text/span.ts";
import { docsUrl } from "../../docs.ts";
import type { Problem } from "../files/problem.ts";
import type { Terminal } from "../terminal.ts";
import type { FileReport, Reporter } from "./report.ts";
import { relatedNotes } from "./report.ts";

/** Prints one object at the end: `files`, `findings`, `problems`, and `changes` when fixes were asked for. */
export function jsonReporter(terminal: Terminal, fixing: boolean): Reporter {
  const files: unknown[] = [];
  const findings: unknown[] = [];
  const problems: Problem[] = [];
  const changes: unknown[] = [];
  return {
    async file(report, wasRead) {
      if (wasRead) files.push({ file: report.name, kind: report.kind });
      findings.push(...report.findings.map((finding) => findingJson(report, finding)));
      problems.push(...report.problems);
      if (report.fixed > 0) changes.push(changeJson(report));
    },
    problem(problem) {
      problems.push(problem);
    },
    async end() {
      const report = { files, findings, problems, ...(fixing ? { changes } : {}) };
      await terminal.print(`${JSON.stringify(report, undefined, 2)}\n`);
    },
  };
}

function findingJson(report: FileReport, finding: ReportedFinding): unknown {
  const { name, lines } = report;
  const related = relatedNotes(report, finding).map(({ name: file, lines: other, at, message }) => {
    const range = rangeJson(other, at);
    return file === name ? { message, range } : { file, message, range };
  });
  return {
    file: name,
    rule: finding.rule,
    severity: finding.severity,
    message: finding.message,
    range: rangeJson(lines, finding.span),
    docs: docsUrl(finding.rule),
    ...(related.length === 0 ? {} : { related }),
    ...(finding.tags.length === 0 ? {} : { tags: finding.tags }),
    fixes: finding.fixes.map(({ title, safety, edits }) => ({
      title,
      safety,
      edits: edits.map(({ span, text }) => ({ range: rangeJson(lines, span), text })),
    })),
  };
}

function changeJson({ name, fixed, diff }: FileReport): unknown {
  return { file: name, fixes: fixed, ...(diff === "" ? {} : { diff }) };
}

/** Lines and columns count from 1, columns in UTF-16 units, and the end is the place behind the last character. */
function rangeJson(lines: LineIndex, span: Span): unknown {
  const place = (offset: number): { line: number; column: number } => {
    const { line, column } = lines.positionAt(offset);
    return { line: line + 1, column: column + 1 };
  };
  return { start: place(span.start), end: place(span.end) };
}
