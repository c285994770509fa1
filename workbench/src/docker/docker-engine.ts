import Docker from "dockerode";
import { inTurns } from "../in-turns.ts";
import type { Clock, Disposable, ProgramResult } from "../services.ts";
import type { Endpoint } from "./endpoint.ts";
import { EngineError } from "./engine.ts";
import type {
  ContainerDetails,
  ContainerPlan,
  ContainerSummary,
  Engine,
  EngineEvent,
  EngineImage,
  EngineInfo,
  EngineProcess,
  EngineVersion,
  LogOptions,
  StatsSample,
} from "./engine.ts";
import type { ExecOptions } from "./exec.ts";
import { execIn } from "./exec.ts";
import { EngineFailure, failureOf } from "./failure.ts";
import { OutputText } from "./frames.ts";
import { JsonLines } from "./json-lines.ts";
import { engineError } from "./problems.ts";
import { readInfo, readVersion } from "./read/about.ts";
import { readDetails, readStopTimeout } from "./read/details.ts";
import { readEvent } from "./read/events.ts";
import { planBody, readCreated, readImage, readImageIds } from "./read/images.ts";
import { readSample } from "./read/stats.ts";
import { isId, readSummaries } from "./read/summary.ts";
import { readProcesses } from "./read/top.ts";
import type { Receiver } from "./stream.ts";
import { openStream } from "./stream.ts";
import type { Transport } from "./transport.ts";

/** Milliseconds that an engine has for an answer. */
const LIMIT = 10_000;

/** The same for a start, which may set up GPUs and copy volumes, and for a removal, which deletes layers. */
const WORK_LIMIT = 120_000;

/** Requests at a time where there is one for each of many. */
const AT_ONCE = 6;

/** Seconds that Docker gives a container to end where nothing else is said. */
const USUAL_GRACE = 10;

/** An Engine on dockerode. */
export class DockerEngine implements Engine {
  readonly endpoint: Endpoint;
  readonly #docker: Docker;
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #close: () => void;
  readonly #open = new Set<Disposable>();
  #isPodman: Promise<boolean> | undefined;

  constructor(endpoint: Endpoint, transport: Transport, clock: Clock, close: () => void) {
    const options: Docker.DockerOptions & { readonly modem: Transport } = { modem: transport };
    this.endpoint = endpoint;
    this.#docker = new Docker(options);
    this.#transport = transport;
    this.#clock = clock;
    this.#close = close;
  }

  version(): Promise<EngineVersion> {
    return this.#ask((abortSignal) => this.#transport.get("/version", abortSignal), readVersion);
  }

  info(): Promise<EngineInfo> {
    return this.#ask((abortSignal) => this.#transport.get("/info", abortSignal), readInfo);
  }

  list(): Promise<readonly ContainerSummary[]> {
    return this.#ask((abortSignal) => this.#docker.listContainers({ all: true, abortSignal }), readSummaries);
  }

  inspect(id: string): Promise<ContainerDetails> {
    return this.#ask((abortSignal) => this.#container(id).inspect({ abortSignal }), readDetails);
  }

  inspectRaw(id: string): Promise<unknown> {
    return this.#ask((abortSignal) => this.#container(id).inspect({ abortSignal }), anything);
  }

  stats(
    id: string,
    sample: (sample: StatsSample) => void,
    ended: (error: EngineError | undefined) => void,
  ): Disposable {
    const lines = new JsonLines();
    const stream = this.#stream((abortSignal) => this.#container(id).stats(streamed(abortSignal)), {
      chunk: (bytes) => {
        for (const line of lines.push(bytes)) {
          const read = readSample(line);
          if (read === "stopped") {
            stream.dispose();
            ended(undefined);
            return;
          }
          if (read !== undefined) sample(read);
        }
      },
      ended: (failure) => ended(this.#error(failure)),
    });
    return stream;
  }

  async top(id: string): Promise<readonly EngineProcess[]> {
    // Podman's PIDs are those inside the container, unless its own names of columns are asked for.
    const isPodman = await (this.#isPodman ??= this.#knowPodman());
    const columns = isPodman ? "hpid,huser,args" : "-eo pid,ppid,user,args";
    const ask = (ps_args?: string): Promise<readonly EngineProcess[]> =>
      this.#ask(
        (abortSignal) => this.#container(id).top({ abortSignal, ...(ps_args !== undefined && { ps_args }) }),
        (json) => readProcesses(json, isPodman),
      );
    try {
      return await ask(columns);
    } catch (error) {
      // An engine whose `ps` knows no such options still has its own columns, and says as well where the container has gone.
      if (isPodman || !isRefusal(error)) throw error;
      return ask();
    }
  }

  events(
    since: number | undefined,
    event: (event: EngineEvent) => void,
    ended: (error: EngineError | undefined) => void,
  ): Disposable {
    const lines = new JsonLines();
    const options = {
      filters: { type: ["container" as const] },
      ...(since !== undefined && { since: wholeMilliseconds(since) }),
    };
    return this.#stream((abortSignal) => this.#docker.getEvents({ ...options, abortSignal }), {
      chunk: (bytes) => {
        for (const line of lines.push(bytes)) {
          const read = readEvent(line);
          if (read !== undefined) event(read);
        }
      },
      ended: (failure) => ended(this.#error(failure ?? new EngineFailure({ kind: "cut" }))),
    });
  }

  logs(
    id: string,
    options: LogOptions,
    chunk: (text: string) => void,
    ended: (error: EngineError | undefined) => void,
  ): Disposable {
    const output = new OutputText(options.tty);
    const pass = (bytes: Uint8Array): void => {
      const text = output
        .push(bytes)
        .map((piece) => piece.text)
        .join("");
      if (text !== "") chunk(text);
    };
    const finish = (failure: EngineFailure | undefined): void => {
      const rest = output.end();
      if (rest !== "") chunk(rest);
      ended(this.#error(failure));
    };
    const asked = {
      stdout: true,
      stderr: true,
      ...(options.tail !== undefined && { tail: options.tail }),
      ...(options.since !== undefined && { since: options.since }),
      ...(options.timestamps === true && { timestamps: true }),
    };
    if (options.follow) {
      return this.#stream(
        (abortSignal) => this.#container(id).logs({ ...asked, follow: true, abortSignal }),
        { chunk: pass, ended: finish },
      );
    }
    let isOver = false;
    const whole = async (): Promise<void> => {
      try {
        const bytes = await this.#answer((abortSignal) =>
          this.#container(id).logs({ ...asked, follow: false, abortSignal }),
        );
        if (isOver) return;
        if (bytes instanceof Uint8Array) pass(bytes);
        finish(undefined);
      } catch (error) {
        if (!isOver) finish(new EngineFailure(failureOf(error)));
      }
    };
    void whole();
    return {
      dispose() {
        isOver = true;
      },
    };
  }

  async exec(id: string, argv: readonly string[], options: ExecOptions): Promise<ProgramResult> {
    try {
      return await execIn(this.#container(id), argv, options, this.#clock);
    } catch (error) {
      throw engineError(error, this.endpoint);
    }
  }

  async images(): Promise<readonly EngineImage[]> {
    const ids = await this.#ask((abortSignal) => this.#docker.listImages({ abortSignal }), readImageIds);
    return (await inTurns(ids, AT_ONCE, (id) => this.#image(id))).filter((image) => image !== undefined);
  }

  create(plan: ContainerPlan): Promise<string> {
    return this.#ask(
      (abortSignal) => this.#transport.post("/containers/create", planBody(plan), abortSignal),
      readCreated,
    );
  }

  start(id: string): Promise<void> {
    return this.#act((abortSignal) => this.#container(id).start({ abortSignal }), WORK_LIMIT);
  }

  async stop(id: string, grace?: number): Promise<void> {
    const limit = (await this.#grace(id, grace)) * 1000 + LIMIT;
    const options = grace === undefined ? {} : { t: grace };
    return this.#act((abortSignal) => this.#container(id).stop({ ...options, abortSignal }), limit);
  }

  async restart(id: string, grace?: number): Promise<void> {
    const limit = (await this.#grace(id, grace)) * 1000 + WORK_LIMIT;
    const options = grace === undefined ? {} : { t: grace };
    return this.#act((abortSignal) => this.#container(id).restart({ ...options, abortSignal }), limit);
  }

  kill(id: string): Promise<void> {
    return this.#act((abortSignal) => this.#container(id).kill({ abortSignal }), LIMIT);
  }

  remove(id: string, force: boolean): Promise<void> {
    return this.#act((abortSignal) => this.#container(id).remove({ force, abortSignal }), WORK_LIMIT);
  }

  dispose(): void {
    for (const open of this.#open) open.dispose();
    this.#open.clear();
    this.#close();
  }

  /** Throws an EngineFailure for what is no id, since it becomes part of a path. */
  #container(id: string): Docker.Container {
    if (!isId(id)) throw new EngineFailure({ kind: "status", status: 404, said: "No such container" });
    return this.#docker.getContainer(id);
  }

  /** Undefined for one that went away meanwhile. */
  async #image(id: string): Promise<EngineImage | undefined> {
    try {
      return await this.#ask(
        (abortSignal) => this.#transport.get(`/images/${id}/json`, abortSignal),
        readImage,
      );
    } catch (error) {
      if (isRefusal(error)) return undefined;
      throw error;
    }
  }

  async #knowPodman(): Promise<boolean> {
    try {
      return /podman/i.test((await this.version()).product ?? "");
    } catch (error) {
      this.#isPodman = undefined;
      throw error;
    }
  }

  async #grace(id: string, grace: number | undefined): Promise<number> {
    if (grace !== undefined) return grace;
    const limit = readStopTimeout(await this.inspectRaw(id));
    return Math.min(limit ?? USUAL_GRACE, 24 * 3600);
  }

  async #act(request: (abortSignal: AbortSignal) => Promise<unknown>, limit: number): Promise<void> {
    try {
      await this.#answer(request, limit);
    } catch (error) {
      throw engineError(error, this.endpoint);
    }
  }

  async #ask<T>(
    request: (abortSignal: AbortSignal) => Promise<unknown>,
    read: (json: unknown) => T | undefined,
  ): Promise<T> {
    try {
      const value = read(await this.#answer(request));
      if (value !== undefined) return value;
      throw new EngineFailure({ kind: "unreadable", what: "shape", said: "" });
    } catch (error) {
      throw engineError(error, this.endpoint);
    }
  }

  async #answer(request: (abortSignal: AbortSignal) => Promise<unknown>, limit = LIMIT): Promise<unknown> {
    const control = new AbortController();
    const open: Disposable = {
      dispose: () => control.abort(new EngineFailure({ kind: "disposed" })),
    };
    this.#open.add(open);
    const timer = this.#clock.after(limit, () =>
      control.abort(new EngineFailure({ kind: "timeout", milliseconds: limit })),
    );
    // The request may be deep in something that knows no signal, such as the reading of a TLS file.
    const aborted = new Promise<never>((_resolve, reject) => {
      control.signal.addEventListener("abort", () =>
        reject(new EngineFailure(failureOf(control.signal.reason))),
      );
    });
    try {
      return await Promise.race([request(control.signal), aborted]);
    } finally {
      timer.dispose();
      this.#open.delete(open);
    }
  }

  #stream(request: (abortSignal: AbortSignal) => Promise<unknown>, receiver: Receiver): Disposable {
    const stream = openStream(
      // A bad id throws at once; a stream tells it as its end.
      async (abortSignal) => request(abortSignal),
      {
        chunk: receiver.chunk,
        ended: (failure) => {
          this.#open.delete(stream);
          receiver.ended(failure);
        },
      },
      this.#clock,
      LIMIT,
    );
    this.#open.add(stream);
    return {
      dispose: () => {
        this.#open.delete(stream);
        stream.dispose();
      },
    };
  }

  #error(failure: EngineFailure | undefined): EngineError | undefined {
    return failure === undefined ? undefined : engineError(failure, this.endpoint);
  }
}

function anything(json: unknown): unknown {
  return json;
}

/** The engine is there and said no. */
function isRefusal(error: unknown): boolean {
  return error instanceof EngineError && error.problem.id === "engine-refused";
}

/** dockerode's types know no signal for stats, which it takes nevertheless. */
function streamed(abortSignal: AbortSignal): { readonly stream: true; readonly abortSignal: AbortSignal } {
  return { stream: true, abortSignal };
}

/** Rounded down, since a number holds no nanoseconds, and an engine leaves out what was before. */
function wholeMilliseconds(seconds: number): number {
  return Math.floor(seconds * 1000) / 1000;
}
