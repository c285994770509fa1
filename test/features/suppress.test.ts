import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyze } from "../../server/src/engine/analyze.ts";
import { codeActions } from "../../server/src/engine/code-actions.ts";
import type { Rule } from "../../server/src/engine/rules/rule.ts";
import { defineRule } from "../../server/src/engine/rules/rule.ts";
import { commentedDockerfile } from "../../server/src/engine/commented.ts";
import { allowHere, allowInFile } from "../../server/src/engine/suppressions.ts";
import { parseDockerfile } from "../../server/src/engine/syntax/dockerfile.ts";
import type { Edit } from "../../server/src/engine/text/edit.ts";
import { applyEdits } from "../../server/src/engine/text/edit.ts";
import type { Span } from "../../server/src/engine/text/span.ts";
import { anyDockerfile, anyText } from "../lib/dockerfiles.ts";
import { caret, TODAY } from "./lib.ts";

/** A rule that reports at the given places. */
function probe(...spans: readonly Span[]): Rule {
  return defineRule({
    name: "probe-rule",
    subject: "dockerfile",
    category: "syntax",
    severity: "warning",
    since: "0.1.0",
    summary: "reports where a test wants it",
    sources: [],
    *check() {
      for (const at of spans) yield { at, message: "here" };
    },
  });
}

function findings(source: string, ...spans: readonly Span[]): number {
  return analyze(source, { today: TODAY, rules: [probe(...spans)] }).findings.length;
}

/** Where an offset is after an edit in front of it. */
function moved(offset: number, edit: Edit): number {
  return edit.span.start <= offset ? offset + edit.text.length : offset;
}

function outline(source: string): readonly string[] {
  const { instructions, directives, escape } = parseDockerfile(source);
  return [
    escape,
    ...directives.map(({ name, value }) => `${name}=${value}`),
    ...instructions.map(({ keyword, args, heredocs }) => `${keyword} ${args.text} ${heredocs.length}`),
  ];
}

describe("ignore here", () => {
  test.each([
    ["an instruction", "FROM a\nRUN |b\n", "FROM a\n# ml-containers: allow probe-rule\nRUN b\n"],
    ["an empty first line", "|\nFROM a\n", "# ml-containers: allow probe-rule\n\nFROM a\n"],
    ["the first line", "FROM |a\n", "# ml-containers: allow probe-rule\nFROM a\n"],
    ["a byte order mark", "\uFEFFFROM |a\n", "\uFEFF# ml-containers: allow probe-rule\nFROM a\n"],
    ["CRLF", "FROM a\r\nRUN |b\r\n", "FROM a\r\n# ml-containers: allow probe-rule\r\nRUN b\r\n"],
    [
      "a continued line",
      "FROM a\nRUN a && \\\n    b && \\\n    |c\n",
      "FROM a\n# ml-containers: allow probe-rule\nRUN a && \\\n    b && \\\n    c\n",
    ],
    [
      "inside a heredoc",
      "FROM a\nRUN <<E\nx\n|y\nE\nRUN z\n",
      "FROM a\n# ml-containers: allow probe-rule\nRUN <<E\nx\ny\nE\nRUN z\n",
    ],
    [
      "behind a heredoc",
      "FROM a\nCOPY <<E /x\n# no comment\nE\nRUN |z\n",
      "FROM a\nCOPY <<E /x\n# no comment\nE\n# ml-containers: allow probe-rule\nRUN z\n",
    ],
    [
      "below the directives",
      "# syntax=docker/dockerfile:1\nFROM |a\n",
      "# syntax=docker/dockerfile:1\n# ml-containers: allow probe-rule\nFROM a\n",
    ],
    [
      "in a directive, where no comment may stand first",
      "# escape=|`\nFROM a\n",
      "# escape=`\n# ml-containers: allow-file probe-rule\nFROM a\n",
    ],
    [
      "an allow comment is extended",
      "FROM a\n# ml-containers: allow other-rule because of it\nRUN |b",
      "FROM a\n# ml-containers: allow other-rule, probe-rule because of it\nRUN b",
    ],
    [
      "one above an indented instruction, in CRLF",
      "FROM a\r\n# ml-containers: allow other-rule\r\n  RUN |b\r\n",
      "FROM a\r\n# ml-containers: allow other-rule, probe-rule\r\n  RUN b\r\n",
    ],
    [
      "one that is further up is not",
      "FROM a\n# ml-containers: allow other-rule\n\nRUN |b",
      "FROM a\n# ml-containers: allow other-rule\n\n# ml-containers: allow probe-rule\nRUN b",
    ],
    [
      "an ordinary comment stays",
      "FROM a\n# why\nRUN |b",
      "FROM a\n# why\n# ml-containers: allow probe-rule\nRUN b",
    ],
    ["the end of the file", "FROM a\nRUN|", "FROM a\n# ml-containers: allow probe-rule\nRUN"],
    ["in a comment", "FROM a\n# so|me\nRUN b", "FROM a\n# ml-containers: allow probe-rule\n# some\nRUN b"],
  ])("%s", (_, marked, expected) => {
    const { source, offset } = caret(marked);
    const edit = allowHere(commentedDockerfile(parseDockerfile(source)), "probe-rule", {
      start: offset,
      end: offset,
    });
    const after = applyEdits(source, [edit]);
    expect(after).toBe(expected);
    const at = moved(offset, edit);
    expect(findings(source, { start: offset, end: offset })).toBe(1);
    expect(findings(after, { start: at, end: at })).toBe(0);
  });

  test("it is silent there and nowhere else", () => {
    const source = "FROM a\n# ml-containers: allow probe-rule\nRUN b\nRUN c\n";
    const at = (word: string): Span => ({ start: source.indexOf(word), end: source.indexOf(word) + 5 });
    expect(findings(source, at("RUN b"))).toBe(0);
    expect(findings(source, at("RUN c"))).toBe(1);
    expect(findings(source, at("FROM"))).toBe(1);
  });

  test("between the lines of an instruction it holds for the next line alone", () => {
    const source = "FROM a\nRUN one && \\\n  # ml-containers: allow probe-rule\n  two && \\\n  three\n";
    const at = (word: string): Span => ({ start: source.indexOf(word), end: source.indexOf(word) + 3 });
    expect(findings(source, at("one"))).toBe(1);
    expect(findings(source, at("two"))).toBe(0);
    expect(findings(source, at("three"))).toBe(1);
  });
});

describe("ignore in this file", () => {
  test.each([
    ["the top", "FROM a\n", "# ml-containers: allow-file probe-rule\nFROM a\n"],
    [
      "behind a byte order mark",
      "\uFEFFFROM a\r\n",
      "\uFEFF# ml-containers: allow-file probe-rule\r\nFROM a\r\n",
    ],
    [
      "below the directives",
      "# syntax=x\n# escape=`\nFROM a",
      "# syntax=x\n# escape=`\n# ml-containers: allow-file probe-rule\nFROM a",
    ],
    ["a directive alone", "# syntax=x", "# syntax=x\n# ml-containers: allow-file probe-rule\n"],
    ["an empty file", "", "# ml-containers: allow-file probe-rule\n"],
    [
      "its comment is extended",
      "FROM a\n# ml-containers: allow-file b-c\n",
      "FROM a\n# ml-containers: allow-file b-c, probe-rule\n",
    ],
  ])("%s", (_, source, expected) => {
    const after = applyEdits(source, [
      allowInFile(commentedDockerfile(parseDockerfile(source)), "probe-rule"),
    ]);
    expect(after).toBe(expected);
    expect(findings(after, { start: after.length, end: after.length })).toBe(0);
    expect(outline(after)).toEqual(outline(source));
  });
});

describe("whatever the file and the place", () => {
  const RUNS = { seed: 20_261_124, numRuns: 1500 };
  const written = fc
    .tuple(fc.oneof(anyDockerfile, anyText), fc.boolean(), fc.boolean(), fc.constantFrom("", "# escape=`\n"))
    .map(([text, crlf, bom, head]) => {
      const whole = head + text;
      return (bom ? "\uFEFF" : "") + (crlf ? whole.replaceAll(/\r?\n/g, "\r\n") : whole);
    });

  test("ignoring silences the finding and changes no instruction", () => {
    fc.assert(
      fc.property(written, fc.nat(), fc.nat(), (source, place, length) => {
        const start = place % (source.length + 1);
        const end = Math.min(source.length, start + (length % 10));
        const edit = allowHere(commentedDockerfile(parseDockerfile(source)), "probe-rule", { start, end });
        const after = applyEdits(source, [edit]);
        const by = moved(start, edit) - start;
        expect(findings(after, { start: start + by, end: end + by })).toBe(0);
        expect(outline(after)).toEqual(outline(source));
      }),
      RUNS,
    );
  });
});

test("the editor's action is that edit", () => {
  const source = "FROM a\nRUN b\n";
  const at = { start: 7, end: 12 };
  const actions = codeActions(analyze(source, { today: TODAY, rules: [probe(at)] }), at);
  expect(actions.map(({ title }) => title)).toEqual([
    "Ignore probe-rule here",
    "Ignore probe-rule in this file",
  ]);
  expect(applyEdits(source, actions[0]?.edits ?? [])).toBe(
    "FROM a\n# ml-containers: allow probe-rule\nRUN b\n",
  );
});
