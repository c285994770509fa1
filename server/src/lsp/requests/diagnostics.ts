import type { Diagnostic } from "vscode-languageserver";
import { DiagnosticSeverity, DiagnosticTag } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { docsUrl } from "../../docs.ts";
import type { Analysis, ReportedFinding } from "../../engine/analyze.ts";
import type { Severity } from "../../engine/rules/rule.ts";
import { DIAGNOSTIC_SOURCE } from "../../protocol.ts";
import { toRange } from "../convert.ts";
import type { Obstacle } from "../documents.ts";

const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const TAG: Readonly<Record<ReportedFinding["tags"][number], DiagnosticTag>> = {
  unnecessary: DiagnosticTag.Unnecessary,
  deprecated: DiagnosticTag.Deprecated,
};

/** Every finding of a document, in the order of the text. */
export function diagnosticsOf(document: TextDocument, analysis: Analysis): Diagnostic[] {
  return analysis.findings.map((finding) => toDiagnostic(document, finding));
}

export function toDiagnostic(document: TextDocument, finding: ReportedFinding): Diagnostic {
  return {
    range: toRange(document, finding.span),
    severity: SEVERITY[finding.severity],
    source: DIAGNOSTIC_SOURCE,
    code: finding.rule,
    codeDescription: { href: docsUrl(finding.rule) },
    message: finding.message,
    ...(finding.tags.length > 0 && { tags: finding.tags.map((tag) => TAG[tag]) }),
    ...(finding.related.length > 0 && {
      relatedInformation: finding.related.map(({ at, message }) => ({
        location: { uri: document.uri, range: toRange(document, at) },
        message,
      })),
    }),
  };
}

const OBSTACLES: Readonly<Record<Obstacle, string>> = {
  "too-long":
    "This file is larger than 1 MB and is not checked. If it is a Dockerfile, move its data into files that it copies.",
  binary: "This file holds NUL bytes and is not checked. If it is a Dockerfile, save it as UTF-8 text.",
};

/** What is said of a text that is not analysed. */
export function notAnalysed(obstacle: Obstacle): Diagnostic {
  return {
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    severity: DiagnosticSeverity.Information,
    source: DIAGNOSTIC_SOURCE,
    code: "dockerfile-syntax",
    codeDescription: { href: docsUrl("dockerfile-syntax") },
    message: OBSTACLES[obstacle],
  };
}
