import type { ReportedFinding } from "../../server/src/engine/analyze.ts";
import { LineIndex } from "../../server/src/engine/text/lines.ts";
import { excerpt } from "../../server/src/cli/report/excerpt.ts";
import { visible } from "../../workbench/src/text/visible.ts";

export interface FoundIn {
  readonly file: string;
  readonly text: string;
  readonly finding: ReportedFinding;
}

/** A finding with the lines around it, the marked part underlined. */
export function findingInContext({ file, text, finding }: FoundIn): string {
  const lines = new LineIndex(text);
  const { text: marked, carets, line } = excerpt(lines, finding.span, WIDTH);
  const around = (from: number, to: number): readonly string[] => {
    const rows: string[] = [];
    for (let at = Math.max(1, from); at <= Math.min(to, lines.lineCount); at += 1) {
      rows.push(
        `${String(at).padStart(5)} | ${visible(
          lines
            .lineText(at - 1)
            .slice(0, WIDTH)
            .replaceAll("\t", "    "),
        )}`,
      );
    }
    return rows;
  };
  const fixes = finding.fixes.map(
    ({ title, safety, edits }) =>
      `      ${safety}: ${title} ${JSON.stringify(edits.map((edit) => edit.text))}`,
  );
  return [
    `${file}:${line} ${finding.severity} ${finding.rule} ${visible(finding.message)}`,
    ...around(line - BEFORE, line - 1),
    `${String(line).padStart(5)} | ${marked}`,
    `      | ${carets}`,
    ...around(line + 1, line + AFTER),
    ...fixes.map(visible),
  ].join("\n");
}

const WIDTH = 160;
const BEFORE = 5;
const AFTER = 4;
