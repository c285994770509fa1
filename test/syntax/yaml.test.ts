import { describe, expect, test } from "vitest";
import type { YamlNode } from "../../server/src/engine/syntax/yaml.ts";
import { parseYaml } from "../../server/src/engine/syntax/yaml.ts";

/** A node as its source, each scalar in its style's brackets. */
function outline(node: YamlNode | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.kind === "alias") return `*${node.name}`;
  if (node.kind === "list") return node.items.map((item) => outline(item));
  if (node.kind === "map") return node.entries.map(({ key, value }) => [outline(key), outline(value)]);
  return node.text;
}

describe("nodes", () => {
  test.each([
    ["a: b", [["a", "b"]]],
    [
      "a:\n- 1\n- b: c\n  d:\n",
      [
        [
          "a",
          [
            "1",
            [
              ["b", "c"],
              ["d", ""],
            ],
          ],
        ],
      ],
    ],
    [
      "a: &x 'b'\nc: *x",
      [
        ["a", "b"],
        ["c", "*x"],
      ],
    ],
    [
      "a: !reset null\nb: !override [c]",
      [
        ["a", "null"],
        ["b", ["c"]],
      ],
    ],
    ["a: |\n  b\n  c\n", [["a", "b\nc\n"]]],
    ["a: >-\n  b\n  c\n", [["a", "b c"]]],
    [
      "{a: [b, c: d], e: }",
      [
        ["a", ["b", [["c", "d"]]]],
        ["e", ""],
      ],
    ],
    ["? a\n: b", [["a", "b"]]],
    ['a: "\\u0041\\n"', [["a", "A\n"]]],
    [
      "a: b\r\nc: d\r\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    ["\uFEFFa: b", [["a", "b"]]],
    [
      "a: 1\na: 2",
      [
        ["a", "1"],
        ["a", "2"],
      ],
    ],
  ])("%j", (source, wanted) => {
    const { documents, problems } = parseYaml(source);
    expect(outline(documents[0]?.root)).toEqual(wanted);
    expect(problems).toEqual([]);
  });

  test("keep their places, styles, tags and anchors", () => {
    const source = "a:\n  - &x !t 'b'\n  # c\n\nd: {e: \"f\"}\n";
    const root = parseYaml(source).documents[0]?.root;
    const text = (node: YamlNode): string => source.slice(node.span.start, node.span.end);
    if (root?.kind !== "map") throw new Error("no map");
    const [first, second] = root.entries;
    expect(first === undefined ? "" : text(first.value)).toBe("- &x !t 'b'");
    const item = first?.value.kind === "list" ? first.value.items[0] : undefined;
    expect(item === undefined ? "" : text(item)).toBe("'b'");
    expect(item).toMatchObject({ style: "single", tag: "!t", anchor: "x" });
    expect(second?.value).toMatchObject({ kind: "map", flow: true });
    expect(second === undefined ? "" : source.slice(second.span.start, second.span.end)).toBe('d: {e: "f"}');
  });

  test("an alias leads to the anchor before it, and nowhere without one", () => {
    const root = parseYaml("a: &x b\nc: *x\nd: *y\n").documents[0]?.root;
    const aliases =
      root?.kind === "map"
        ? root.entries.flatMap(({ value }) => (value.kind === "alias" ? [value] : []))
        : [];
    expect(aliases.map(({ name, target }) => [name, target?.kind])).toEqual([
      ["x", "scalar"],
      ["y", undefined],
    ]);
  });

  test("of several documents", () => {
    expect(parseYaml("a: 1\n---\nb: 2\n").documents.map(({ root }) => outline(root))).toEqual([
      [["a", "1"]],
      [["b", "2"]],
    ]);
  });
});

/** One line a problem: what is marked, and what is said. */
describe("problems are said for who writes the file", () => {
  test.each([
    ["a:\n\tb: c\n", /tabs for indentation\. Use spaces\./],
    ["a:\n    b: c\n  d: e\n", /indentation does not fit/],
    ["a: { b: c\nd: e\n", /bracket that is opened above is not closed/],
    ["a: [\n", /bracket that is opened above is not closed/],
    ["a:\n  b: c\n    d: e\n", /Indent entries of one level alike/],
    ["a: b\nc\n", /Write key: value/],
    ['a: "b\nc: d\n', /never closed\. Close it\./],
    ["a: [b c, 'd' 'e']\n", /Separate them by a comma\./],
    ["a: b: c\n", /Put the value in quotes\./],
    ["a: [b,, c]\n", /comma\. Remove it/],
    ["a: ]\n", /closes nothing/],
    ["a: 'b' c\n", /Put the whole value in quotes\./],
    ["a: | b\n  c\n", /next line, indented/],
    ["a: @b\n", /cannot begin with this character/],
    ['a: "\\q"\n', /backslash twice/],
    ["a: &x &y b\n", /one anchor only/],
  ])("%j", (source, sentence) => {
    const { problems } = parseYaml(source);
    expect(problems.map(({ message }) => message)).toContainEqual(expect.stringMatching(sentence));
    for (const { span, message } of problems) {
      expect(span.end).toBeLessThanOrEqual(source.length);
      // Two sentences: what is there, and what to do.
      expect(message.split(/\. (?=[A-Z])/).length, message).toBeGreaterThanOrEqual(2);
    }
  });

  test("a line that is indented too deep is one problem", () => {
    expect(parseYaml("a:\n  b: c\n    d: e\n").problems).toHaveLength(1);
  });

  test("a conflict of a merge is one problem, and no conflict where the text is YAML", () => {
    const source = "a: b\n<<<<<<< HEAD\nc: 1\n=======\nc: 2\n>>>>>>> other\n";
    const { problems } = parseYaml(source);
    expect(problems).toEqual([
      {
        span: { start: 5, end: 12 },
        message: expect.stringMatching(/^A conflict of a merge.*Keep one side/),
      },
    ]);
    expect(parseYaml(`a: |\n  ${source.replaceAll("\n", "\n  ")}\n`).problems).toEqual([]);
  });
});
