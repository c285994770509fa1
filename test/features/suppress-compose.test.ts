import { describe, expect, test } from "vitest";
import { analyze } from "../../server/src/engine/analyze.ts";
import { codeActions } from "../../server/src/engine/code-actions.ts";
import { commentedYaml } from "../../server/src/engine/commented-yaml.ts";
import type { Rule } from "../../server/src/engine/rules/rule.ts";
import { defineRule } from "../../server/src/engine/rules/rule.ts";
import { allowHere, allowInFile, readSuppressions } from "../../server/src/engine/suppressions.ts";
import { parseYaml } from "../../server/src/engine/syntax/yaml.ts";
import { applyEdits } from "../../server/src/engine/text/edit.ts";

/** Reports every "bad". */
const probe: Rule = defineRule({
  name: "probe-rule",
  subject: "compose",
  category: "syntax",
  severity: "warning",
  since: "0.1.0",
  summary: "something a test wants",
  sources: ["this test"],
  *check({ source }) {
    for (const { index } of source.matchAll(/bad/g))
      yield { at: { start: index, end: index + 3 }, message: `"bad" at ${index}.` };
  },
});

function lines(source: string): readonly number[] {
  const { findings } = analyze(source, { kind: "compose", today: "2026-11-23", rules: [probe] });
  return findings.map(({ span }) => source.slice(0, span.start).split("\n").length);
}

describe("a comment allows a rule", () => {
  test.each([
    [
      "above an entry, in all that it holds",
      "a:\n  # ml-containers: allow probe-rule\n  b:\n    c: bad\n    d: [bad]\n  e: bad",
      [6],
    ],
    [
      "above an item of a list",
      "a:\n  # ml-containers: allow probe-rule\n  - x: 1\n    y: bad\n  - bad",
      [5],
    ],
    ["above a list in the column of its key", "a:\n# ml-containers: allow probe-rule\n- bad\n- bad", [4]],
    ["beside a value", "a: bad # ml-containers: allow probe-rule\nb: bad", [2]],
    ["beside a key, in all that it holds", "a: # ml-containers: allow probe-rule\n  b: bad\nc: bad", [3]],
    ["with a reason", "# ml-containers: allow probe-rule because it is meant\na: bad\nb: bad", [3]],
    [
      "through other comments and empty lines",
      "x: 1\n# ml-containers: allow probe-rule\n\n# more\na: bad\nb: bad",
      [6],
    ],
    ["everywhere", "a: bad\nb:\n  # ml-containers: allow-file probe-rule\n  - bad", []],
    ["in a file with CRLF", "# ml-containers: allow probe-rule\r\na: bad\r\nb: bad\r\n", [3]],
  ])("%s", (_, source, wanted) => {
    expect(lines(source)).toEqual(wanted);
  });

  test.each([
    ["in a string", 'a: "# ml-containers: allow-file probe-rule"\nb: bad', [2]],
    ["in a block of text", "a: |\n  # ml-containers: allow-file probe-rule\nb: bad", [3]],
    ["of another rule", "# ml-containers: allow base-unpinned\na: bad", [2]],
    ["behind what it speaks of", "a: bad\n# ml-containers: allow probe-rule\n", [1]],
  ])("but not %s", (_, source, wanted) => {
    expect(lines(source)).toEqual(wanted);
  });
});

function allowedInFile(source: string): string {
  return applyEdits(source, [allowInFile(commentedYaml(parseYaml(source)), "probe-rule")]);
}

describe("allowing by an edit", () => {
  test.each([
    ["a: bad\n", "# ml-containers: allow probe-rule\na: bad\n"],
    ["a:\n  b:\n    - bad\n", "a:\n  b:\n    # ml-containers: allow probe-rule\n    - bad\n"],
    [
      "a:\n  # why\n  b: { c: [bad] }\n",
      "a:\n  # why\n  # ml-containers: allow probe-rule\n  b: { c: [bad] }\n",
    ],
    ["a:\n  b: |\n    one\n    bad\n", "a:\n  # ml-containers: allow probe-rule\n  b: |\n    one\n    bad\n"],
    [
      "a:\n  # ml-containers: allow base-unpinned because\n  b: bad\n",
      "a:\n  # ml-containers: allow base-unpinned, probe-rule because\n  b: bad\n",
    ],
    ["a: bad\r\n", "# ml-containers: allow probe-rule\r\na: bad\r\n"],
    ["\uFEFFa: bad\n", "\uFEFF# ml-containers: allow probe-rule\na: bad\n"],
  ])("%j becomes %j", (source, wanted) => {
    const offset = source.indexOf("bad");
    const commented = commentedYaml(parseYaml(source));
    const after = applyEdits(source, [
      allowHere(commented, "probe-rule", { start: offset, end: offset + 3 }),
    ]);
    expect(after).toBe(wanted);
    expect(lines(after)).toEqual([]);
  });

  test("the whole file, at its top or in the comment that is there", () => {
    expect(allowedInFile("a: bad\n")).toBe("# ml-containers: allow-file probe-rule\na: bad\n");
    expect(allowedInFile("# ml-containers: allow-file base-unpinned\na: bad\n")).toBe(
      "# ml-containers: allow-file base-unpinned, probe-rule\na: bad\n",
    );
  });

  test("is offered for a finding", () => {
    const source = "a:\n  b: bad\n";
    const analysis = analyze(source, { kind: "compose", today: "2026-11-23", rules: [probe] });
    const titles = codeActions(analysis, { start: 8, end: 8 }).map(({ title }) => title);
    expect(titles).toEqual(["Ignore probe-rule here", "Ignore probe-rule in this file"]);
  });
});

test("a name that no rule has is told, with the nearest one", () => {
  const { unknown } = readSuppressions(commentedYaml(parseYaml("a: 1 # ml-containers: allow prob-rule\n")), [
    "probe-rule",
  ]);
  expect(unknown.map(({ message }) => message)).toEqual([
    'No rule is called "prob-rule". Did you mean "probe-rule"?',
  ]);
});
