import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { analyze } from "../../server/src/engine/analyze.ts";
import type { ReportedFinding } from "../../server/src/engine/analyze.ts";
import { rules } from "../../server/src/engine/rules/index.ts";
import type { Rule } from "../../server/src/engine/rules/rule.ts";
import { applyEdits, editsConflict } from "../../server/src/engine/text/edit.ts";
import type { Edit } from "../../server/src/engine/text/edit.ts";
import { DEFAULT_SETTINGS } from "../../server/src/engine/settings.ts";
import { LineIndex } from "../../server/src/engine/text/lines.ts";
import { filesOf } from "../lib/files.ts";
import type { Example, Marker } from "../lib/page.ts";
import { readPage } from "../lib/page.ts";
import { ROOT } from "../lib/paths.ts";

const FOLDER = join(ROOT, "server/src/engine/rules");
const SUBJECTS: readonly Rule["subject"][] = ["any", "compose", "dockerfile"];

test("every rule has a page and every page a rule", () => {
  const pages = SUBJECTS.flatMap((subject) =>
    readdirSync(join(FOLDER, subject))
      .filter((name) => name.endsWith(".md"))
      .map((name) => `${subject}/${name.slice(0, -3)}`),
  );
  expect(pages.toSorted()).toEqual(rules.map((rule) => `${rule.subject}/${rule.name}`).toSorted());
});

describe.each(rules.map((rule) => ({ name: rule.name, rule })))("$name", ({ name, rule }) => {
  const path = join(FOLDER, rule.subject, `${name}.md`);
  const page = existsSync(path) ? readFileSync(path, "utf8") : "";
  const examples = readPage(page);

  test("the page is whole", () => {
    expect(page.startsWith(`# ${name}\n`)).toBe(true);
    expect(examples.some((example) => example.expected.length > 0)).toBe(true);
    expect(
      examples.some((example) => example.section === "Not reported" && example.expected.length === 0),
    ).toBe(true);
  });

  for (const [index, example] of examples.entries()) {
    test(`line ${example.line} (${example.kind})`, () => {
      const found = findingsOf(rule, example.text, example);
      expect(markersOf(example.text, found)).toEqual(sorted(example.expected));
      if (example.kind === "example") checkFixes(rule, example, found, examples[index + 1]);
      else checkResult(rule, example, lastExample(examples, index));
    });
  }
});

function findingsOf(rule: Rule, text: string, example: Example): readonly ReportedFinding[] {
  const { language: kind, today, path, files, host } = example;
  const analysis = analyze(text, {
    kind,
    today,
    rules,
    files: filesOf(files),
    settings: { ...DEFAULT_SETTINGS, preset: rule.preset ?? "recommended", host },
    ...(path === undefined ? {} : { path }),
  });
  expect(analysis.crashes).toEqual([]);
  return analysis.findings.filter((finding) => finding.rule === rule.name);
}

/** An example whose findings have safe fixes must be followed by what becomes of it. */
function checkFixes(
  rule: Rule,
  example: Example,
  found: readonly ReportedFinding[],
  next: Example | undefined,
): void {
  const safe = found.flatMap((finding) => finding.fixes.filter((fix) => fix.safety === "safe").slice(0, 1));
  if (safe.length === 0) return;
  const fixed = applyAll(rule, example, "safe");
  expect(
    findingsOf(rule, fixed, example).flatMap((finding) =>
      finding.fixes.filter((fix) => fix.safety === "safe"),
    ),
  ).toEqual([]);
  if (next?.kind === "fixed") expect(fixed).toBe(next.text);
}

/** A `fixed` or `suggested` block is the example before it after its fixes, and reports nothing. */
function checkResult(rule: Rule, example: Example, before: Example | undefined): void {
  expect(before, "an example must stand before it").toBeDefined();
  if (before === undefined) return;
  const wanted = example.kind === "fixed" ? "safe" : "suggested";
  expect(applyAll(rule, before, wanted)).toBe(example.text);
  expect(findingsOf(rule, example.text, example)).toEqual([]);
}

/** Applies the first fix of the wanted kind of every finding; of fixes that conflict, the first in the text. */
function applyAll(rule: Rule, example: Example, safety: "safe" | "suggested"): string {
  const edits: Edit[] = [];
  for (const finding of findingsOf(rule, example.text, example)) {
    const fix = finding.fixes.find((one) => one.safety === safety);
    if (fix !== undefined && !editsConflict(edits, fix.edits)) edits.push(...fix.edits);
  }
  return applyEdits(example.text, edits);
}

/** A rule about both kinds shows an example of each. */
test.each(rules.filter(({ subject }) => subject === "any").map(({ name }) => name))(
  "%s has examples of both kinds",
  (name) => {
    const examples = readPage(readFileSync(join(FOLDER, "any", `${name}.md`), "utf8"));
    expect(
      new Set(examples.filter(({ expected }) => expected.length > 0).map(({ language }) => language)).size,
    ).toBe(2);
  },
);

function lastExample(examples: readonly Example[], index: number): Example | undefined {
  return examples.slice(0, index).findLast((example) => example.kind === "example");
}

function markersOf(text: string, found: readonly ReportedFinding[]): readonly Marker[] {
  const lines = new LineIndex(text);
  return sorted(
    found.map(({ span, severity, message }) => {
      const from = lines.positionAt(span.start);
      const to = lines.positionAt(span.end);
      const end = to.line === from.line ? to.column : lines.lineText(from.line).length;
      return { line: from.line, start: from.column, end, severity, message };
    }),
  );
}

function sorted(markers: readonly Marker[]): readonly Marker[] {
  return markers.toSorted(
    (a, b) => a.line - b.line || a.start - b.start || a.end - b.end || a.message.localeCompare(b.message),
  );
}
