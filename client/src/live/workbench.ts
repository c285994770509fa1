import type { Alert, AlertSettings } from "../../../workbench/src/alerts/alert.ts";
import { AlertMonitor } from "../../../workbench/src/alerts/monitor.ts";
import type { Container } from "../../../workbench/src/containers/model.ts";
import { containerRow } from "../../../workbench/src/containers/row.ts";
import type { Choice } from "../../../workbench/src/docker/contexts.ts";
import { resolveEndpoint } from "../../../workbench/src/docker/contexts.ts";
import type { Endpoint } from "../../../workbench/src/docker/endpoint.ts";
import type { Machine } from "../../../workbench/src/docker/machine.ts";
import type { GpuSnapshot } from "../../../workbench/src/gpus/model.ts";
import { GpuHistory } from "../../../workbench/src/gpus/history.ts";
import { GpuPoller } from "../../../workbench/src/gpus/poller.ts";
import { GpuSource } from "../../../workbench/src/gpus/source.ts";
import type { GpuHolder } from "../../../workbench/src/join/join.ts";
import { holders, useByContainer } from "../../../workbench/src/join/join.ts";
import type { Loadable, Problem } from "../../../workbench/src/problem.ts";
import type { Clock, Disposable, Log, Programs } from "../../../workbench/src/services.ts";
import { DeathWatch } from "./deaths.ts";
import type { EngineSession } from "./engine-session.ts";
import { openSession } from "./engine-session.ts";
import { GpuProbe } from "./gpu-probe.ts";
import { PidContainers } from "./pid-containers.ts";

export interface WorkbenchServices {
  readonly machine: Machine;
  readonly programs: Programs;
  readonly clock: Clock;
  readonly log: Log;
}

export interface WorkbenchSettings {
  readonly choice: Choice;
  /** Milliseconds between two readings of the GPUs. */
  readonly interval: number;
  readonly alerts: AlertSettings;
}

/** What somebody looks at just now. */
export interface Attention {
  readonly gpus: boolean;
  readonly containers: boolean;
  readonly status: boolean;
}

export interface WorkbenchListener {
  readonly gpusChanged: () => void;
  readonly containersChanged: () => void;
  readonly alerted: (alert: Alert) => void;
}

/**
 * GPUs and containers of one engine, joined, for whoever shows them. It works only as far as somebody looks: without attention there is no
 * timer, no stream and no request.
 */
export class Workbench implements Disposable {
  readonly history = new GpuHistory();
  readonly #services: WorkbenchServices;
  readonly #listener: WorkbenchListener;
  readonly #poller: GpuPoller;
  readonly #alerts = new AlertMonitor();
  readonly #pids = new PidContainers();
  readonly #probe: GpuProbe;
  #settings: WorkbenchSettings;
  #attention: Attention = { gpus: false, containers: false, status: false };
  #rows: ReadonlySet<string> = new Set();
  #session: EngineSession | undefined;
  #sessionProblem: Problem | undefined;
  #opening: Promise<void> | undefined;
  #gpus: Loadable<GpuSnapshot> = { state: "loading" };
  #holders: readonly GpuHolder[] = [];
  #reading = 0;
  #isDisposed = false;

  constructor(services: WorkbenchServices, settings: WorkbenchSettings, listener: WorkbenchListener) {
    this.#services = services;
    this.#settings = settings;
    this.#listener = listener;
    const source = new GpuSource(services.programs, services.machine.disk, services.clock);
    this.#probe = new GpuProbe(services.clock);
    this.#poller = new GpuPoller(source, services.clock, settings.interval);
    this.#poller.onChange((state) => void this.#takeGpus(state));
  }

  get gpus(): Loadable<GpuSnapshot> {
    return this.#gpus;
  }

  /** Who holds which GPU, of the same reading. */
  get holders(): readonly GpuHolder[] {
    return this.#holders;
  }

  get containers(): Loadable<readonly Container[]> {
    if (this.#sessionProblem !== undefined) return { state: "failed", problem: this.#sessionProblem };
    return this.#session?.live.containers ?? { state: "loading" };
  }

  /** Undefined where none could be found out. */
  get endpoint(): Endpoint | undefined {
    return this.#session?.endpoint;
  }

  /** The engine for what a person asks of it; opens the connection if need be. */
  async session(): Promise<EngineSession | Problem> {
    if (this.#session === undefined) await this.#open();
    return this.#session ?? this.#sessionProblem ?? GONE;
  }

  /** The containers for a person to choose from: also while no view keeps their list. Rejects with an EngineError. */
  async rows(session: EngineSession): Promise<readonly Container[]> {
    const { containers, gpus } = this.#attention;
    if ((containers || gpus) && this.containers.state === "ready") return rowsOf(this.containers);
    return (await session.engine.list()).map((summary) => containerRow(summary, undefined));
  }

  container(id: string): Container | undefined {
    return rowsOf(this.containers).find((row) => row.id === id);
  }

  setAttention(attention: Attention): void {
    this.#attention = attention;
    this.#attend();
  }

  /** The containers whose rows can be seen; live figures are taken of no others. */
  setRows(rows: ReadonlySet<string>): void {
    this.#rows = rows;
    this.#session?.live.setVisible(this.#attention.containers ? rows : NONE);
  }

  setSettings(settings: WorkbenchSettings): void {
    const isOtherEngine = JSON.stringify(settings.choice) !== JSON.stringify(this.#settings.choice);
    this.#settings = settings;
    this.#poller.setInterval(settings.interval);
    if (isOtherEngine) this.#close();
    this.#attend();
  }

  refreshGpus(): Promise<void> {
    return this.#poller.refresh();
  }

  /** Finds the engine anew where it is gone, since another one may be there by now. */
  async refreshContainers(): Promise<void> {
    if (this.#session !== undefined && this.containers.state === "ready") {
      this.#session.monitor.refresh();
      return;
    }
    this.#close();
    await this.#open();
    this.#attend();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#poller.dispose();
    this.#close();
  }

  #attend(): void {
    if (this.#isDisposed) return;
    const { gpus, containers, status } = this.#attention;
    if (gpus || containers || status) this.#poller.start();
    else this.#poller.stop();
    this.#poller.setDetails(gpus && lastOf(this.gpus)?.gpus.some(({ mig }) => mig === "enabled") === true);
    if (!gpus && !containers) {
      this.#session?.live.setVisible(NONE);
      this.#session?.monitor.suspend();
      return;
    }
    if (this.#session === undefined) {
      void this.#open();
      return;
    }
    this.#session.live.setVisible(containers ? this.#rows : NONE);
    this.#session.monitor.resume();
  }

  #open(): Promise<void> {
    this.#opening ??= this.#resolve().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #resolve(): Promise<void> {
    const { choice } = this.#settings;
    const resolution = await resolveEndpoint(this.#services.machine, choice);
    if (this.#isDisposed || this.#session !== undefined) return;
    if (choice !== this.#settings.choice) return this.#resolve();
    if ("problem" in resolution) {
      this.#sessionProblem = resolution.problem;
      this.#listener.containersChanged();
      return;
    }
    this.#sessionProblem = undefined;
    const session = openSession(resolution.endpoint, this.#services);
    const deaths = new DeathWatch(session.engine, ({ id, name, memoryLimit }, death) => {
      const alert = this.#alerts.died(
        { id, name, memoryLimitBytes: memoryLimit },
        death,
        this.#services.clock.now(),
        this.#settings.alerts,
      );
      if (alert !== undefined) this.#listener.alerted(alert);
    });
    session.monitor.onEvent((event) => deaths.take(event));
    session.live.onChange(() => {
      if (this.#session !== session) return;
      this.#observe();
      this.#listener.containersChanged();
      this.#listener.gpusChanged();
    });
    this.#session = session;
    this.#listener.containersChanged();
    this.#attend();
  }

  #close(): void {
    this.#session?.dispose();
    this.#session = undefined;
    this.#sessionProblem = undefined;
  }

  async #takeGpus(state: Loadable<GpuSnapshot>): Promise<void> {
    this.#reading += 1;
    const reading = this.#reading;
    if (state.state === "ready") {
      this.history.add(state.value);
      const held = await this.#join(state.value);
      if (reading !== this.#reading || this.#isDisposed) return;
      this.#gpus = state;
      this.#holders = held;
      this.#session?.live.setGpuUse(this.#isLocal ? useByContainer(held) : undefined);
      this.#observe();
      void this.#lookForLost(state.value);
      if (this.#attention.gpus)
        this.#poller.setDetails(state.value.gpus.some(({ mig }) => mig === "enabled"));
    } else {
      this.#gpus = state;
      if (state.state === "failed") this.#session?.live.setGpuUse(undefined);
    }
    this.#listener.gpusChanged();
  }

  /** Processes of this machine's GPUs say nothing of another machine's containers. */
  get #isLocal(): boolean {
    return this.#session?.endpoint.isLocal === true;
  }

  async #join(snapshot: GpuSnapshot): Promise<readonly GpuHolder[]> {
    const containerOf = await this.#pids.of(
      snapshot.gpus.flatMap(({ processes }) => processes),
      {
        disk: this.#services.machine.disk,
        engine: this.#isLocal ? this.#session?.engine : undefined,
        running: rowsOf(this.containers).filter(({ state }) => state === "running"),
      },
    );
    return holders(snapshot, containerOf);
  }

  async #lookForLost({ gpus }: GpuSnapshot): Promise<void> {
    const isLooked = this.#attention.gpus || this.#attention.containers;
    const session = this.#isLocal && isLooked ? this.#session : undefined;
    if (session === undefined || !this.#settings.alerts.enabled.has("gpu-lost")) return;
    if (!gpus.some(({ vendor }) => vendor === "nvidia")) return;
    const lost = await this.#probe.look(session.engine, rowsOf(this.containers));
    if (lost === undefined || this.#session !== session) return;
    const alert = this.#alerts.gpuLost(lost, this.#services.clock.now(), this.#settings.alerts);
    if (alert !== undefined) this.#listener.alerted(alert);
  }

  #observe(): void {
    const { containers, gpus } = this;
    if (containers.state !== "ready") return;
    const moment = {
      now: this.#services.clock.now(),
      containers: containers.value,
      gpus: this.#isLocal && gpus.state === "ready" ? gpus.value : undefined,
    };
    for (const alert of this.#alerts.observe(moment, this.#settings.alerts)) this.#listener.alerted(alert);
  }
}

const NONE: ReadonlySet<string> = new Set();

const GONE: Problem = {
  id: "engine-unreachable",
  message: "The connection to the Docker engine was closed.",
  remedy: "Try again.",
};

export function rowsOf(state: Loadable<readonly Container[]>): readonly Container[] {
  return lastOf(state) ?? [];
}

export function lastOf<T>(state: Loadable<T>): T | undefined {
  return state.state === "ready" ? state.value : state.last;
}
