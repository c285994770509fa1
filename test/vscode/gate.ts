import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import type { Server, Socket } from "node:net";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What becomes of a request: it reaches the engine, gets no answer, an answer of status 500, or half an answer. */
export type Manner = "pass" | "hang" | "fail" | "cut";

/** A socket before an engine's own, which counts who comes and can behave as badly as engines do. */
export class Gate {
  readonly address: string;
  /** Connections so far. */
  connections = 0;
  /** The most streams of stats that were open at once. */
  mostStats = 0;
  readonly #folder: string;
  readonly #server: Server;
  readonly #open = new Map<Socket, string>();
  #manner: Manner;

  private constructor(folder: string, engine: string, manner: Manner) {
    this.#folder = folder;
    this.#manner = manner;
    this.#server = createServer((client) => this.#take(client, pathOf(engine)));
    this.address = `unix://${join(folder, "docker.sock")}`;
  }

  /** `engine` is an address, `unix:///…`; nothing need be there. */
  static async before(engine: string, manner: Manner = "pass"): Promise<Gate> {
    const gate = new Gate(await mkdtemp(join(tmpdir(), "ml-containers-gate-")), pathOf(engine), manner);
    await new Promise<void>((resolve) => gate.#server.listen(pathOf(gate.address), resolve));
    return gate;
  }

  /** Streams of stats that are open now. */
  get stats(): number {
    return [...this.#open.values()].filter((line) => STATS.test(line)).length;
  }

  /** Whoever is connected is cut off, as by an engine that was started anew. */
  behave(manner: Manner): void {
    this.#manner = manner;
    for (const client of this.#open.keys()) client.destroy();
  }

  close(): void {
    this.#server.close();
    this.behave("hang");
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #take(client: Socket, engine: string): void {
    this.connections += 1;
    this.#open.set(client, "");
    client.on("error", () => client.destroy());
    client.on("close", () => this.#open.delete(client));
    client.on("data", (data) => {
      const [line = ""] = data.toString("latin1").split("\r\n", 1);
      if (/^[A-Z]+ \S+ HTTP\/1\.1$/.test(line)) this.#open.set(client, line);
      this.mostStats = Math.max(this.mostStats, this.stats);
      if (this.#manner === "fail") client.end(answer(500, '{"message":"the disk is on fire"}'));
      if (this.#manner === "cut") client.end(answer(200, '[{"Id":"0123', 4_000));
    });
    if (this.#manner !== "pass") return;
    const upstream = connect(engine);
    upstream.on("error", () => client.destroy());
    upstream.on("close", () => client.destroy());
    client.on("close", () => upstream.destroy());
    client.pipe(upstream).pipe(client);
  }
}

const STATS = /^GET (?:\/v[\d.]+)?\/containers\/\w+\/stats\b/;

function answer(status: number, body: string, length = body.length): string {
  return `HTTP/1.1 ${status} Said\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${body}`;
}

function pathOf(address: string): string {
  return address.replace(/^unix:\/\//, "");
}
