import { describe, expect, test } from "vitest";
import type { Variable } from "../../server/src/engine/model/expand.ts";
import { expand } from "../../server/src/engine/model/expand.ts";
import { concat, known, unknown } from "../../server/src/engine/model/resolved.ts";

const VARIABLES: Readonly<Record<string, Variable>> = {
  V: { state: "set", value: known("1.2.3") },
  EMPTY: { state: "set", value: known("") },
  PATHS: { state: "set", value: known("/usr/lib:/usr/local/lib") },
  ARG: { state: "unset", because: "build-arg" },
  BASE: { state: "unknown", because: "environment" },
  PART: { state: "set", value: concat([known("cu"), unknown("build-arg", "N")]) },
};

function longValue(): Variable {
  return { state: "set", value: known("a".repeat(5000)) };
}

function shown(word: string, escape = "\\"): string {
  const resolved = expand(
    word,
    (name) => VARIABLES[name] ?? { state: "unset", because: "undeclared" },
    escape,
  );
  if (resolved.known) return resolved.text;
  return resolved.parts
    .map((part) => (typeof part === "string" ? part : `?${part.name}:${part.because}?`))
    .join("");
}

describe("values", () => {
  test.each([
    ["plain", "plain"],
    ["$V", "1.2.3"],
    ["a${V}b", "a1.2.3b"],
    ["$V.$V", "1.2.3.1.2.3"],
    ["$Vx", "?Vx:undeclared?"],
    ["$ARG", "?ARG:build-arg?"],
    ["cuda:$ARG-devel", "cuda:?ARG:build-arg?-devel"],
    ["$BASE/x", "?BASE:environment?/x"],
    ["${PART}-x", "cu?N:build-arg?-x"],
    ["$EMPTY", ""],
    ["a$", "a$"],
    ["a$/b", "a$/b"],
    ["${", "?${:malformed?"],
    ["${V", "1.2.3"],
    ["${V:0:1}", "?V:malformed?"],
  ])("%s is %s", (word, expected) => {
    expect(shown(word)).toBe(expected);
  });
});

describe("quotes and escapes", () => {
  test.each([
    [`'$V'`, "$V"],
    [`"$V"`, "1.2.3"],
    [`"a b"c'd'`, "a bcd"],
    [String.raw`\$V`, "$V"],
    [String.raw`"\$V \" \n \\"`, String.raw`$V " \n ` + "\\"],
    [String.raw`a\ b`, "a b"],
    [String.raw`'a\b'`, String.raw`a\b`],
    [`"open`, "open"],
    [`'open`, "open"],
  ])("%s is %s", (word, expected) => {
    expect(shown(word)).toBe(expected);
  });

  test("with the backtick as escape the backslash is a plain character", () => {
    expect(shown("c:\\x`$V", "`")).toBe("c:\\x$V");
  });
});

describe("modifiers", () => {
  test.each([
    ["${V:-d}", "1.2.3"],
    ["${NONE:-d}", "d"],
    ["${NONE-d}", "d"],
    ["${EMPTY:-d}", "d"],
    ["${EMPTY-d}", ""],
    ["${ARG:-d}", "d"],
    ["${BASE:-d}", "?BASE:environment?"],
    ["${PART:-d}", "?PART:build-arg?"],
    ["${NONE:-a-${V}-b}", "a-1.2.3-b"],
    ['${NONE:-"a b"}', "a b"],
    ["${V:+a}", "a"],
    ["${V+a}", "a"],
    ["${ARG:+a}", ""],
    ["${EMPTY:+a}", ""],
    ["${EMPTY+a}", "a"],
    ["${PART:+a}", "a"],
    ["${V:?no}", "1.2.3"],
    ["${ARG:?no}", "?ARG:malformed?"],
    ["${V#1.}", "2.3"],
    ["${V#*.}", "2.3"],
    ["${V##*.}", "3"],
    ["${V%.*}", "1.2"],
    ["${V%%.*}", "1"],
    ["${V%x}", "1.2.3"],
    ["${V#?}", ".2.3"],
    ["${V/./-}", "1-2.3"],
    ["${V//./}", "123"],
    ["${V//[/x}", "1.2.3"],
    ["${PATHS%:*}", "/usr/lib"],
    ["${ARG#x}", "?ARG:build-arg?"],
  ])("%s is %s", (word, expected) => {
    expect(shown(word)).toBe(expected);
  });

  test("a pattern that would take long is unknown", () => {
    expect(expand(`\${X//${"*a".repeat(50)}b/}`, longValue, "\\").known).toBe(false);
  });

  test("substitutions nested without end are unknown", () => {
    expect(shown("${A:-".repeat(50_000))).toContain("malformed");
  });
});
