import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { spawn } from "node:child_process";
import { Duplex } from "node:stream";
import { EngineFailure } from "./failure.ts";

/** How much of what ssh says is kept. */
const WORDS = 4_000;

/** Milliseconds that ssh gets to end before it is killed. */
const PATIENCE = 2_000;

/** The two pipes of a program as one socket, with as much of a socket's manners as Node's HTTP agent asks for. */
export class SshSocket extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;
  #words = "";
  #idle: NodeJS.Timeout | undefined;
  #idleAfter = 0;
  #force: NodeJS.Timeout | undefined;
  /** Node's agent compares it with its own, to see whether a kept socket needs another. */
  timeout = 0;

  constructor(argv: readonly string[], environment: Readonly<Record<string, string | undefined>>) {
    super();
    const [command = "", ...args] = argv;
    const child = spawn(command, args, {
      env: { ...environment },
      stdio: ["pipe", "pipe", "pipe"],
      windowsHide: true,
    });
    this.#child = child;
    child.stdout.on("data", (chunk: Buffer) => {
      this.#restartIdle();
      if (!this.push(chunk)) child.stdout.pause();
    });
    child.stderr.setEncoding("utf8").on("data", (words: string) => {
      this.#words = (this.#words + words).slice(-WORDS);
    });
    child.stdin.on("error", () => undefined);
    child.once("error", (error) => {
      const isMissing = "code" in error && error.code === "ENOENT";
      this.destroy(
        new EngineFailure(
          isMissing ? { kind: "ssh-missing" } : { kind: "ssh", code: undefined, said: error.message },
        ),
      );
    });
    // "close" comes when the pipes are read to their end, so that all it said is known.
    child.once("close", (code) => {
      clearTimeout(this.#force);
      if (code === 0 && this.#words === "") this.push(null);
      else this.destroy(new EngineFailure({ kind: "ssh", code: code ?? undefined, said: this.#words }));
    });
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#restartIdle();
    const { stdin } = this.#child;
    // What ended ssh is told by its end, which follows.
    if (stdin.writable) stdin.write(chunk, encoding, () => callback());
    else callback();
  }

  override _final(callback: () => void): void {
    this.#child.stdin.end(callback);
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    clearTimeout(this.#idle);
    const child = this.#child;
    child.stdout.destroy();
    child.stderr.destroy();
    child.stdin.destroy();
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      child.kill();
      this.#force = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
      this.#force.unref();
    }
    callback(error);
  }

  setTimeout(milliseconds: number, callback?: () => void): this {
    this.timeout = milliseconds;
    this.#idleAfter = milliseconds;
    if (callback !== undefined) this.once("timeout", callback);
    this.#restartIdle();
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    this.#child.ref();
    return this;
  }

  unref(): this {
    this.#child.unref();
    return this;
  }

  #restartIdle(): void {
    clearTimeout(this.#idle);
    if (this.#idleAfter <= 0 || this.destroyed) return;
    this.#idle = setTimeout(() => this.emit("timeout"), this.#idleAfter);
    this.#idle.unref();
  }
}
