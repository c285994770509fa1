import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import type { JsonReport } from "./cli.ts";
import { BAD, FIXABLE, cli, folderWith, lintJson, script } from "./cli.ts";

const CLEAN = "FROM scratch\nCOPY app /app\n";

describe("exit status", () => {
  test.each([
    { title: "nothing found", files: { Dockerfile: CLEAN }, args: [], code: 0 },
    { title: "an error", files: { Dockerfile: BAD }, args: [], code: 1 },
    { title: "a warning", files: { Dockerfile: FIXABLE }, args: [], code: 1 },
    {
      title: "a warning below the threshold",
      files: { Dockerfile: FIXABLE },
      args: ["--fail-on", "error"],
      code: 0,
    },
    { title: "never", files: { Dockerfile: BAD }, args: ["--fail-on", "never"], code: 0 },
    {
      title: "a warning that is not reported",
      files: { Dockerfile: FIXABLE },
      args: ["--min-severity", "error"],
      code: 0,
    },
    {
      title: "a rule made less severe",
      files: { Dockerfile: FIXABLE },
      args: ["--rule", "pip-cache-in-layer=hint"],
      code: 0,
    },
    {
      title: "a hint at the threshold",
      files: { Dockerfile: FIXABLE },
      args: ["--rule", "pip-cache-in-layer=hint", "--fail-on", "hint"],
      code: 1,
    },
    {
      title: "a rule switched off",
      files: { Dockerfile: BAD },
      args: ["--rule", "dockerfile-syntax=off"],
      code: 0,
    },
    { title: "trouble beside findings", files: { Dockerfile: BAD, "Dockerfile.b": "\0" }, args: [], code: 2 },
    { title: "nothing to lint", files: {}, args: [], code: 0 },
  ])("$title: $code", async ({ files, args, code }) => {
    expect((await cli(["lint", ...args], { cwd: folderWith(files) })).code).toBe(code);
  });
});

describe("text", () => {
  test("shows the line with carets, and a summary", async () => {
    const { stdout, stderr } = await cli(["lint"], {
      cwd: folderWith({ "a/Dockerfile": BAD, Dockerfile: CLEAN }),
    });
    expect(stdout).toBe(
      [
        'a/Dockerfile:2:1 error dockerfile-syntax "FOO" is not a Dockerfile instruction.',
        "    2 | FOO x",
        "      | ^^^",
        "",
        "1 finding (1 error) in 1 of 2 files.",
        "",
      ].join("\n"),
    );
    expect(stderr).toBe("");
  });

  test("says so when nothing is wrong", async () => {
    const { stdout } = await cli(["lint"], { cwd: folderWith({ Dockerfile: CLEAN }) });
    expect(stdout).toBe("No findings in 1 file.\n");
  });

  test("--quiet is one line a finding", async () => {
    const { stdout } = await cli(["lint", "--quiet"], { cwd: folderWith({ Dockerfile: BAD }) });
    expect(stdout).toBe('Dockerfile:2:1 error dockerfile-syntax "FOO" is not a Dockerfile instruction.\n');
  });

  test.each([
    { args: [], env: {}, coloured: false },
    { args: ["--color", "always"], env: {}, coloured: true },
    { args: ["--color", "always"], env: { NO_COLOR: "1" }, coloured: true },
    { args: ["--color", "never"], env: { FORCE_COLOR: "1" }, coloured: false },
  ])("colours with $args and $env: $coloured", async ({ args, env, coloured }) => {
    const { stdout } = await cli(["lint", ...args], { cwd: folderWith({ Dockerfile: BAD }), env });
    expect(stdout.includes("\u001B[31m")).toBe(coloured);
  });

  test("nothing that a file or its name holds reaches the terminal as a control character", async () => {
    const cwd = folderWith({
      "\u001B[2Jx.Dockerfile": "FROM scratch\nFOO\u202E \u001B]0;title\u0007 \u009B31m\n",
    });
    const { stdout } = await cli(["lint"], { cwd });
    expect(stdout).toContain("FOO");
    expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  });

  test("what --fix could do is said", async () => {
    const { stdout } = await cli(["lint"], { cwd: folderWith({ Dockerfile: FIXABLE }) });
    expect(stdout).toContain("--fix: Add --no-cache-dir");
    expect(stdout).toContain("--fix mends 1.");
  });
});

describe("JSON", () => {
  test("is one object, with places that count from 1", async () => {
    const report = await lintJson([], { cwd: folderWith({ "a/Dockerfile": BAD, Dockerfile: CLEAN }) });
    expect(report).toEqual({
      code: 1,
      files: ["Dockerfile", "a/Dockerfile"],
      findings: [
        {
          file: "a/Dockerfile",
          rule: "dockerfile-syntax",
          severity: "error",
          message: '"FOO" is not a Dockerfile instruction.',
          range: { start: { line: 2, column: 1 }, end: { line: 2, column: 4 } },
          docs: "https://github.com/ml-containers/ml-containers/blob/main/docs/rules/dockerfile-syntax.md",
          fixes: [],
        },
      ],
      problems: [],
    });
  });

  test("holds the fixes with their edits", async () => {
    const { findings } = await lintJson([], { cwd: folderWith({ Dockerfile: FIXABLE }) });
    expect(findings.find(({ rule }) => rule === "pip-cache-in-layer")?.fixes[0]).toEqual({
      title: "Add --no-cache-dir",
      safety: "safe",
      edits: [
        { range: { start: { line: 2, column: 16 }, end: { line: 2, column: 16 } }, text: " --no-cache-dir" },
      ],
    });
  });

  test("says what a file was read as", async () => {
    const cwd = folderWith({ Dockerfile: CLEAN, "compose.yaml": "services: {}\n" });
    const { stdout } = await cli(["lint", "--format", "json"], { cwd });
    const { files }: JsonReport = JSON.parse(stdout);
    expect(files).toEqual([
      { file: "Dockerfile", kind: "dockerfile" },
      { file: "compose.yaml", kind: "compose" },
    ]);
  });

  test("is whole when nothing is there to lint", async () => {
    const { code, stdout, stderr } = await cli(["lint", "--format", "json"], { cwd: folderWith({}) });
    expect(JSON.parse(stdout)).toEqual({ files: [], findings: [], problems: [] });
    expect(stderr).toContain("Nothing to lint");
    expect(code).toBe(0);
  });

  test("does not count a byte-order mark as a column", async () => {
    const { findings } = await lintJson([], {
      cwd: folderWith({ Dockerfile: "\uFEFFFOO x\nFROM scratch\n" }),
    });
    expect(findings[0]?.range.start).toEqual({ line: 1, column: 1 });
  });

  test("names a file outside the working directory from there", async () => {
    const folder = folderWith({ "a/Dockerfile": BAD, "b/x": "" });
    expect((await lintJson(["../a"], { cwd: `${folder}/b` })).files).toEqual(["../a/Dockerfile"]);
  });
});

describe("standard input", () => {
  test("is linted under the name that it is given", async () => {
    expect((await lintJson(["-"], { stdin: BAD })).findings[0]?.file).toBe("<stdin>");
    const named = await lintJson(["-", "--stdin-filename", "api/Dockerfile"], { stdin: BAD });
    expect(named.findings[0]?.file).toBe("api/Dockerfile");
    expect(named.code).toBe(1);
  });

  test("can be one of several inputs", async () => {
    const report = await lintJson(["-", "Dockerfile"], {
      stdin: CLEAN,
      cwd: folderWith({ Dockerfile: BAD }),
    });
    expect(report.files).toEqual(["<stdin>", "Dockerfile"]);
  });

  test("that is too big is reported", async () => {
    const { problems, code } = await lintJson(["-"], { stdin: "# x\n".repeat(400_000) });
    expect(problems[0]?.message).toContain("over 1 MB");
    expect(code).toBe(2);
  });
});

test("a reader that goes away ends the output quietly", async () => {
  const cwd = folderWith(
    Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`Dockerfile.${at}`, BAD.repeat(40)])),
  );
  const child = spawn(process.execPath, [script, "lint"], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdout.once("data", () => child.stdout.destroy());
  await once(child, "close");
  expect(stderr).toBe("");
});
