import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from "node:http";
import { request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { EngineFailure, failureOf } from "./failure.ts";
import { isRecord, record, text } from "./read/json.ts";

/** Bytes of one answer, and of the words of a refusal. */
const ANSWER_LIMIT = 64 * 1024 * 1024;
const REFUSAL_LIMIT = 64 * 1024;

/** How requests reach one engine. */
export interface Route {
  readonly secure: boolean;
  readonly agent: Agent;
  readonly options: RequestOptions;
}

/** What dockerode asks of its modem. */
export interface Dial {
  readonly path: string;
  readonly method: string;
  readonly options?: unknown;
  readonly isStream?: boolean;
  readonly abortSignal?: AbortSignal;
}

/**
 * Stands in for docker-modem below dockerode. That one takes settings from the environment beside those it is given, follows redirects
 * anywhere, waits for ever on an answer that is cut, and takes cut JSON for text; an engine that misbehaves must be a
 * failure with a name. Paths have no version: the engine then speaks its own.
 */
export class Transport {
  readonly #route: () => Promise<Route>;

  constructor(route: () => Promise<Route>) {
    this.#route = route;
  }

  /** Calls back with an EngineFailure, or with parsed JSON, the bytes of a log, a stream, undefined for an empty answer. */
  dial(dial: Dial, callback: (error: unknown, answer: unknown) => void): void {
    void this.#tell(dial, callback);
  }

  /** Parsed JSON of a path that takes no options. */
  get(path: string, abortSignal: AbortSignal): Promise<unknown> {
    return this.#exchange({ path, method: "GET", abortSignal });
  }

  /** Posts a record as JSON. */
  post(path: string, body: object, abortSignal: AbortSignal): Promise<unknown> {
    return this.#exchange({ path, method: "POST", options: body, abortSignal });
  }

  async #tell(dial: Dial, tell: (error: unknown, answer: unknown) => void): Promise<void> {
    try {
      tell(null, await this.#exchange(dial));
    } catch (error) {
      tell(new EngineFailure(failureOf(error)), undefined);
    }
  }

  async #exchange(dial: Dial): Promise<unknown> {
    const route = await this.#route();
    const answer = await this.#send(route, dial, true);
    const status = answer.statusCode ?? 0;
    if (status === 304) {
      answer.resume();
      return undefined;
    }
    if (status < 200 || status > 299) {
      const words = await collect(answer, REFUSAL_LIMIT).catch(() => Buffer.alloc(0));
      throw new EngineFailure({ kind: "status", status, said: refusal(words.toString()) });
    }
    if (dial.isStream === true) return answer;
    const body = await collect(answer, ANSWER_LIMIT);
    if (dial.path.endsWith("/logs?")) return body;
    return body.length === 0 ? undefined : parse(body.toString());
  }

  async #send(route: Route, dial: Dial, mayRepeat: boolean): Promise<IncomingMessage> {
    const { path, body } = written(dial);
    const headers = body === undefined ? {} : { "Content-Type": "application/json" };
    const options: RequestOptions = {
      ...route.options,
      agent: route.agent,
      method: dial.method,
      path,
      headers: {
        ...headers,
        ...(dial.method === "POST" && { "Content-Length": Buffer.byteLength(body ?? "") }),
      },
    };
    const request = route.secure ? secureRequest(options) : plainRequest(options);
    const signal = dial.abortSignal;
    const abort = (): void => {
      request.destroy(
        signal?.reason instanceof Error ? signal.reason : new EngineFailure({ kind: "disposed" }),
      );
    };
    if (signal?.aborted === true) abort();
    signal?.addEventListener("abort", abort, { once: true });
    request.once("close", () => signal?.removeEventListener("abort", abort));
    try {
      return await answerTo(request, body);
    } catch (error) {
      // A kept connection may have ended just before it was used again; nothing has been done then.
      const wasStale = request.reusedSocket && dial.method === "GET" && signal?.aborted !== true;
      if (mayRepeat && wasStale) return this.#send(route, dial, false);
      throw error;
    }
  }
}

function answerTo(request: ClientRequest, body: string | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once("response", (answer) => {
      // Without a listener Node keeps the error of a cut answer to itself.
      answer.on("error", () => undefined);
      resolve(answer);
    });
    // Later errors have nobody left to tell.
    request.on("error", reject);
    request.once("upgrade", (_answer, socket) => {
      socket.destroy();
      reject(new EngineFailure({ kind: "unreadable", what: "shape", said: "" }));
    });
    request.end(body);
  });
}

function collect(answer: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    answer.on("data", (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= limit) return;
      answer.destroy();
      reject(new EngineFailure({ kind: "unreadable", what: "size", said: "" }));
    });
    answer.once("end", () => resolve(Buffer.concat(chunks)));
    answer.once("error", (error) => {
      reject(error instanceof EngineFailure ? error : new EngineFailure({ kind: "cut" }));
    });
    answer.once("close", () => reject(new EngineFailure({ kind: "cut" })));
  });
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    const what = body.trimStart().startsWith("<") ? "html" : "json";
    throw new EngineFailure({ kind: "unreadable", what, said: what === "html" ? "" : body.slice(0, 200) });
  }
}

/** Engines write `{"message": "…"}`, Podman adds its cause; proxies write pages, whose words help nobody. */
function refusal(body: string): string {
  if (body.trimStart().startsWith("<")) return "";
  try {
    const parsed: unknown = JSON.parse(body);
    return isRecord(parsed) ? text(parsed["message"] ?? parsed["cause"], 4_000) : body;
  } catch {
    return body;
  }
}

/** dockerode marks with `?` the paths whose options go into the query; those of others are the body. */
function written(dial: Dial): { readonly path: string; readonly body: string | undefined } {
  const options = Object.entries(record(dial.options)).filter(
    ([name, value]) => name !== "abortSignal" && value !== undefined,
  );
  if (!dial.path.endsWith("?")) {
    const body =
      dial.method === "POST" && options.length > 0 ? JSON.stringify(Object.fromEntries(options)) : undefined;
    return { path: dial.path, body };
  }
  const query = new URLSearchParams(
    options.map(([name, value]): [string, string] => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  ).toString();
  return { path: query === "" ? dial.path.slice(0, -1) : dial.path + query, body: undefined };
}
