import type { ReportedFinding } from "../engine/analyze.ts";
import type { Edit } from "../engine/text/edit.ts";
import { applyEdits, editsConflict } from "../engine/text/edit.ts";

export interface Fixed<A> {
  readonly text: string;
  /** How many fixes were applied. */
  readonly count: number;
  /** What the text is worth after them. */
  readonly analysis: A;
}

/**
 * Applies safe fixes until none is left. Of fixes that change the same place, the first in the text goes first and the others
 * wait for the next round. Rules that undo each other cannot keep it going: the rounds are few, and a text that was there ends them.
 */
export function fixAll<A extends { readonly findings: readonly ReportedFinding[] }>(
  source: string,
  analyze: (text: string) => A,
): Fixed<A> {
  let text = source;
  let analysis = analyze(text);
  let count = 0;
  const seen = new Set([text]);
  for (let round = 0; round < MAXIMUM_ROUNDS; round += 1) {
    const chosen = compatibleFixes(analysis.findings);
    const next = applyEdits(text, chosen.flat());
    if (chosen.length === 0 || seen.has(next)) break;
    seen.add(next);
    text = next;
    count += chosen.length;
    analysis = analyze(text);
  }
  return { text, count, analysis };
}

const MAXIMUM_ROUNDS = 10;

function compatibleFixes(findings: readonly ReportedFinding[]): readonly (readonly Edit[])[] {
  const chosen: (readonly Edit[])[] = [];
  for (const { fixes } of findings) {
    const edits = fixes.find(({ safety }) => safety === "safe")?.edits;
    if (edits === undefined || edits.length === 0) continue;
    if (!chosen.some((other) => editsConflict(other, edits))) chosen.push(edits);
  }
  return chosen;
}
