import type { Analysis, ReportedFinding } from "./analyze.ts";
import { allowHere, allowInFile } from "./suppressions.ts";
import type { Edit } from "./text/edit.ts";
import { editsConflict } from "./text/edit.ts";
import type { Span } from "./text/span.ts";

/** A change that the editor offers for what is reported. */
export interface CodeAction {
  readonly title: string;
  /** quickfix: answers one finding; suppress: allows a rule by a comment; fixAll: every safe fix of one rule. */
  readonly kind: "quickfix" | "suppress" | "fixAll";
  /** Of a quickfix: whether somebody has to look. */
  readonly safety?: "safe" | "suggested";
  readonly edits: readonly Edit[];
  readonly finding?: ReportedFinding;
  /** The first safe fix of a finding. */
  readonly isPreferred?: boolean;
}

/** What can be done about the findings that a range (or a caret) touches: their fixes, safe ones first, then the rest. */
export function codeActions(analysis: Analysis, range: Span): readonly CodeAction[] {
  const touched = analysis.findings.filter(({ span }) => span.start <= range.end && range.start <= span.end);
  return [
    ...touched.flatMap(fixesOf),
    ...[...new Set(touched.map(({ rule }) => rule))].flatMap((rule) => allOfRule(analysis, rule)),
    ...ignores(analysis, touched),
  ];
}

/** The edits of every safe fix that does not conflict with one before it. */
export function fixAll(analysis: Analysis): readonly Edit[] {
  return safeEdits(analysis.findings).edits;
}

function fixesOf(finding: ReportedFinding): readonly CodeAction[] {
  const ordered = finding.fixes.toSorted((a, b) => Number(a.safety !== "safe") - Number(b.safety !== "safe"));
  return ordered.map(({ title, safety, edits }, index) => ({
    title,
    kind: "quickfix",
    safety,
    edits,
    finding,
    isPreferred: index === 0 && safety === "safe",
  }));
}

function allOfRule(analysis: Analysis, rule: string): readonly CodeAction[] {
  const { edits, count } = safeEdits(analysis.findings.filter((finding) => finding.rule === rule));
  if (count < 2) return [];
  return [{ title: `Fix all safe problems of ${rule} in this file`, kind: "fixAll", safety: "safe", edits }];
}

function ignores(analysis: Analysis, touched: readonly ReportedFinding[]): readonly CodeAction[] {
  const { commented, kind } = analysis;
  // A wrong entry of the config is no matter of taste.
  if (kind === "config") return [];
  const actions: CodeAction[] = [];
  const seen = new Set<string>();
  for (const finding of touched) {
    const { rule, span } = finding;
    const here = allowHere(commented, rule, span);
    const key = `${rule} ${here.span.start}`;
    if (seen.has(key)) continue;
    seen.add(key);
    actions.push({ title: `Ignore ${rule} here`, kind: "suppress", edits: [here], finding });
  }
  for (const rule of new Set(touched.map((finding) => finding.rule))) {
    const finding = touched.find((one) => one.rule === rule);
    actions.push({
      title: `Ignore ${rule} in this file`,
      kind: "suppress",
      edits: [allowInFile(commented, rule)],
      ...(finding === undefined ? {} : { finding }),
    });
  }
  return actions;
}

/** The first safe fix of each finding, as far as they do not conflict. */
function safeEdits(findings: readonly ReportedFinding[]): {
  readonly edits: readonly Edit[];
  readonly count: number;
} {
  const edits: Edit[] = [];
  let count = 0;
  for (const { fixes } of findings) {
    const fix = fixes.find(({ safety }) => safety === "safe");
    if (fix === undefined || fix.edits.length === 0 || editsConflict(edits, fix.edits)) continue;
    edits.push(...fix.edits);
    count += 1;
  }
  return { edits, count };
}
