import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { diskFiles, overlaid } from "../../server/src/host/files.ts";

const folder = mkdtempSync(join(tmpdir(), "ml-containers-"));
afterAll(() => rmSync(folder, { recursive: true }));

function at(name: string): string {
  return join(folder, name).replaceAll("\\", "/");
}

writeFileSync(at("plain"), "A=1\r\n");
writeFileSync(at("marked"), "\uFEFFA=1\n");
writeFileSync(at("empty"), "");
writeFileSync(at("binary"), "A\0");
writeFileSync(at("latin"), Buffer.from("caf\u00E9", "latin1"));
writeFileSync(at("large"), "x".repeat(1_048_577));
writeFileSync(at("largest"), "x".repeat(1_048_576));
mkdirSync(at("sub"));
writeFileSync(at("sub/inner"), "");

describe("a file of the disk", () => {
  test.each([
    ["plain", { state: "text", text: "A=1\r\n" }],
    ["marked", { state: "text", text: "A=1\n" }],
    ["empty", { state: "text", text: "" }],
    ["largest", { state: "text", text: "x".repeat(1_048_576) }],
    ["gone", { state: "missing" }],
    ["plain/below", { state: "missing" }],
    ["sub", { state: "unreadable", why: "it is a folder" }],
    ["binary", { state: "unreadable", why: "it is no text file" }],
    ["latin", { state: "unreadable", why: "it is not UTF-8" }],
    ["large", { state: "unreadable", why: "it is larger than 1 MB" }],
  ])("%s", (name, expected) => {
    expect(diskFiles().read(at(name))).toEqual(expected);
  });

  test("is the same during one analysis, and new for the next", () => {
    const files = diskFiles();
    writeFileSync(at("changing"), "one");
    expect(files.read(at("changing"))).toEqual({ state: "text", text: "one" });
    expect(files.read(at("late"))).toEqual({ state: "missing" });
    writeFileSync(at("changing"), "two");
    writeFileSync(at("late"), "");
    expect(files.read(at("changing"))).toEqual({ state: "text", text: "one" });
    expect(files.read(at("late"))).toEqual({ state: "missing" });
    expect(diskFiles().read(at("changing"))).toEqual({ state: "text", text: "two" });
  });

  test.each(["//server/share/.env", "\\\\server\\share\\.env"])(
    "%s is not fetched over the network",
    (path) => {
      expect(diskFiles().read(path)).toMatchObject({ state: "unreadable" });
      expect(diskFiles().list(path)).toBeUndefined();
    },
  );

  test("is left where one analysis has read enough", () => {
    const files = diskFiles();
    const states = Array.from(
      { length: 40 },
      (_, index) => files.read(`${folder}/${"./".repeat(index)}largest`).state,
    );
    expect(states.lastIndexOf("text")).toBe(31);
    expect(files.read(at("plain"))).toEqual({
      state: "unreadable",
      why: "too many files are read for this one",
    });
  });
});

describe.runIf(process.platform !== "win32")("on systems with links and devices", () => {
  test("links are followed, and one that leads nowhere is missing", () => {
    symlinkSync("plain", at("link"));
    symlinkSync("nowhere", at("broken"));
    symlinkSync("loop", at("loop"));
    expect(diskFiles().read(at("link"))).toEqual({ state: "text", text: "A=1\r\n" });
    expect(diskFiles().read(at("broken"))).toEqual({ state: "missing" });
    expect(diskFiles().read(at("loop"))).toMatchObject({ state: "unreadable" });
  });

  test("pipes and devices are not waited for", () => {
    execFileSync("mkfifo", [at("pipe")]);
    for (const path of [at("pipe"), "/dev/zero", "/dev/tty"]) {
      expect(diskFiles().read(path)).toEqual({
        state: "unreadable",
        why: "it is a pipe, a socket or a device",
      });
    }
  });
});

test("a folder is listed with its folders marked; what is none is not", () => {
  expect(diskFiles().list(folder.replaceAll("\\", "/"))).toEqual(expect.arrayContaining(["plain", "sub/"]));
  expect(diskFiles().list(at("sub"))).toEqual(["inner"]);
  expect(diskFiles().list(at("plain"))).toBeUndefined();
  expect(diskFiles().list(at("gone"))).toBeUndefined();
});

test("texts that lie over the disk are read in its place, unless they are too long", () => {
  const shown: Readonly<Record<string, string>> = {
    [at("plain")]: "typed",
    [at("sub/inner")]: "x".repeat(2_000_000),
  };
  const files = overlaid(diskFiles(), (path) => shown[path]);
  expect(files.read(at("plain"))).toEqual({ state: "text", text: "typed" });
  expect(files.read(at("marked"))).toEqual({ state: "text", text: "A=1\n" });
  expect(files.read(at("sub/inner"))).toMatchObject({ state: "unreadable" });
  expect(files.list(at("sub"))).toEqual(["inner"]);
});
