import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { renderMarkdown } from "../../server/src/cli/report/markdown.ts";
import { styleFor } from "../../server/src/cli/report/style.ts";
import { displayWidth } from "../../workbench/src/text/visible.ts";
import { ROOT } from "../lib/paths.ts";

const ADDRESS = "https://example.org/docs/rules/the-rule.md";

function shown(lines: readonly string[], width = 60, colors = false): readonly string[] {
  const page = { style: styleFor(colors), width, address: ADDRESS };
  return renderMarkdown(lines.join("\n"), page).split("\n");
}

describe("a page for a terminal", () => {
  test("headings stand out without colours, too", () => {
    expect(shown(["# the-rule", "", "## Not `reported`"])).toEqual([
      "the-rule",
      "========",
      "",
      "Not `reported`",
      "--------------",
    ]);
    expect(shown(["# the-rule"], 60, true)).toEqual(["\u001B[1mthe-rule\u001B[22m"]);
  });

  test("prose is set to the width, and an item hangs", () => {
    const text = ["one two three", "four five six", "- seven eight nine", "  ten eleven twelve"];
    expect(shown(text, 24)).toEqual([
      "one two three four five",
      "six",
      "  - seven eight nine ten",
      "    eleven twelve",
    ]);
  });

  test("a word that is wider than the page stays whole", () => {
    expect(shown([`a ${"b".repeat(20)} c`], 10)).toEqual(["a", "b".repeat(20), "c"]);
  });

  test.each([
    {
      title: "emphasis",
      text: "*Reports* a **thing**, 2*3*4 and `a*b*c`",
      is: "Reports a thing, 2*3*4 and `a*b*c`",
    },
    {
      title: "a whole address",
      text: "See [the docs](https://x.org/y).",
      is: "See the docs (https://x.org/y).",
    },
    {
      title: "an address beside the page",
      text: "The [preset](../configuration.md#preset)s",
      is: "The presets (https://example.org/docs/configuration.md#preset)",
    },
    { title: "code in a link", text: "[`a`](b.md)", is: "`a` (https://example.org/docs/rules/b.md)" },
    { title: "no link in code", text: "`[a](b)`", is: "`[a](b)`" },
    { title: "an escaped star", text: String.raw`\*.yaml`, is: "*.yaml" },
    { title: "an escape sequence", text: "a\u001B[31m", is: "a␛[31m" },
  ])("$title", ({ text, is }) => {
    expect(shown([text], 200)).toEqual([is]);
  });

  test("code has the colour in place of its quotes", () => {
    expect(shown(["See `pip x`."], 60, true)).toEqual(["See \u001B[36mpip\u001B[39m \u001B[36mx\u001B[39m."]);
  });

  test("columns of a table are aligned", () => {
    expect(
      shown(["| files | fix |", "| --- | :-: |", "| compose | 日本 |", String.raw`| a \| b |  |`]),
    ).toEqual(["files    fix", "-------  ----", "compose  日本", "a | b"]);
  });

  test("examples are indented and say what they are", () => {
    expect(
      shown([
        "```text file=.env",
        "A=1",
        "```",
        "",
        "```dockerfile suggested",
        "RUN\tx",
        "",
        "# | no | table |",
        "```",
        "```compose path=b.yaml gpus=2",
        "a:",
        "```",
      ]),
    ).toEqual([
      "  .env:",
      "    A=1",
      "",
      "  After the suggested fixes:",
      "    RUN    x",
      "",
      "    # | no | table |",
      "  b.yaml, with gpus 2:",
      "    a:",
    ]);
  });

  test("a long message of an example goes on below itself", () => {
    const lines = ["```dockerfile", "RUN x", `#   ^ error: ${"word ".repeat(12).trim()}`, "```"];
    expect(shown(lines)).toEqual([
      "    RUN x",
      `    #   ^ error: ${"word ".repeat(8).trim()}`,
      `    #            ${"word ".repeat(4).trim()}`,
    ]);
    expect(shown(lines, 60, true)[1]?.startsWith("\u001B[31m")).toBe(true);
  });

  test("a fence that is never closed goes to the end", () => {
    expect(shown(["```", "a", "# b"])).toEqual(["    a", "    # b"]);
  });
});

const PAGES = join(ROOT, "docs/rules");

test.each(readdirSync(PAGES))("%s holds no Markdown that a terminal shows raw", (name) => {
  const page = { style: styleFor(false), width: 96, address: ADDRESS };
  const lines = renderMarkdown(readFileSync(join(PAGES, name), "utf8"), page).split("\n");
  const prose = lines.filter((line) => !line.startsWith("    "));
  expect(prose.filter((line) => /```|^\||\]\(|\*\*|^#/.test(line))).toEqual([]);
  expect(lines.filter((line) => line.includes("\u001B"))).toEqual([]);
  // Addresses and tables may be wider.
  expect(prose.filter((line) => displayWidth(line) > 96 && !/https?:|  /.test(line))).toEqual([]);
});
