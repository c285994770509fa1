import { mkdtemp, rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "../../../../workbench/src/docker/connect.ts";
import type { Engine } from "../../../../workbench/src/docker/engine.ts";
import type { FakeClock } from "./fake-clock.ts";
import { fakeClock } from "./fake-clock.ts";
import { endpointAt } from "./endpoints.ts";
import { realServices } from "./services.ts";

/** A server on a socket that takes itself for an engine, and an Engine that speaks to it, whose time passes by hand. */
export interface FakeEngine {
  readonly engine: Engine;
  readonly clock: FakeClock;
  /** Methods and paths, in the order in which they came. */
  readonly requests: readonly string[];
  readonly socket: string;
  close(): Promise<void>;
}

export async function fakeEngine(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<FakeEngine> {
  const folder = await mkdtemp(join(tmpdir(), "ml-containers-fake-"));
  const socket = join(folder, "s");
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const clock = fakeClock();
  const engine = connect(endpointAt({ kind: "unix", path: socket }), { ...realServices(), clock });
  return {
    engine,
    clock,
    requests,
    socket,
    async close() {
      engine.dispose();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Answers with JSON, or with the text as it is. */
export function say(response: ServerResponse, body: unknown, status = 200, type = "application/json"): void {
  response.writeHead(status, { "Content-Type": type });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}
