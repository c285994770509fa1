import type { Clock, Disk } from "../services.ts";
import { DockerEngine } from "./docker-engine.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Engine } from "./engine.ts";
import { EngineFailure } from "./failure.ts";
import { routeTo } from "./route.ts";
import type { Route } from "./transport.ts";
import { Transport } from "./transport.ts";

export interface ConnectServices {
  readonly disk: Disk;
  readonly clock: Clock;
  /** Variables for `ssh`, PATH among them. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * An engine behind an endpoint. Nothing is opened before the first request, and what fails is told by that request; so a connection
 * to an engine that is not there yet is worth keeping. Disposing ends every request and every ssh.
 */
export function connect(endpoint: Endpoint, services: ConnectServices): Engine {
  let route: Promise<Route> | undefined;
  let isDisposed = false;
  const transport = new Transport(async () => {
    if (isDisposed) throw new EngineFailure({ kind: "disposed" });
    const opened = (route ??= routeTo(endpoint.address, services));
    try {
      return await opened;
    } catch (error) {
      // TLS files may be there the next time.
      route = undefined;
      throw error;
    }
  });
  return new DockerEngine(endpoint, transport, services.clock, () => {
    isDisposed = true;
    route?.then(({ agent }) => agent.destroy()).catch(() => undefined);
  });
}
