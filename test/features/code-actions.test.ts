import { describe, expect, test } from "vitest";
import type { DockerfileAnalysis, ReportedFinding } from "../../server/src/engine/analyze.ts";
import { codeActions, fixAll } from "../../server/src/engine/code-actions.ts";
import type { Fix } from "../../server/src/engine/rules/rule.ts";
import { applyEdits } from "../../server/src/engine/text/edit.ts";
import { analysed } from "./lib.ts";

const SOURCE = "FROM a\nRUN one two three\n";

/** The text with findings on words; each fix writes its own text over them. */
function reported(
  ...findings: readonly (readonly [rule: string, word: string, ...fixes: Fix[]])[]
): DockerfileAnalysis {
  return {
    ...analysed(SOURCE),
    findings: findings.map(([rule, word, ...fixes]): ReportedFinding => ({
      rule,
      severity: "warning",
      message: "m",
      span: spanOf(word),
      fixes,
      related: [],
      tags: [],
    })),
  };
}

function spanOf(word: string) {
  const start = SOURCE.indexOf(word);
  return { start, end: start + word.length };
}

function fix(safety: Fix["safety"], word: string, text: string): Fix {
  return { title: `Write ${text}`, safety, edits: [{ span: spanOf(word), text }] };
}

describe("code actions", () => {
  test("safe fixes come first and the first is preferred; then what ignores the rule", () => {
    const analysis = reported([
      "r-a",
      "two",
      fix("suggested", "two", "2?"),
      fix("safe", "two", "2"),
      fix("safe", "two", "II"),
    ]);
    const actions = codeActions(analysis, spanOf("two"));
    expect(actions.map(({ title, isPreferred }) => [title, isPreferred === true])).toEqual([
      ["Write 2", true],
      ["Write II", false],
      ["Write 2?", false],
      ["Ignore r-a here", false],
      ["Ignore r-a in this file", false],
    ]);
  });

  test("a suggestion alone is not preferred", () => {
    const [action] = codeActions(reported(["r-a", "two", fix("suggested", "two", "2")]), spanOf("two"));
    expect(action).toMatchObject({ title: "Write 2", safety: "suggested", isPreferred: false });
  });

  test("a caret at the end of a finding is enough, elsewhere nothing is offered", () => {
    const analysis = reported(["r-a", "two", fix("safe", "two", "2")]);
    const { end } = spanOf("two");
    expect(codeActions(analysis, { start: end, end })).not.toEqual([]);
    expect(codeActions(analysis, { start: end + 1, end: end + 1 })).toEqual([]);
  });

  test("fix all of a rule, where it has more than one", () => {
    const analysis = reported(
      ["r-a", "one", fix("safe", "one", "1")],
      ["r-b", "two", fix("safe", "two", "2")],
      ["r-a", "three", fix("safe", "three", "3")],
    );
    const all = codeActions(analysis, spanOf("one")).find(({ kind }) => kind === "fixAll");
    expect(all?.title).toBe("Fix all safe problems of r-a in this file");
    expect(applyEdits(SOURCE, all?.edits ?? [])).toBe("FROM a\nRUN 1 two 3\n");
    expect(codeActions(analysis, spanOf("two")).map(({ kind }) => kind)).not.toContain("fixAll");
  });

  test("one place is ignored once, however often the rule speaks there", () => {
    const analysis = reported(["r-a", "one"], ["r-a", "two"], ["r-b", "two"]);
    const titles = codeActions(analysis, { start: 0, end: SOURCE.length }).map(({ title }) => title);
    expect(titles).toEqual([
      "Ignore r-a here",
      "Ignore r-b here",
      "Ignore r-a in this file",
      "Ignore r-b in this file",
    ]);
  });
});

describe("fix all", () => {
  test("takes the safe fix of each finding, and of two that conflict the first", () => {
    const analysis = reported(
      ["r-a", "one two", fix("safe", "one two", "1 2")],
      ["r-b", "two", fix("safe", "two", "II")],
      ["r-c", "three", fix("suggested", "three", "?"), fix("safe", "three", "3")],
    );
    expect(applyEdits(SOURCE, fixAll(analysis))).toBe("FROM a\nRUN 1 2 3\n");
  });

  test("leaves suggestions alone", () => {
    expect(fixAll(reported(["r-a", "one", fix("suggested", "one", "1")]))).toEqual([]);
  });
});
