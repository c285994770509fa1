import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyze } from "../../server/src/engine/analyze.ts";
import { codeActions } from "../../server/src/engine/code-actions.ts";
import { complete, hover, inlayHints, links } from "../../server/src/engine/features.ts";
import { applyEdits } from "../../server/src/engine/text/edit.ts";

function analyzed(source: string) {
  return analyze(source, { kind: "config", today: "2026-11-23" });
}

/** The labels proposed at `|`. */
function proposed(marked: string): readonly string[] {
  const offset = marked.indexOf("|");
  const source = marked.replace("|", "");
  return complete(analyzed(source), offset).map(({ label }) => label);
}

/** The text after the proposal of this label is taken at `|`. */
function accepted(marked: string, label: string): string {
  const offset = marked.indexOf("|");
  const source = marked.replace("|", "");
  const item = complete(analyzed(source), offset).find((one) => one.label === label);
  return item === undefined ? "not proposed" : applyEdits(source, [item.edit]);
}

const KEYS = ["preset", "rules-up-to", "rules", "overrides", "ignore", "allow", "host", "compose-files"];
const LEVELS = ["off", "hint", "info", "warning", "error"];

describe("completion", () => {
  test.each([
    ["|", KEYS],
    ["# ours\n|", KEYS],
    ["pre|", KEYS],
    ["preset: all\n|", KEYS.filter((key) => key !== "preset")],
    ["|\npreset: all\n", KEYS.filter((key) => key !== "preset")],
    ["{|}", KEYS],
    ["preset: |", ["recommended", "strict", "all"]],
    ["preset: str| # why\nhost:\n", ["recommended", "strict", "all"]],
    ["rules:\n  base-unpinned: |", LEVELS],
    ["rules: {base-unpinned: o|}", LEVELS],
    ["host:\n  |", ["driver", "gpus", "engine", "compose", "architectures"]],
    ["host:\n  gpus: 2\n  |\npreset: all\n", ["driver", "engine", "compose", "architectures"]],
    ["host: {gpus: 2, |}", ["driver", "engine", "compose", "architectures"]],
    ["overrides:\n  - |", ["files", "preset", "rules", "allow", "host"]],
    ["overrides:\n  - files: [a]\n    |", ["preset", "rules", "allow", "host"]],
    ["overrides:\n  - files: [a]\n    preset: |", ["recommended", "strict", "all"]],
    ["allow:\n  op|", ["unpinned-images", "driver-packages", "gpu-drivers", "open-ports", "hosts"]],
    ["host: {architectures: [9|]}", expect.arrayContaining(["12.0", "9.0", "7.5"])],
    ["host:\n  architectures:\n    - 8.|", expect.arrayContaining(["12.0", "9.0", "7.5"])],
    ["colour:\n  |", []],
    ["ignore: [|]", []],
    ["rules: |", []],
    ["# |", []],
  ])("%j", (marked, expected) => {
    expect(proposed(marked)).toEqual(expected);
  });

  test.each(["rules:\n  |", "rules:\n  secret-literal: off\n  base-|\nhost: {}\n", "rules: {base|}"])(
    "the rules in %j",
    (marked) => {
      expect(proposed(marked)).toContain("base-unpinned");
      expect(proposed(marked)).not.toContain("preset");
    },
  );

  test("puts in what can be gone on with", () => {
    expect(accepted("rules:\n  base-|", "base-unpinned")).toBe("rules:\n  base-unpinned: ");
    expect(accepted("rules:\n  base-|x: off", "base-unpinned")).toBe("rules:\n  base-unpinned: off");
    expect(accepted("ho|", "host")).toBe("host:");
    expect(accepted("preset: |all", "strict")).toBe("preset: strict");
    expect(accepted("host: {architectures: [8.|]}", "8.6")).toBe("host: {architectures: [8.6]}");
  });
});

describe("hover", () => {
  test.each([
    ["pre|set: all", /^Which rules are on/],
    ["preset: a|ll", /^Every rule/],
    ["rules:\n  base-unpin|ned: off", /^Reports an image without a tag/],
    ["rules:\n  base-unpinned: of|f", /silent/],
    ["overrides:\n  - files: [a]\n    rules: {secret-literal|: off}", /^Reports a token/],
    ["host: {gp|us: 2}", /How many GPUs/],
    ["host: {architect|ures: [9.0]}", /compute capabilities/],
    ["host: {architectures: [sm_|90]}", /^Hopper, .*H100/],
  ])("%j", (marked, expected) => {
    const analysis = analyzed(marked.replace("|", ""));
    expect(hover(analysis, marked.indexOf("|"))?.markdown).toMatch(expected);
  });

  test.each(["col|our: red", "ignore: [a|]", "# pre|set: all", "pr|eset"])("nothing over %j", (marked) => {
    expect(hover(analyzed(marked.replace("|", "")), marked.indexOf("|"))).toBeUndefined();
  });
});

test("problems are findings, with what was meant as their fix, and cannot be allowed away", () => {
  const analysis = analyzed("rules:\n  base-unpined: off\n");
  expect(analysis.findings).toMatchObject([
    {
      rule: "config-invalid",
      severity: "error",
      message: 'No rule is called "base-unpined". Did you mean "base-unpinned"?',
      span: { start: 9, end: 21 },
    },
  ]);
  expect(codeActions(analysis, { start: 9, end: 9 }).map(({ title }) => title)).toEqual([
    "Write base-unpinned",
  ]);
});

test("nothing throws, whatever is typed", () => {
  const unit = fc.constantFrom(
    ..."preset: all rules:\n\n  - {}[]&*'\"#?\t\r".split(""),
    "overrides:\n  - ",
    "host: {",
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), fc.nat(40), (source, at) => {
      const offset = Math.min(at, source.length);
      const analysis = analyzed(source);
      for (const { edit } of complete(analysis, offset)) {
        expect(edit.span.start).toBeLessThanOrEqual(offset);
        expect(edit.span.end).toBeGreaterThanOrEqual(offset);
      }
      hover(analysis, offset);
      expect([...inlayHints(analysis, { start: 0, end: source.length }), ...links(analysis)]).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
