import { describe, expect, it } from "vitest";
import { substitutedText } from "../../../server/src/engine/model/compose/segments.ts";
import { scalarOf } from "../../../server/src/engine/model/compose/value.ts";
import { writtenText } from "../../../server/src/engine/model/compose/written.ts";
import { sourceSpan } from "../../../server/src/engine/text/logical.ts";
import { serviceOf, under } from "./services.ts";
import { show } from "../commands.ts";

/** What stands in the file for each of the words of a scalar. */
function wordsIn(lines: string): readonly (readonly [string, string])[] {
  const service = serviceOf(lines);
  const scalar = scalarOf(service.value, "command");
  if (scalar === undefined) throw new Error("no command");
  const written = writtenText(scalar, service.project);
  expect(written.text).toBe(scalar.raw);
  return [...written.text.matchAll(/\S+/g)].map((match) => [
    match[0],
    under(service, sourceSpan(written, match.index, match.index + match[0].length)),
  ]);
}

describe("writtenText", () => {
  it.each([
    ["plain", "command: one two"],
    ["plain over lines", "command: one\n  two\n\n  three"],
    ["single quotes", "command: 'one two'"],
    ["single quotes over lines", "command: 'one\n  two'"],
    ["double quotes over lines", 'command: "one\n\n  two  \n  three"'],
    ["a continued line in double quotes", 'command: "one \\\n  two"'],
    ["a literal block", "command: |\n  one two\n    three\n\n  four\n"],
    ["a literal block without its last line break", "command: |-\n  one\n  two"],
    ["a block with its indentation told", "command: |2\n    one\n  two"],
    ["a folded block", "command: >\n  one\n  two\n\n  three\n    four\n  five\n"],
    ["a folded block that is chomped", "command: >-\n  one\n  one"],
    ["a block with a comment in its header", "command: | # comment\n  one\n"],
  ])("%s", (_, lines) => {
    const words = wordsIn(lines);
    expect(words).not.toEqual([]);
    for (const [word, text] of words) expect(text).toBe(word);
  });

  it("stands escapes for what they mean", () => {
    expect(wordsIn(String.raw`command: "a\tb \"c\" \u0064"`)).toEqual([
      ["a", "a"],
      ["b", "b"],
      ['"c"', String.raw`\"c\"`],
      ["d", String.raw`\u0064`],
    ]);
    expect(wordsIn("command: 'it''s ok'")).toEqual([
      ["it's", "it''s"],
      ["ok", "ok"],
    ]);
  });
});

/** The words of a substituted command, and what stands in the file for each. */
function read(value: string): readonly (readonly [string, string])[] {
  const service = serviceOf(`command: ${value}`);
  const scalar = scalarOf(service.value, "command");
  if (scalar === undefined) throw new Error("no command");
  const { logical, resolve } = substitutedText(scalar, service.project);
  return [...logical.text.matchAll(/\S+/g)].map((match) => [
    show(resolve(match[0])),
    under(service, sourceSpan(logical, match.index, match.index + match[0].length)),
  ]);
}

describe("substitutedText", () => {
  it("finds a default where it is written, and a variable as a whole", () => {
    expect(read('"--model ${MODEL:-a/b --tp 2} --port=$PORT $$HOME"')).toEqual([
      ["--model", "--model"],
      ["a/b", "a/b"],
      ["--tp", "--tp"],
      ["2", "2"],
      ["--port=?", "--port=$PORT"],
      ["$HOME", "$$HOME"],
    ]);
  });

  it("takes a default with variables in it as a whole", () => {
    expect(read("${A:-x${B:-y}} z")).toEqual([
      ["xy", "${A:-x${B:-y}}"],
      ["z", "z"],
    ]);
  });
});
