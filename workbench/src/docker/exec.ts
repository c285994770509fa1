import type Docker from "dockerode";
import { Readable } from "node:stream";
import type { Clock, ProgramResult } from "../services.ts";
import { EngineFailure } from "./failure.ts";
import { OutputText } from "./frames.ts";
import { integer, record } from "./read/json.ts";

export interface ExecOptions {
  /** Milliseconds. The engine cannot end a program in a container: one that outlives them goes on there, unheard. */
  readonly timeout: number;
  readonly user?: string;
  /** UTF-16 units of both streams together; 4 Mi unless said. */
  readonly limit?: number;
}

/** Runs a program in a container to its end, or to a limit. Rejects with an EngineFailure where the engine refuses. */
export async function execIn(
  container: Docker.Container,
  argv: readonly string[],
  options: ExecOptions,
  clock: Clock,
): Promise<ProgramResult> {
  const control = new AbortController();
  const timer = clock.after(options.timeout, () => control.abort(new EngineFailure({ kind: "disposed" })));
  const output = new Output(options.limit ?? 4 * 1024 * 1024);
  try {
    const abortSignal = control.signal;
    const exec = await container.exec({
      Cmd: [...argv],
      AttachStdout: true,
      AttachStderr: true,
      ...(options.user !== undefined && { User: options.user }),
      abortSignal,
    });
    const stream: unknown = await exec.start({ abortSignal, Detach: false, Tty: false });
    if (!(stream instanceof Readable))
      throw new EngineFailure({ kind: "unreadable", what: "shape", said: "" });
    const end = await output.read(stream, abortSignal);
    if (end === "too-much-output") return output.result(end, undefined);
    const code = integer(record(await exec.inspect({ abortSignal }))["ExitCode"]);
    return ended(output.result("exited", code));
  } catch (error) {
    if (control.signal.aborted) return output.result("timed-out", undefined);
    const refused = refusedStart(error);
    if (refused === undefined) throw error;
    return { ...output.result(refused, undefined) };
  } finally {
    timer.dispose();
    control.abort(new EngineFailure({ kind: "disposed" }));
  }
}

class Output {
  readonly #text = new OutputText(false);
  readonly #limit: number;
  #stdout = "";
  #stderr = "";

  constructor(limit: number) {
    this.#limit = limit;
  }

  read(stream: Readable, signal: AbortSignal): Promise<"end" | "too-much-output"> {
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        reject(new EngineFailure({ kind: "disposed" }));
        stream.destroy();
      };
      if (signal.aborted) abort();
      signal.addEventListener("abort", abort, { once: true });
      stream.on("data", (bytes: Buffer) => {
        for (const { stream: name, text } of this.#text.push(bytes)) {
          if (name === "stdout") this.#stdout += text;
          else this.#stderr += text;
        }
        if (this.#stdout.length + this.#stderr.length <= this.#limit) return;
        resolve("too-much-output");
        stream.destroy();
      });
      stream.once("end", () => resolve("end"));
      stream.once("error", () => reject(new EngineFailure({ kind: "cut" })));
      stream.once("close", () => reject(new EngineFailure({ kind: "cut" })));
    });
  }

  result(outcome: ProgramResult["outcome"], code: number | undefined): ProgramResult {
    return { outcome, code, stdout: this.#stdout, stderr: this.#stderr };
  }
}

/** Newer engines end an exec whose program cannot be started with 126 or 127, and say why in its output. */
function ended(result: ProgramResult): ProgramResult {
  if (result.code !== 126 && result.code !== 127) return result;
  const outcome = startFailure(result.stdout + result.stderr);
  return outcome === undefined ? result : { ...result, outcome, code: undefined };
}

/** Others answer the start with the runtime's words. */
function refusedStart(error: unknown): ProgramResult["outcome"] | undefined {
  if (!(error instanceof EngineFailure) || error.failure.kind !== "status") return undefined;
  return startFailure(error.failure.said);
}

function startFailure(words: string): ProgramResult["outcome"] | undefined {
  if (!/exec failed|unable to start container process/i.test(words)) return undefined;
  if (/not found in \$PATH|no such file or directory/i.test(words)) return "missing";
  return /permission denied/i.test(words) ? "not-permitted" : undefined;
}
