import type { ContainerSummary, Engine, EngineEvent } from "../../../../workbench/src/docker/engine.ts";
import { EngineError } from "../../../../workbench/src/docker/engine.ts";
import type { Disposable } from "../../../../workbench/src/services.ts";
import { endpointAt } from "./endpoints.ts";

/** An engine without a wire: a test sets what it knows and when it is gone, and counts what it is asked. */
export class ScriptedEngine {
  containers: readonly ContainerSummary[] = [];
  isGone = false;
  /** Its stream stays open, yet says no more. */
  isDeaf = false;
  lists = 0;
  pings = 0;
  /** `since` of each stream that was opened. */
  readonly streams: (number | undefined)[] = [];
  #listener:
    { event: (event: EngineEvent) => void; ended: (error: EngineError | undefined) => void } | undefined;

  get isHeard(): boolean {
    return this.#listener !== undefined;
  }

  get asked(): number {
    return this.lists + this.pings + this.streams.length;
  }

  get engine(): Engine {
    return {
      endpoint: endpointAt({ kind: "unix", path: "/s" }),
      version: () => {
        this.pings += 1;
        return this.#answer({ version: "1", apiVersion: "1", os: "", architecture: "", product: undefined });
      },
      list: () => {
        this.lists += 1;
        return this.#answer(this.containers);
      },
      events: (since, event, ended): Disposable => {
        this.streams.push(since);
        const listener = { event, ended };
        if (this.isGone) {
          void Promise.resolve().then(() => ended(gone));
          return { dispose: () => undefined };
        }
        this.#listener = listener;
        return {
          dispose: () => {
            if (this.#listener === listener) this.#listener = undefined;
          },
        };
      },
      info: unused,
      inspect: unused,
      inspectRaw: unused,
      stats: unused,
      top: unused,
      logs: unused,
      exec: unused,
      images: unused,
      create: unused,
      start: unused,
      stop: unused,
      restart: unused,
      kill: unused,
      remove: unused,
      dispose: () => undefined,
    };
  }

  tell(event: EngineEvent): void {
    if (!this.isDeaf) this.#listener?.event(event);
  }

  /** As a daemon that is killed: the stream ends, and nothing answers. */
  die(): void {
    this.isGone = true;
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.ended(gone);
  }

  #answer<T>(value: T): Promise<T> {
    return this.isGone ? Promise.reject(gone) : Promise.resolve(value);
  }
}

const gone = new EngineError({ id: "engine-unreachable", message: "It is gone.", remedy: "Start it." });

export function summary(id: string, state: ContainerSummary["state"] = "running"): ContainerSummary {
  return {
    id,
    name: `name-${id}`,
    image: "image",
    command: "sleep",
    createdAt: 0,
    state,
    status: state === "running" ? "Up 3 minutes" : "Exited (0) 1 second ago",
    ports: [],
    labels: {},
  };
}

function unused(): never {
  throw new Error("Not scripted.");
}
