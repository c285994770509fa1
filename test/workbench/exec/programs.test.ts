import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { locate } from "../../../workbench/src/exec/locate.ts";
import { systemPrograms } from "../../../workbench/src/exec/programs.ts";

const NODE = process.execPath;
const LONG = { timeout: 20_000 };

const script = (source: string, options: Parameters<typeof systemPrograms.run>[1] = LONG) =>
  systemPrograms.run([NODE, "-e", source], options);

describe("a program that runs", () => {
  test("tells both streams and its exit status", async () => {
    const result = await script('process.stdout.write("out"); process.stderr.write("err"); process.exit(3)');
    expect(result).toEqual({ outcome: "exited", code: 3, stdout: "out", stderr: "err" });
  });

  test("gets its words as they are: no shell sees them", async () => {
    const words = ["$(id)", "`id`", "; id", "a b", "*", "%PATH%", '"', "'", "\\", "-x", "é\n"];
    const result = await systemPrograms.run(
      [NODE, "-e", "console.log(JSON.stringify(process.argv.slice(1)))", "--", ...words],
      LONG,
    );
    expect(JSON.parse(result.stdout)).toEqual(words);
  });

  test("reads its input, and one that does not want it is no failure", async () => {
    const read = "process.stdin.on('data', (d) => process.stdout.write(String(d)))";
    expect((await script(read, { ...LONG, input: "hello" })).stdout).toBe("hello");
    const deaf = await script("process.exit(0)", { ...LONG, input: "x".repeat(1_000_000) });
    expect(deaf).toMatchObject({ outcome: "exited", code: 0 });
  });

  test("gets variables beside those of this process, or loses them", async () => {
    const result = await script("console.log(JSON.stringify([process.env.OURS, process.env.HOME ?? null]))", {
      ...LONG,
      env: { OURS: "1", HOME: undefined },
    });
    expect(JSON.parse(result.stdout)).toEqual(["1", null]);
  });

  test("is heard while it runs, whole characters at a time, and beyond the limit", async () => {
    const control = new AbortController();
    let heard = "";
    const result = await script(
      "process.stdout.write(Buffer.from([0xc3])); setTimeout(() => { process.stdout.write(Buffer.from([0xa9])); process.stderr.write('!'.repeat(100)); }, 50); setInterval(() => {}, 1000)",
      {
        ...LONG,
        limit: 10,
        signal: control.signal,
        heard: (text) => {
          heard += text;
          if (heard.length === 101) control.abort();
        },
      },
    );
    expect(heard.replaceAll("!", "")).toBe("é");
    expect(result.outcome).toBe("cancelled");
    expect(result.stdout.length + result.stderr.length).toBeLessThanOrEqual(10);
  });

  test("may print what is no UTF-8", async () => {
    const result = await script("process.stdout.write(Buffer.from([0x61, 0xff, 0xfe, 0x62]))");
    expect(result.stdout).toBe("a\uFFFD\uFFFDb");
  });

  test("that a signal ends has no exit status", async () => {
    expect(await script("process.kill(process.pid, 'SIGKILL')")).toMatchObject({
      outcome: "exited",
      code: undefined,
    });
  });

  test("ends even where something that it started keeps its output open", async () => {
    const result = await script(
      "require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 5000)'], { detached: true, stdio: 'inherit' }).unref(); console.log('done'); process.exit(0)",
    );
    expect(result).toMatchObject({ outcome: "exited", code: 0, stdout: "done\n" });
  });
});

describe("a program that does not begin", () => {
  test("is missing", async () => {
    expect((await systemPrograms.run(["no-such-program-here"], LONG)).outcome).toBe("missing");
    expect((await systemPrograms.run([], LONG)).outcome).toBe("missing");
    expect((await systemPrograms.run(["/no/such\0program"], LONG)).outcome).toBe("missing");
  });

  test("is not permitted", async () => {
    const folder = await mkdtemp(join(tmpdir(), "programs-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, "tool");
    await writeFile(file, "#!/bin/sh\n");
    await chmod(file, 0o644);
    expect((await systemPrograms.run([file], LONG)).outcome).toBe("not-permitted");
  });
});

describe("a program that is stopped", () => {
  test("by its time, with what it said until then", async () => {
    const result = await script(
      "process.on('SIGTERM', () => {}); console.log('began'); setInterval(() => {}, 1e6)",
      {
        timeout: 2_000,
      },
    );
    expect(result).toEqual({ outcome: "timed-out", code: undefined, stdout: "began\n", stderr: "" });
  });

  test("by the limit of its output, over both streams", async () => {
    const result = await script(
      "for (;;) { process.stdout.write('x'.repeat(999)); process.stderr.write('y'.repeat(999)) }",
      {
        ...LONG,
        limit: 10_000,
      },
    );
    expect(result.outcome).toBe("too-much-output");
    expect(result.stdout.length + result.stderr.length).toBe(10_000);
  });

  test("by whoever asked, before and after it began", async () => {
    const stop = new AbortController();
    const running = script("setInterval(() => {}, 1e6)", { ...LONG, signal: stop.signal });
    stop.abort();
    expect((await running).outcome).toBe("cancelled");
    expect((await script("", { ...LONG, signal: stop.signal })).outcome).toBe("cancelled");
  });
});

test("on Windows only the PATH is searched, never the current folder", () => {
  expect(locate("nvidia-smi", { Path: "C:\\none;relative;." }, "win32")).toBeUndefined();
  expect(locate(".\\nvidia-smi.exe", {}, "win32")).toBeUndefined();
  expect(locate("C:\\Windows\\System32\\nvidia-smi.exe", {}, "win32")).toBe(
    "C:\\Windows\\System32\\nvidia-smi.exe",
  );
});
