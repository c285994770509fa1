import * as l10n from "@vscode/l10n";
import type { Alert, AlertSettings } from "../../../workbench/src/alerts/alert.ts";
import { AlertMonitor } from "../../../workbench/src/alerts/monitor.ts";
import type { Container } from "../../../workbench/src/containers/model.ts";
import { containerRow } from "../../../workbench/src/containers/row.ts";
import type { Choice } from "../../../workbench/src/docker/contexts.ts";
import { resolveEndpoint } from "../../../workbench/src/docker/contexts.ts";
import type { Endpoint } from "../../../workbench/src/docker/endpoint.ts";
import { isElsewhere } from "../../../workbench/src/docker/endpoint.ts";
import type { Machine } from "../../../workbench/src/docker/machine.ts";
import type { GpuSnapshot } from "../../../workbench/src/gpus/model.ts";
import { GpuHistory } from "../../../workbench/src/gpus/history.ts";
import { GpuPoller } from "../../../workbench/src/gpus/poller.ts";
import type { GpuReadOptions } from "../../../workbench/src/gpus/source.ts";
import { GpuSource } from "../../../workbench/src/gpus/source.ts";
import { ContainerGpuSource } from "../../../workbench/src/gpus/through-container.ts";
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
  readonly #source: GpuSource;
  readonly #poller: GpuPoller;
  readonly #alerts = new AlertMonitor();
  readonly #pids = new PidContainers();
  readonly #probe: GpuProbe;
  #settings: WorkbenchSettings;
  #attention: Attention = { gpus: false, containers: false, status: false };
  #rows: ReadonlySet<string> = new Set();
  #session: EngineSession | undefined;
  #sessionProblem: Problem | undefined;
  #deaths: DeathWatch | undefined;
  /** Reads the GPUs of an engine that runs elsewhere. */
  #elsewhere: ContainerGpuSource | undefined;
  #opening: Promise<void> | undefined;
  #gpus: Loadable<GpuSnapshot> = { state: "loading" };
  #holders: readonly GpuHolder[] = [];
  #reading = 0;
  #isDisposed = false;

  constructor(services: WorkbenchServices, settings: WorkbenchSettings, listener: WorkbenchListener) {
    this.#services = services;
    this.#settings = settings;
    this.#listener = listener;
    this.#source = new GpuSource(services.programs, services.machine.disk, services.clock);
    this.#probe = new GpuProbe(services.clock);
    const source = { read: (options: GpuReadOptions) => this.#readGpus(options) };
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

  /** Whether the GPUs are those of an engine's machine that is not this one. */
  get areGpusElsewhere(): boolean {
    return this.#elsewhere !== undefined;
  }

  /** Undefined where none could be found out. */
  get endpoint(): Endpoint | undefined {
    return this.#session?.endpoint;
  }

  /** The engine for what a person asks of it; opens the connection if need be. */
  async session(): Promise<EngineSession | Problem> {
    if (this.#session === undefined) await this.#open();
    return this.#session ?? this.#sessionProblem ?? gone();
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
    if (isOtherEngine) this.#close();
    this.#setInterval();
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
      this.#deaths?.suspend();
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
    const deaths = new DeathWatch(
      session.engine,
      this.#services.clock,
      ({ id, name, memoryLimit }, death) => {
        const alert = this.#alerts.died(
          { id, name, memoryLimitBytes: memoryLimit },
          death,
          this.#services.clock.now(),
          this.#settings.alerts,
        );
        if (alert !== undefined) this.#listener.alerted(alert);
      },
    );
    session.monitor.onEvent((event) => deaths.take(event));
    session.monitor.onChange((listed) => {
      if (listed.state === "ready") deaths.list(listed.value);
    });
    session.live.onChange(() => {
      if (this.#session !== session) return;
      this.#observe();
      this.#listener.containersChanged();
      this.#listener.gpusChanged();
    });
    this.#session = session;
    this.#deaths = deaths;
    if (isElsewhere(session.endpoint)) {
      this.#elsewhere = new ContainerGpuSource(session.engine, this.#services.clock);
      this.#setInterval();
      // What was read before are this machine's.
      if (lastOf(this.#gpus) !== undefined) this.#poller.forget();
    }
    this.#listener.containersChanged();
    this.#attend();
  }

  #close(): void {
    this.#session?.dispose();
    this.#session = undefined;
    this.#deaths?.suspend();
    this.#deaths = undefined;
    this.#sessionProblem = undefined;
    if (this.#elsewhere === undefined) return;
    this.#elsewhere = undefined;
    this.#setInterval();
    if (!this.#isDisposed) this.#poller.forget();
  }

  /** Each reading elsewhere is a process in somebody's container. */
  #setInterval(): void {
    const { interval } = this.#settings;
    this.#poller.setInterval(this.#elsewhere === undefined ? interval : Math.max(interval, ELSEWHERE));
  }

  /** The GPUs go with the engine: those of another machine say nothing of its containers. */
  async #readGpus(options: GpuReadOptions): Promise<GpuSnapshot | Problem> {
    // Which engine it is, is found out from files alone.
    if (this.#session === undefined && this.#sessionProblem === undefined) await this.#open();
    return (this.#elsewhere ?? this.#source).read(options);
  }

  async #takeGpus(state: Loadable<GpuSnapshot>): Promise<void> {
    this.#reading += 1;
    const reading = this.#reading;
    if (state.state === "ready") {
      this.history.add(state.value, this.#poller.interval);
      // An engine that takes its time holds no figures back: who holds a GPU then comes later.
      const waiting = this.#services.clock.after(PATIENCE, () => {
        if (reading !== this.#reading || this.#isDisposed) return;
        this.#gpus = state;
        this.#listener.gpusChanged();
      });
      const held = await this.#join(state.value);
      waiting.dispose();
      if (reading !== this.#reading || this.#isDisposed) return;
      this.#gpus = state;
      this.#holders = held;
      this.#session?.live.setGpuUse(this.#isSameMachine ? useByContainer(held) : undefined);
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

  /** Whether GPUs and containers are of one machine; else PIDs mean different processes, as with an engine in a virtual machine. */
  get #isSameMachine(): boolean {
    return this.#elsewhere !== undefined || this.#session?.endpoint.isLocal === true;
  }

  async #join(snapshot: GpuSnapshot): Promise<readonly GpuHolder[]> {
    const containerOf = await this.#pids.of(
      snapshot.gpus.flatMap(({ processes }) => processes),
      {
        disk: this.#elsewhere === undefined ? this.#services.machine.disk : undefined,
        engine: this.#isSameMachine ? this.#session?.engine : undefined,
        running: rowsOf(this.containers).filter(({ state }) => state === "running"),
      },
    );
    return holders(snapshot, containerOf);
  }

  async #lookForLost({ gpus }: GpuSnapshot): Promise<void> {
    const isLooked = this.#attention.gpus || this.#attention.containers;
    const session = isLooked ? this.#session : undefined;
    if (session?.endpoint.isLocal !== true || !this.#settings.alerts.enabled.has("gpu-lost")) return;
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
      gpus: this.#isSameMachine && gpus.state === "ready" ? gpus.value : undefined,
    };
    for (const alert of this.#alerts.observe(moment, this.#settings.alerts)) this.#listener.alerted(alert);
  }
}

/** Milliseconds that a reading waits for the containers of its processes. */
const PATIENCE = 1_000;

/** Milliseconds between two readings of the GPUs of an engine that runs elsewhere. */
const ELSEWHERE = 10_000;

const NONE: ReadonlySet<string> = new Set();

function gone(): Problem {
  return {
    id: "engine-unreachable",
    message: l10n.t("The connection to the Docker engine was closed."),
    remedy: l10n.t("Try again."),
  };
}

export function rowsOf(state: Loadable<readonly Container[]>): readonly Container[] {
  return lastOf(state) ?? [];
}

export function lastOf<T>(state: Loadable<T>): T | undefined {
  return state.state === "ready" ? state.value : state.last;
}
