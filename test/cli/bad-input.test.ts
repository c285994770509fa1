import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSource } from "../../server/src/cli/files/read.ts";
import { BAD, cli, folderWith, lintJson } from "./cli.ts";

const latin1 = Buffer.from("FROM scratch\n# caf\u00E9\nFOO x\n", "latin1");

describe("what is no Dockerfile is reported with a remedy, and the other files are linted", () => {
  test.each([
    {
      title: "binary",
      content: Buffer.from("FROM a\n\0\x01\x02"),
      line: 2,
      says: "holds a NUL byte",
      remedy: "leave it out",
    },
    {
      title: "UTF-16",
      content: Buffer.from("\uFEFFFROM a\n", "utf16le"),
      line: 1,
      says: "It is UTF-16",
      remedy: "UTF-8",
    },
    { title: "empty", content: "", line: undefined, says: "It is empty", remedy: "Begin with a FROM line" },
    {
      title: "blank",
      content: " \n\n\t\n",
      line: undefined,
      says: "It is empty",
      remedy: "Begin with a FROM line",
    },
    {
      title: "10 MB",
      content: "# x\n".repeat(2_621_440),
      line: undefined,
      says: "It has 10.0 MB",
      remedy: "split it",
    },
  ])("$title", async ({ content, line, says, remedy }) => {
    const cwd = folderWith({ "Dockerfile.bad": content, Dockerfile: BAD });
    const { files, findings, problems, code } = await lintJson([], { cwd });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({
      file: "Dockerfile.bad",
      message: expect.stringContaining(says),
      remedy: expect.stringContaining(remedy),
    });
    expect(problems[0]?.line).toBe(line);
    expect(files).toEqual(["Dockerfile"]);
    expect(findings).toHaveLength(1);
    expect(code).toBe(2);
  });
});

test("in text the trouble stands on standard error, with its place", async () => {
  const cwd = folderWith({ "Dockerfile.bad": "FROM a\n\0", Dockerfile: BAD });
  const { stdout, stderr } = await cli(["lint"], { cwd });
  expect(stderr).toMatch(/^Dockerfile\.bad:2: It holds a NUL byte.*\n$/);
  expect(stdout).toContain("Dockerfile:2:1 error");
});

describe("what can be read in part is linted, and the trouble is named", () => {
  test("invalid UTF-8", async () => {
    const { files, findings, problems, code } = await lintJson([], {
      cwd: folderWith({ Dockerfile: latin1 }),
    });
    expect(files).toEqual(["Dockerfile"]);
    expect(findings.map(({ range }) => range.start.line)).toEqual([3]);
    expect(problems).toMatchObject([{ file: "Dockerfile", line: 2, remedy: "Save it as UTF-8." }]);
    expect(code).toBe(2);
  });

  test("a lone carriage return", async () => {
    const { problems } = await lintJson([], {
      cwd: folderWith({ Dockerfile: "FROM scratch\n# a\rCOPY a b\n" }),
    });
    expect(problems).toMatchObject([{ line: 2, remedy: "Save the file with LF line ends." }]);
  });
});

test("a file of 100,000 lines is linted", async () => {
  const cwd = folderWith({ Dockerfile: `FROM scratch\n${"RUN ls\n".repeat(100_000)}FOO x\n` });
  const { findings } = await lintJson(["--min-severity", "error"], { cwd });
  expect(findings.map(({ range }) => range.start.line)).toEqual([100_002]);
});

test("a line of a megabyte is linted, and shown cut", async () => {
  const cwd = folderWith({ Dockerfile: `FROM scratch\nFOO ${"x".repeat(1_000_000)}\n` });
  const { stdout } = await cli(["lint"], { cwd });
  expect(stdout).toContain("| FOO xxx");
  expect(stdout.length).toBeLessThan(1000);
});

test("a folder named Dockerfile is reported when it holds none, and searched when it does", async () => {
  const cwd = folderWith({ "a/Dockerfile/x.txt": "", "b/Dockerfile/gpu.Dockerfile": BAD });
  mkdirSync(join(cwd, "Dockerfile"));
  const { files, problems } = await lintJson([], { cwd });
  expect(files).toEqual(["b/Dockerfile/gpu.Dockerfile"]);
  expect(problems.map(({ file }) => file).toSorted((a, b) => a.localeCompare(b))).toEqual([
    "a/Dockerfile",
    "Dockerfile",
  ]);
  expect(problems[0]?.message).toContain("It is a folder");
});

test("a path that is not there is reported, and the others are linted", async () => {
  const { files, problems, code } = await lintJson(["gone", "Dockerfile", "Dockerfile/x"], {
    cwd: folderWith({ Dockerfile: BAD }),
  });
  expect(files).toEqual(["Dockerfile"]);
  expect(problems).toMatchObject([
    { file: "gone", message: "There is no such file or folder." },
    { file: "Dockerfile/x", message: "A part of this path is a file, not a folder." },
  ]);
  expect(code).toBe(2);
});

test.runIf(process.platform !== "win32")("a pipe and a device are not waited for", async () => {
  const cwd = folderWith({ Dockerfile: BAD });
  execFileSync("mkfifo", ["Dockerfile.pipe"], { cwd });
  const { files, problems } = await lintJson([".", "/dev/zero"], { cwd });
  expect(files).toEqual(["Dockerfile"]);
  expect(problems).toHaveLength(2);
  expect(problems[0]).toMatchObject({
    file: "Dockerfile.pipe",
    message: "It is a pipe, a socket or a device, not a file.",
    remedy: expect.stringContaining("ml-containers lint - <"),
  });
});

test.each(["EACCES", "EPERM"])("%s from the system is a clear sentence with a remedy", (code) => {
  const reading = readSource("Dockerfile", () => {
    throw Object.assign(new Error(`${code}: permission denied, open 'Dockerfile'`), { code });
  });
  expect(reading.source).toBeUndefined();
  expect(reading.troubles).toMatchObject([
    { message: "It cannot be read: permission denied.", remedy: expect.stringContaining("chmod u+r") },
  ]);
});
