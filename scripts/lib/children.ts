import { spawn } from "node:child_process";
import type { ChildProcess, SpawnOptions } from "node:child_process";

export interface ChildOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Text for standard input, which is closed otherwise. */
  readonly input?: string;
  /** Milliseconds after which the child and all it started are ended. */
  readonly timeout?: number;
  /** Milliseconds that it gets to end in order when it is stopped; 4,000 if nothing else is said. */
  readonly patience?: number;
  /** Hears standard output and standard error as they come. */
  readonly onOutput?: (text: string) => void;
}

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly pid: number | undefined;
  readonly exited: Promise<Finished>;
  /** Ends the child and all it started: politely first, by force when its patience is over. */
  stop(): Promise<void>;
}

/**
 * Starts a program in a process group of its own, so that stopping it also stops what it started, and a Ctrl-C reaches
 * only this process, which then ends its children in order. A program that can't be started finishes with code 127.
 */
export function start(argv: readonly string[], options: ChildOptions = {}): Running {
  const [command = "", ...args] = argv;
  const settings: SpawnOptions = {
    detached: process.platform !== "win32",
    stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    windowsHide: true,
  };
  if (options.cwd !== undefined) settings.cwd = options.cwd;
  if (options.env !== undefined) settings.env = options.env;
  const child = spawn(command, args, settings);
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    options.onOutput?.(text);
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    options.onOutput?.(text);
  });
  if (options.input !== undefined) {
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(options.input);
  }
  const timer =
    options.timeout === undefined ? undefined : setTimeout(() => signal(child, "SIGKILL"), options.timeout);
  const exited = new Promise<Finished>((resolve) => {
    const finish = (code: number, note = ""): void => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr: stderr + note });
    };
    child.on("error", (error) => finish(127, `${command}: ${error.message}`));
    child.on("exit", (code) => {
      signal(child, "SIGKILL");
      alive.delete(running);
      groups.delete(child);
      // Something that left the group may hold the pipes open for ever.
      setTimeout(() => finish(code ?? 1), 500);
    });
    child.on("close", (code) => finish(code ?? 1));
  });
  const running: Running = {
    pid: child.pid,
    exited,
    async stop() {
      const force = setTimeout(() => signal(child, "SIGKILL"), options.patience ?? 4_000);
      signal(child, "SIGTERM");
      await exited;
      clearTimeout(force);
    },
  };
  if (child.pid !== undefined) {
    alive.add(running);
    groups.add(child);
  }
  return running;
}

/** Runs a program to its end. */
export function run(argv: readonly string[], options: ChildOptions = {}): Promise<Finished> {
  return start(argv, options).exited;
}

/** Runs a program to its end and throws what it said when it fails. */
export async function must(argv: readonly string[], options: ChildOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await run(argv, options);
  if (code === 0) return stdout;
  const said = `${stdout}\n${stderr}`.trim().split("\n").slice(-25).join("\n");
  throw new Error(`${said}\n\n${argv.slice(0, 4).join(" ")} … failed (exit ${code}).`);
}

/** Registers work for the end of the process, when the children are gone; the last registered runs first. */
export function atEnd(work: () => Promise<void>): void {
  endings.push(work);
}

/** Stops every child, then runs the registered endings; safe to call more than once. */
export function end(): Promise<void> {
  ending ??= (async () => {
    await Promise.all([...alive].map((running) => running.stop()));
    for (const work of endings.toReversed()) await work().catch(() => undefined);
  })();
  return ending;
}

/**
 * Ends everything on Ctrl-C, on a termination signal, and when the process that started this one is gone. Nothing
 * survives even a crash: the last resort kills what is left when this process exits.
 */
export function endWithParent(): void {
  const leave = (code: number): void => {
    process.off("disconnect", orphaned);
    void end().then(() => process.exit(code));
  };
  const orphaned = (): void => leave(1);
  process.on("SIGINT", () => leave(130));
  process.on("SIGTERM", () => leave(143));
  process.on("SIGHUP", () => leave(129));
  process.on("disconnect", orphaned);
  process.on("exit", () => {
    for (const child of groups) signal(child, "SIGKILL");
  });
  process.channel?.unref();
}

const alive = new Set<Running>();
const groups = new Set<ChildProcess>();
const endings: (() => Promise<void>)[] = [];
let ending: Promise<void> | undefined;

/** Signals the whole group, so also what a program left behind; that it has already gone is no error. */
function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(name);
    else process.kill(-child.pid, name);
  } catch {
    // Gone by itself.
  }
}
