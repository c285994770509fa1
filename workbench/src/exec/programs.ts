import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";

import type { ProgramOptions, ProgramResult, Programs } from "../services.ts";
import { endTree } from "./end-tree.ts";
import { locate } from "./locate.ts";

/**
 * Programs of this machine, run by their words alone. A program gets a process group of its own, so that what it started ends with it.
 * One that cannot be killed, as a reader of a driver that hangs in the kernel, is left behind rather than waited for.
 */
export const systemPrograms: Programs = { run };

const LIMIT = 4 * 1024 * 1024;

/** Milliseconds that the pipes of a program that has ended may stay open, held by something that it left behind. */
const LINGER = 500;

function run(argv: readonly string[], options: ProgramOptions): Promise<ProgramResult> {
  const env = environment(options.env);
  const command = locate(argv[0] ?? "", env);
  if (options.signal?.aborted === true) return Promise.resolve(failed("cancelled"));
  if (command === undefined) return Promise.resolve(failed("missing"));
  let child: ChildProcess;
  try {
    child = spawn(command, argv.slice(1), {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env,
      detached: process.platform !== "win32",
      shell: false,
      stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      windowsHide: true,
    });
  } catch (error) {
    return Promise.resolve(notStarted(error));
  }
  return watch(child, options);
}

function watch(child: ChildProcess, options: ProgramOptions): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    const limit = options.limit ?? LIMIT;
    let size = 0;
    let finished = false;
    let linger: NodeJS.Timeout | undefined;
    const finish = (result: ProgramResult): void => {
      if (finished) return;
      finished = true;
      clearTimeout(timer);
      clearTimeout(linger);
      options.signal?.removeEventListener("abort", cancel);
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
      resolve(result);
    };
    const done = (outcome: ProgramResult["outcome"], code?: number): void =>
      finish({ outcome, code, stdout: decoded(stdout), stderr: decoded(stderr) });
    const stop = (outcome: ProgramResult["outcome"]): void => {
      if (finished) return;
      endTree(child);
      child.unref();
      done(outcome);
    };
    const cancel = (): void => stop("cancelled");
    const timer = setTimeout(() => stop("timed-out"), options.timeout);
    const collect = (into: Buffer[]) => {
      // Each stream has its own, since a character may be cut anywhere.
      const decoder = new TextDecoder();
      return (chunk: Buffer) => {
        const room = limit - size;
        size += chunk.length;
        if (room > 0) into.push(chunk.subarray(0, room));
        if (options.heard !== undefined) options.heard(decoder.decode(chunk, { stream: true }));
        else if (size > limit) stop("too-much-output");
      };
    };
    child.on("error", (error) => finish(notStarted(error)));
    child.stdout?.on("data", collect(stdout)).on("error", ignore);
    child.stderr?.on("data", collect(stderr)).on("error", ignore);
    child.stdin?.on("error", ignore).end(options.input);
    child.on("close", (code) => done("exited", code ?? undefined));
    child.on("exit", (code) => {
      linger = setTimeout(() => done("exited", code ?? undefined), LINGER);
    });
    options.signal?.addEventListener("abort", cancel);
  });
}

function environment(changes: ProgramOptions["env"]): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const [name, value] of Object.entries(changes ?? {})) {
    if (value === undefined) delete env[name];
    else env[name] = value;
  }
  return env;
}

/** Invalid UTF-8 becomes replacement characters. */
function decoded(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString("utf8");
}

function failed(outcome: ProgramResult["outcome"], stderr = ""): ProgramResult {
  return { outcome, code: undefined, stdout: "", stderr };
}

function notStarted(error: unknown): ProgramResult {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const denied = code === "EACCES" || code === "EPERM";
  return failed(denied ? "not-permitted" : "missing", error instanceof Error ? error.message : "");
}

function ignore(): void {
  // A pipe that breaks is told by how the program ends.
}
