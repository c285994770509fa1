import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: { readonly uri?: string; readonly version?: number };
  readonly result?: unknown;
}

/** A language server as a process, spoken to over stdio, with what a benchmark needs of the protocol. */
export class LspClient {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, (result: unknown) => void>();
  readonly #published = new Map<string, () => void>();
  #buffer: Buffer = Buffer.alloc(0);
  #next = 1;

  constructor(argv: readonly string[]) {
    const [command = "", ...args] = argv;
    this.#process = spawn(command, args, { stdio: "pipe" });
    this.#process.stderr.resume();
    this.#process.stdout.on("data", (chunk: Buffer) => this.#receive(chunk));
  }

  /** Initialises as a client that takes pushed diagnostics, so that every server can be measured alike. */
  async start(): Promise<void> {
    await this.request("initialize", {
      processId: process.pid,
      rootUri: null,
      capabilities: { textDocument: { publishDiagnostics: {}, completion: {} } },
    });
    this.notify("initialized", {});
  }

  request(method: string, params: unknown): Promise<unknown> {
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#send({ id, method, params });
    });
  }

  notify(method: string, params: unknown): void {
    this.#send({ method, params });
  }

  /** Resolves with the next diagnostics that are published for a document. */
  published(uri: string): Promise<void> {
    return new Promise((resolve) => this.#published.set(uri, resolve));
  }

  /** Resident memory in MiB; undefined where /proc is missing. */
  memory(): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.#process.pid}/status`, "utf8");
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    } catch {
      return undefined;
    }
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill("SIGKILL");
    await ended;
  }

  #send(message: object): void {
    const text = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.#process.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  #receive(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const head = this.#buffer.indexOf("\r\n\r\n");
      if (head === -1) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#buffer.toString("ascii", 0, head))?.[1]);
      const end = head + 4 + length;
      if (this.#buffer.length < end) return;
      const message: Message = JSON.parse(this.#buffer.toString("utf8", head + 4, end));
      this.#handle(message);
      this.#buffer = this.#buffer.subarray(end);
    }
  }

  #handle(message: Message): void {
    if (message.method === "textDocument/publishDiagnostics") {
      const uri = message.params?.uri ?? "";
      const resolve = this.#published.get(uri);
      this.#published.delete(uri);
      resolve?.();
    } else if (message.method !== undefined && message.id !== undefined) {
      this.#send({
        id: message.id,
        result: message.method === "workspace/configuration" ? [null, null, null] : null,
      });
    } else if (typeof message.id === "number") {
      this.#waiting.get(message.id)?.(message.result);
      this.#waiting.delete(message.id);
    }
  }
}
