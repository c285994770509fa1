import { assert, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { normalizePackageName } from "../../server/src/engine/knowledge/package-name.ts";
import { parseRequirement } from "../../server/src/engine/model/requirement.ts";

describe("parseRequirement", () => {
  test.each([
    ["numpy", { name: "numpy", specifier: "", pin: undefined }],
    ["Flash_Attn", { name: "flash-attn", writtenName: "Flash_Attn" }],
    ["torch==2.5.1", { specifier: "==2.5.1", pin: "2.5.1" }],
    ["torch===2.5.1+cu124", { pin: "2.5.1+cu124" }],
    ["torch == 2.5.1", { specifier: "==2.5.1", pin: "2.5.1" }],
    ["torch==2.5.*", { specifier: "==2.5.*", pin: undefined }],
    ["torch>=2.1, <3", { specifier: ">=2.1,<3", pin: undefined }],
    ["torch==2.5.1,!=2.5.0", { specifier: "==2.5.1,!=2.5.0", pin: undefined }],
    ["torch (>=2.1,<3)", { specifier: ">=2.1,<3" }],
    ["torch~=2.5.0", { specifier: "~=2.5.0" }],
    ["torch>=2,", { specifier: ">=2" }],
    ["transformers[torch, Vision]>=4.49", { extras: ["torch", "vision"], specifier: ">=4.49" }],
    ["tensorflow[and-cuda]", { extras: ["and-cuda"], specifier: "" }],
    ["torch==2.1; python_version < '3.12'", { pin: "2.1", marker: "python_version < '3.12'" }],
    [
      "pkg @ https://example.com/pkg-1.0-py3-none-any.whl",
      { name: "pkg", url: "https://example.com/pkg-1.0-py3-none-any.whl" },
    ],
    ["pkg@git+https://example.com/a/pkg.git", { name: "pkg", url: "git+https://example.com/a/pkg.git" }],
    [
      "pkg @ https://example.com/a;b.zip ; sys_platform == 'linux'",
      { url: "https://example.com/a;b.zip", marker: "sys_platform == 'linux'" },
    ],
    ["zope.interface==7.0", { name: "zope-interface", pin: "7.0" }],
  ])("reads %s", (text, expected) => {
    expect(parseRequirement(text)).toMatchObject(expected);
  });

  test.each([
    "",
    ".",
    "./project",
    ".[dev]",
    "dist/pkg-1.0.whl",
    "pkg-1.0-py3-none-any.whl",
    "pkg-1.0.tar.gz",
    "https://example.com/pkg.whl",
    "git+https://example.com/a/pkg.git#egg=pkg",
    "--quiet",
    "torch==",
    "torch=2.5",
    "torch>=2 <3",
    "two words",
    "torch[vision",
    "x".repeat(501),
  ])("does not read %j", (text) => {
    expect(parseRequirement(text)).toBeUndefined();
  });

  test("answers at once whatever the text is", () => {
    for (const text of [
      `a${"==1".repeat(160)}(`,
      `a${"==1   ".repeat(80)}!`,
      `a[${"a,".repeat(240)}`,
      `a${"._-".repeat(160)}!`,
    ]) {
      expect(parseRequirement(text)).toBeUndefined();
    }
    assert(
      property(string(), (text) => {
        const found = parseRequirement(text);
        return (
          found === undefined ||
          (found.name === normalizePackageName(found.writtenName) && text.includes(found.writtenName))
        );
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
