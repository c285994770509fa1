import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { systemDisk } from "../../../workbench/src/exec/disk.ts";

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "disk-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

test("reads files, those of the kernel that say they are empty too", async () => {
  const path = join(await folder(), "a");
  await writeFile(path, "text é");
  expect(await systemDisk.read(path)).toBe("text é");
  expect(await systemDisk.read("/proc/self/cgroup")).toMatch(/:/);
});

test("does not read what is missing, large, endless or no file", async () => {
  const path = await folder();
  await writeFile(join(path, "large"), Buffer.alloc(1024 * 1024 + 1));
  execFileSync("mkfifo", [join(path, "pipe")]);
  for (const one of [
    join(path, "large"),
    join(path, "pipe"),
    join(path, "none"),
    path,
    "/dev/zero",
    "a\0b",
  ]) {
    expect(await systemDisk.read(one), one).toBeUndefined();
  }
});

test("lists folders", async () => {
  const path = await folder();
  await writeFile(join(path, "a"), "");
  await mkdir(join(path, "b"));
  expect((await systemDisk.list(path))?.toSorted()).toEqual(["a", "b"]);
  expect(await systemDisk.list(join(path, "a"))).toBeUndefined();
});

test("tells what a path is", async () => {
  const path = await folder();
  await writeFile(join(path, "file"), "");
  await symlink(join(path, "gone"), join(path, "broken"));
  await symlink(join(path, "file"), join(path, "link"));
  const server = createServer().listen(join(path, "socket"));
  onTestFinished(() => {
    server.close();
  });
  await new Promise((resolve) => {
    server.once("listening", resolve);
  });
  const kinds = ["file", "link", "socket", "broken", "none", "file/below"].map((name) =>
    systemDisk.kind(join(path, name)),
  );
  expect(await Promise.all(kinds)).toEqual(["file", "file", "socket", "missing", "missing", "missing"]);
  expect(await systemDisk.kind(path)).toBe("folder");
  expect(await systemDisk.kind("/dev/null")).toBe("other");
});
