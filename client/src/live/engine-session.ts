import { LiveContainers } from "../../../workbench/src/containers/live.ts";
import { connect } from "../../../workbench/src/docker/connect.ts";
import type { Endpoint } from "../../../workbench/src/docker/endpoint.ts";
import type { Engine } from "../../../workbench/src/docker/engine.ts";
import type { Machine } from "../../../workbench/src/docker/machine.ts";
import { EngineMonitor } from "../../../workbench/src/docker/monitor.ts";
import type { Clock, Disposable, Log } from "../../../workbench/src/services.ts";

/** An engine with the list of its containers and their live figures; they begin and end together. */
export interface EngineSession extends Disposable {
  readonly endpoint: Endpoint;
  readonly engine: Engine;
  readonly monitor: EngineMonitor;
  readonly live: LiveContainers;
}

/** Nothing is asked of the engine before the monitor is resumed. */
export function openSession(
  endpoint: Endpoint,
  { machine, clock, log }: { readonly machine: Machine; readonly clock: Clock; readonly log: Log },
): EngineSession {
  const engine = connect(endpoint, { disk: machine.disk, clock, environment: machine.environment });
  const monitor = new EngineMonitor(engine, { clock, log });
  const live = new LiveContainers({ engine, monitor, clock });
  return {
    endpoint,
    engine,
    monitor,
    live,
    dispose() {
      live.dispose();
      monitor.dispose();
      engine.dispose();
    },
  };
}
