import type { Diagnostic, DiagnosticRelatedInformation } from "vscode-languageserver";
import { DiagnosticSeverity, DiagnosticTag } from "vscode-languageserver";
import { CONFIG_URL, docsUrl } from "../../docs.ts";
import type { ReportedFinding } from "../../engine/analyze.ts";
import { CONFIG_PROBLEM } from "../../engine/analyze.ts";
import type { Severity } from "../../engine/rules/rule.ts";
import { DIAGNOSTIC_SOURCE } from "../../protocol.ts";
import { toRange } from "../convert.ts";
import type { DocumentKind, Obstacle } from "../documents.ts";
import type { Opened } from "./opened.ts";

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
export function diagnosticsOf(opened: Opened): Diagnostic[] {
  return opened.analysis.findings.map((finding) => toDiagnostic(opened, finding));
}

export function toDiagnostic(opened: Opened, finding: ReportedFinding): Diagnostic {
  const related = relatedTo(opened, finding);
  return {
    range: toRange(opened.document, finding.span),
    severity: SEVERITY[finding.severity],
    source: DIAGNOSTIC_SOURCE,
    code: finding.rule,
    codeDescription: { href: pageOf(finding.rule) },
    message: finding.message,
    ...(finding.tags.length > 0 && { tags: finding.tags.map((tag) => TAG[tag]) }),
    ...(related.length > 0 && { relatedInformation: related }),
  };
}

function pageOf(rule: string): string {
  return rule === CONFIG_PROBLEM ? CONFIG_URL : docsUrl(rule);
}

function relatedTo(opened: Opened, { related }: ReportedFinding): DiagnosticRelatedInformation[] {
  const { document } = opened;
  return related.flatMap(({ at, message, file }) => {
    const location =
      file === undefined ? { uri: document.uri, range: toRange(document, at) } : opened.locate(file, at);
    return location === undefined ? [] : [{ location, message }];
  });
}

const OBSTACLES: Readonly<
  Record<DocumentKind, Readonly<Record<Obstacle, string>> & { readonly rule: string }>
> = {
  dockerfile: {
    rule: "dockerfile-syntax",
    "too-long":
      "This file is larger than 1 MB and is not checked. If it is a Dockerfile, move its data into files that it copies.",
    binary: "This file holds NUL bytes and is not checked. If it is a Dockerfile, save it as UTF-8 text.",
  },
  compose: {
    rule: "compose-syntax",
    "too-long":
      "This file is larger than 1 MB and is not checked. If it is a compose file, split it with include, or move its data into files that it mounts.",
    binary: "This file holds NUL bytes and is not checked. If it is a compose file, save it as UTF-8 text.",
  },
  config: {
    rule: CONFIG_PROBLEM,
    "too-long":
      "This config is larger than 1 MB and has no effect. Write patterns in the place of file names.",
    binary: "This config holds NUL bytes and has no effect. Save it as UTF-8 text.",
  },
};

/** What is said of a text that is not analysed. */
export function notAnalysed(obstacle: Obstacle, kind: DocumentKind): Diagnostic {
  const { rule, [obstacle]: message } = OBSTACLES[kind];
  return {
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    severity: DiagnosticSeverity.Information,
    source: DIAGNOSTIC_SOURCE,
    code: rule,
    codeDescription: { href: pageOf(rule) },
    message,
  };
}
