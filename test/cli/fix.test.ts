import { execFileSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ReportedFinding } from "../../server/src/engine/analyze.ts";
import { replaceFile } from "../../server/src/cli/files/write.ts";
import { fixAll } from "../../server/src/cli/fix.ts";
import { BAD, FIXABLE, FIXED, cli, folderWith, lintJson } from "./cli.ts";

function read(...path: readonly string[]): string {
  return readFileSync(join(...path), "utf8");
}

test("--fix applies safe fixes, reports what is left, and leaves nothing behind", async () => {
  const cwd = folderWith({ Dockerfile: FIXABLE, "Dockerfile.bad": BAD });
  const { stdout, code } = await cli(["lint", "--fix"], { cwd });
  expect(read(cwd, "Dockerfile")).toBe(FIXED);
  expect(read(cwd, "Dockerfile.bad")).toBe(BAD);
  expect(stdout).toContain("Dockerfile.bad:2:1 error");
  expect(stdout).toContain("Applied 1 fix in 1 file. 1 finding (1 error) in 1 of 2 files.");
  expect(readdirSync(cwd)).toHaveLength(2);
  expect(code).toBe(1);
});

test("--fix a second time changes nothing", async () => {
  const cwd = folderWith({ Dockerfile: FIXABLE });
  await cli(["lint", "--fix"], { cwd });
  const { stdout, code } = await cli(["lint", "--fix"], { cwd });
  expect(stdout).toBe("No findings in 1 file.\n");
  expect(code).toBe(0);
  expect(read(cwd, "Dockerfile")).toBe(FIXED);
});

test("--fix keeps the byte-order mark, the line ends and the mode", async () => {
  const cwd = folderWith({ Dockerfile: `\uFEFF${FIXABLE.replaceAll("\n", "\r\n")}` });
  chmodSync(join(cwd, "Dockerfile"), 0o755);
  await cli(["lint", "--fix"], { cwd });
  expect(read(cwd, "Dockerfile")).toBe(`\uFEFF${FIXED.replaceAll("\n", "\r\n")}`);
  expect(statSync(join(cwd, "Dockerfile")).mode & 0o777).toBe(0o755);
});

test("--fix writes through a link, which stays one", async () => {
  const cwd = folderWith({ "images/base.txt": FIXABLE });
  symlinkSync("images/base.txt", join(cwd, "Dockerfile"));
  await cli(["lint", "--fix"], { cwd });
  expect(lstatSync(join(cwd, "Dockerfile")).isSymbolicLink()).toBe(true);
  expect(read(cwd, "images/base.txt")).toBe(FIXED);
});

test("--fix leaves a file alone that is not UTF-8", async () => {
  const bytes = Buffer.from(`# caf\u00E9\n${FIXABLE}`, "latin1");
  const cwd = folderWith({ Dockerfile: bytes });
  const { findings } = await lintJson(["--fix"], { cwd });
  expect(readFileSync(join(cwd, "Dockerfile"))).toEqual(bytes);
  expect(findings).not.toEqual([]);
});

test("--fix does not touch what --min-severity and --rule leave out", async () => {
  const cwd = folderWith({ Dockerfile: FIXABLE });
  await cli(["lint", "--fix", "--min-severity", "error"], { cwd });
  await cli(["lint", "--fix", "--rule", "pip-cache-in-layer=off"], { cwd });
  expect(read(cwd, "Dockerfile")).toBe(FIXABLE);
});

test("--fix --dry-run prints a diff that git applies, and changes nothing", async () => {
  const source = FIXABLE.replaceAll("\n", "\r\n");
  const cwd = folderWith({ "a b/Dockerfile": source, Dockerfile: FIXABLE.trimEnd() });
  const { stdout, stderr, code } = await cli(["lint", "--fix", "--dry-run"], { cwd });
  expect(read(cwd, "a b/Dockerfile")).toBe(source);
  expect(stderr).toContain("Would apply 2 fixes in 2 files.");
  expect(code).toBe(1);
  execFileSync("git", ["apply", "-"], { cwd, input: stdout });
  expect(read(cwd, "a b/Dockerfile")).toBe(FIXED.replaceAll("\n", "\r\n"));
  expect(read(cwd, "Dockerfile")).toBe(FIXED.trimEnd());
});

test("JSON says what was changed, and the diff of what would be", async () => {
  const cwd = folderWith({ Dockerfile: FIXABLE });
  const dry = await lintJson(["--fix", "--dry-run"], { cwd });
  expect(dry.changes).toMatchObject([
    { file: "Dockerfile", fixes: 1, diff: expect.stringContaining("\n+RUN pip install --no-cache") },
  ]);
  expect(dry.findings).toHaveLength(1);
  const done = await lintJson(["--fix"], { cwd });
  expect(done).toMatchObject({ findings: [], changes: [{ file: "Dockerfile", fixes: 1 }] });
});

test("a file that changed meanwhile is left as it is", () => {
  const cwd = folderWith({ Dockerfile: "new" });
  const trouble = replaceFile(join(cwd, "Dockerfile"), Buffer.from("old"), Buffer.from("fixed"));
  expect(trouble?.message).toContain("It changed while it was being fixed");
  expect(trouble?.remedy).toBe("Run the command again.");
  expect(read(cwd, "Dockerfile")).toBe("new");
  expect(readdirSync(cwd)).toEqual(["Dockerfile"]);
});

test("a file that is gone meanwhile is no crash", () => {
  const cwd = folderWith({});
  expect(replaceFile(join(cwd, "Dockerfile"), Buffer.from("a"), Buffer.from("b"))?.message).toContain(
    "cannot be written",
  );
});

test("a foreign file in the way of the new content is not removed", () => {
  const cwd = folderWith({ Dockerfile: "old" });
  const inTheWay = join(cwd, `.Dockerfile.${process.pid}.tmp`);
  writeFileSync(inTheWay, "not ours");
  expect(replaceFile(join(cwd, "Dockerfile"), Buffer.from("old"), Buffer.from("new"))).toBeDefined();
  expect(read(inTheWay)).toBe("not ours");
  expect(read(cwd, "Dockerfile")).toBe("old");
});

test("fixes that undo each other come to an end", () => {
  expect(fixAll("a", swapping)).toMatchObject({ text: "b", count: 1 });
});

test("of fixes at one place the first is applied, and the other waits for its round", () => {
  expect(fixAll("-", wantingBoth)).toMatchObject({ text: "yx-", count: 2 });
});

function swapping(text: string): Judged {
  return { findings: [findingWithFix(0, 1, text === "a" ? "b" : "a")] };
}

function wantingBoth(text: string): Judged {
  return {
    findings: ["x", "y"]
      .filter((letter) => !text.includes(letter))
      .map((letter) => findingWithFix(0, 0, letter)),
  };
}

interface Judged {
  readonly findings: readonly ReportedFinding[];
}

function findingWithFix(start: number, end: number, text: string): ReportedFinding {
  const span = { start, end };
  const fixes = [{ title: text, safety: "safe", edits: [{ span, text }] }] as const;
  return { rule: "some-rule", severity: "error", message: text, span, fixes, related: [], tags: [] };
}
