import { array, assert, constantFrom, integer, nat, property } from "fast-check";
import { expect, test } from "vitest";
import { LineIndex } from "../../server/src/engine/text/lines.ts";
import { excerpt } from "../../server/src/cli/report/excerpt.ts";
import { displayWidth } from "../../workbench/src/text/visible.ts";

/** The excerpt of the text between « and ». */
function shown(marked: string, width = 60): string {
  const start = marked.indexOf("«");
  const end = marked.indexOf("»") - 1;
  const { line, text, carets } = excerpt(new LineIndex(marked.replace(/[«»]/g, "")), { start, end }, width);
  return `${line}\n${text}\n${carets}`;
}

/** Put together here, so that no scanner takes this file for a leak. */
const TOKEN = `hf_${["Qm8Zv2Tn", "Rk4WcYp7", "LsXe1GdU", "a9JbHf3M"].join("")}`;

test("a credential is masked behind its first characters, whatever the finding is about", () => {
  expect(shown(`RUN «pip» install --token ${TOKEN}`)).toBe(
    `1\nRUN pip install --token hf_Q${"*".repeat(TOKEN.length - 4)}\n    ^^^`,
  );
});

test("so is one that the window cuts", () => {
  expect(shown(`ENV A=${TOKEN} ${"x".repeat(50)} «B»=1`, 60)).not.toContain("LsXe1");
});

test.each([
  { title: "a word", marked: "FROM a\nRUN «pip» x", is: "2\nRUN pip x\n    ^^^" },
  { title: "a tab", marked: "RUN\t«pip\tx» y", is: "1\nRUN    pip    x y\n       ^^^^^^^^" },
  { title: "wide characters", marked: 'ENV A="日本" «B»=1', is: '1\nENV A="日本" B=1\n             ^' },
  { title: "combining marks", marked: "ENV e\u0301 «B»", is: "1\nENV e\u0301 B\n      ^" },
  { title: "an escape sequence", marked: "RUN \u001B[31m «x»", is: "1\nRUN ␛[31m x\n          ^" },
  { title: "a bidirectional mark", marked: "RUN \u202E «x»", is: "1\nRUN \\u{202E} x\n             ^" },
  { title: "an empty place", marked: "FROM «»", is: "1\nFROM \n     ^" },
  { title: "several lines", marked: "RUN «a \\\n b» c", is: "1\nRUN a \\\n    ^^^" },
  { title: "CRLF", marked: "RUN «a \\\r\n b» c", is: "1\nRUN a \\\n    ^^^" },
])("$title", ({ marked, is }) => {
  expect(shown(marked)).toBe(is);
});

test("a long line is cut around the finding, which stays whole", () => {
  const [, text = "", carets = ""] = shown(`RUN ${"a".repeat(500)} «pip install» ${"b".repeat(500)}`).split(
    "\n",
  );
  expect(text).toMatch(/^…a+ pip install b+…$/);
  expect(text.slice(carets.indexOf("^"), carets.length)).toBe("pip install");
  expect(text.length).toBeLessThanOrEqual(60);
});

test("a finding longer than the room is cut too", () => {
  const [, text = "", carets = ""] = shown(`RUN «${"a".repeat(500)}»`).split("\n");
  expect(text.length).toBeLessThanOrEqual(60);
  expect(carets).toMatch(/^ {4}\^+$/);
});

test("any text and span fit the room, carets under the text, no control character", () => {
  const unit = constantFrom(
    "a",
    " ",
    "\t",
    "日",
    "e\u0301",
    "👩",
    "\u200D",
    "\u001B",
    "\u202E",
    "\uD800",
    "\n",
    "\r",
    "\u0085",
  );
  const place = nat({ max: 80 });
  assert(
    property(
      array(unit, { maxLength: 60 }),
      place,
      place,
      integer({ min: 40, max: 60 }),
      (units, a, b, width) => {
        const text = units.join("");
        const span = { start: Math.min(a, b, text.length), end: Math.min(Math.max(a, b), text.length) };
        const { text: line, carets } = excerpt(new LineIndex(text), span, width);
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(displayWidth(line)).toBeLessThanOrEqual(width);
        expect(carets).toMatch(/^ *\^+$/);
        expect(carets.length).toBeLessThanOrEqual(displayWidth(line) + 1);
      },
    ),
    { seed: 7, numRuns: 500 },
  );
});
