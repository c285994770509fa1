import { createHash } from "node:crypto";
import type { ReportedFinding } from "../../../engine/analyze.ts";
import type { Fix } from "../../../engine/rules/rule.ts";
import type { LineIndex } from "../../../engine/text/lines.ts";
import type { Span } from "../../../engine/text/span.ts";
import type { FileReport } from "../report.ts";
import { relatedNotes } from "../report.ts";
import { levelOf } from "./level.ts";
import type { ArtifactLocation } from "./place.ts";
import { artifactLocation, regionOf } from "./place.ts";

/** A SARIF result (SARIF 2.1.0, section 3.27), but for the index of its rule, which is known at the end of a run. */
export interface Result {
  readonly ruleId: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly [property: string]: unknown;
}

/** The results of one file, in the findings' order. */
export function resultsOf(report: FileReport): readonly Result[] {
  const fingerprints = new Fingerprints(report.lines);
  return report.findings.map((finding) => resultOf(report, finding, fingerprints.of(finding)));
}

function resultOf(report: FileReport, finding: ReportedFinding, fingerprint: string): Result {
  const { name, lines } = report;
  const related = relatedNotes(report, finding);
  return {
    ruleId: finding.rule,
    level: levelOf(finding.severity),
    message: { text: plainText(finding.message) },
    locations: [{ physicalLocation: placeOf(artifactLocation(name), lines, finding.span) }],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((note, index) => ({
            id: index + 1,
            message: { text: plainText(note.message) },
            physicalLocation: placeOf(artifactLocation(note.name), note.lines, note.at),
          })),
        }),
    partialFingerprints: { [FINGERPRINT]: fingerprint },
    ...(finding.fixes.length === 0 ? {} : { fixes: finding.fixes.map((fix) => fixOf(report, fix)) }),
    properties: { severity: finding.severity, ...(finding.tags.length === 0 ? {} : { tags: finding.tags }) },
  };
}

function placeOf(location: ArtifactLocation, lines: LineIndex, span: Span): object {
  return { artifactLocation: location, region: regionOf(lines, span) };
}

function fixOf({ name, lines }: FileReport, { title, safety, edits }: Fix): object {
  return {
    description: { text: plainText(title) },
    artifactChanges: [
      {
        artifactLocation: artifactLocation(name),
        replacements: edits.map(({ span, text }) => ({
          deletedRegion: regionOf(lines, span),
          ...(text === "" ? {} : { insertedContent: { text } }),
        })),
      },
    ],
    properties: { safety },
  };
}

/** The brackets of what would read as a link: messages quote files, and no file may place links. */
function plainText(text: string): string {
  return text.replaceAll(/\[(?=[^\]]*\]\()/g, "\\[");
}

/** The key ends with its version: another way to calculate it gets another key. */
const FINGERPRINT = "ruleAndLine/v1";

/**
 * What stays the same when lines above a finding come and go: the rule, the text of the line and of the span, and how many equal ones
 * stand before it in the file. The file is left out, so that a finding is the same after a rename.
 */
class Fingerprints {
  readonly #lines: LineIndex;
  readonly #seen = new Map<string, number>();

  constructor(lines: LineIndex) {
    this.#lines = lines;
  }

  of({ rule, span }: ReportedFinding): string {
    const lines = this.#lines;
    const line = lines.lineText(lines.positionAt(span.start).line).slice(0, LONGEST);
    const marked = lines.text.slice(span.start, Math.min(span.end, span.start + LONGEST));
    const key = JSON.stringify([rule, squeezed(line), squeezed(marked)]);
    const count = this.#seen.get(key) ?? 0;
    this.#seen.set(key, count + 1);
    return createHash("sha256")
      .update(JSON.stringify([key, count]))
      .digest("hex")
      .slice(0, 32);
  }
}

/** Characters. */
const LONGEST = 1000;

function squeezed(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
