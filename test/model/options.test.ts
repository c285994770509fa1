import { describe, expect, test } from "vitest";
import type { Grammar } from "../../server/src/engine/model/options.ts";
import { parseOptions } from "../../server/src/engine/model/options.ts";
import { commandIn, show } from "./commands.ts";

const GRAMMAR: Grammar = {
  short: { "-r": "--requirement", "-q": "--quiet", "-i": "--index-url" },
  valued: new Set(["--requirement", "--index-url", "--extra-index-url"]),
  abbreviable: [
    "--requirement",
    "--index-url",
    "--extra-index-url",
    "--no-cache-dir",
    "--no-color",
    "--quiet",
  ],
};

/** `--name=value` for every option, then the operands, then what is unknown behind a `?`. */
function read(text: string): readonly string[] {
  const parsed = parseOptions(commandIn(`tool ${text}`).args, GRAMMAR);
  const options = [...parsed.options].flatMap(([name, uses]) =>
    uses.map(({ value }) => (value === undefined ? name : `${name}=${show(value.value)}`)),
  );
  return [
    ...options,
    ...parsed.operands.map(({ value }) => show(value)),
    ...parsed.unknown.map(({ raw }) => `unknown ${raw}`),
  ];
}

describe("parseOptions", () => {
  test.each([
    ["a b", ["a", "b"]],
    ["a -r file b", ["--requirement=file", "a", "b"]],
    ["-rfile", ["--requirement=file"]],
    ["-r=file", ["--requirement=file"]],
    ["-qr file", ["--quiet", "--requirement=file"]],
    ["-qrfile", ["--quiet", "--requirement=file"]],
    ["-qx", ["--quiet", "-x"]],
    ["--requirement file -r other", ["--requirement=file", "--requirement=other"]],
    ["--index-url=https://example.com/a=b", ["--index-url=https://example.com/a=b"]],
    ["--no-cache a", ["--no-cache-dir", "a"]],
    ["--no-c a", ["--no-c", "a"]],
    ["--extra-index https://example.com", ["--extra-index-url=https://example.com"]],
    ["--other a", ["--other", "a"]],
    ["a -- -r b", ["a", "-r", "b"]],
    ["-r", ["--requirement"]],
    ["- a", ["-", "a"]],
    ['-r "a b"', ["--requirement=a b"]],
  ])("%s", (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each([
    ["$FLAGS a", ["a", "unknown $FLAGS"]],
    ["-$FLAG a", ["a", "unknown -$FLAG"]],
    ["--$FLAG -r a", ["--requirement=a", "unknown --$FLAG"]],
    ["--index-url=https://example.com/cu$CU", ["--index-url=https://example.com/cu?"]],
    ["-r$FILE a", ["--requirement=?", "a"]],
    ["-r $FILE a", ["--requirement=?", "a"]],
    ["torch==$UNSET", ["torch==?"]],
  ])("with an unknown part: %s", (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test("a value in the same word has a span of its own", () => {
    const source = "FROM base\nRUN tool --index-url=https://example.com\n";
    const [value] = parseOptions(commandIn(source).args, GRAMMAR).options.get("--index-url") ?? [];
    const span = value?.value?.span;
    expect(source.slice(span?.start, span?.end)).toBe("https://example.com");
  });
});
