import type { Problem } from "../problem.ts";
import type { Disposable, ProgramResult } from "../services.ts";
import type { Endpoint } from "./endpoint.ts";

/**
 * A Docker engine, as far as the product needs one. Every method rejects with an EngineError and nothing else. What an
 * engine answers is hostile text; absent fields are undefined.
 */
export interface Engine extends Disposable {
  readonly endpoint: Endpoint;
  version(): Promise<EngineVersion>;
  info(): Promise<EngineInfo>;
  /** All containers, stopped ones too. */
  list(): Promise<readonly ContainerSummary[]>;
  inspect(id: string): Promise<ContainerDetails>;
  /** What the engine's own inspect answers, for a person to read. */
  inspectRaw(id: string): Promise<unknown>;
  /** One sample a second until disposed; `ended` hears why it ended by itself, undefined for a container that stopped. */
  stats(
    id: string,
    sample: (sample: StatsSample) => void,
    ended: (error: EngineError | undefined) => void,
  ): Disposable;
  /** Processes with the PIDs of the engine's machine. */
  top(id: string): Promise<readonly EngineProcess[]>;
  /** Events from `since` (seconds since 1970, with a fraction) on, until disposed. */
  events(
    since: number | undefined,
    event: (event: EngineEvent) => void,
    ended: (error: EngineError | undefined) => void,
  ): Disposable;
  /** Log output, both streams in the order in which it came; decoded as UTF-8 with replacement characters. */
  logs(
    id: string,
    options: LogOptions,
    chunk: (text: string) => void,
    ended: (error: EngineError | undefined) => void,
  ): Disposable;
  /** Runs a program in a container; the time and output limits hold as for programs of this machine. */
  exec(
    id: string,
    argv: readonly string[],
    options: { readonly timeout: number; readonly user?: string; readonly limit?: number },
  ): Promise<ProgramResult>;
  /** Images that are with the engine, at most a hundred. */
  images(): Promise<readonly EngineImage[]>;
  /** Creates a container, and starts nothing; gives its id. */
  create(plan: ContainerPlan): Promise<string>;
  start(id: string): Promise<void>;
  /** Seconds between SIGTERM and SIGKILL; undefined leaves it to the container. */
  stop(id: string, grace?: number): Promise<void>;
  restart(id: string, grace?: number): Promise<void>;
  kill(id: string): Promise<void>;
  /** With force a running container is killed first; its named volumes stay. */
  remove(id: string, force: boolean): Promise<void>;
}

export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

export interface EngineVersion {
  readonly version: string;
  readonly apiVersion: string;
  readonly os: string;
  readonly architecture: string;
  /** "Podman Engine" where it is one. */
  readonly product: string | undefined;
}

export interface EngineInfo {
  readonly name: string;
  readonly operatingSystem: string;
  readonly runtimes: readonly string[];
  readonly defaultRuntime: string | undefined;
  readonly cgroupVersion: string | undefined;
  readonly cgroupDriver: string | undefined;
  /** Folders of CDI specifications; undefined before engine 25, empty where CDI is off. */
  readonly cdiSpecDirs: readonly string[] | undefined;
  /** Devices that the engine itself has found, by CDI name (engine 28.2 and later). */
  readonly discoveredDevices: readonly string[] | undefined;
  readonly rootless: boolean;
  readonly memoryBytes: number | undefined;
  readonly cpus: number | undefined;
}

export type ContainerState = "created" | "running" | "paused" | "restarting" | "removing" | "exited" | "dead";

export interface ContainerSummary {
  /** 64 hexadecimal digits. */
  readonly id: string;
  /** Without the leading slash. */
  readonly name: string;
  readonly image: string;
  readonly command: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly createdAt: number;
  readonly state: ContainerState;
  /** The engine's own words: `Up 3 minutes (healthy)`. */
  readonly status: string;
  readonly ports: readonly PublishedPort[];
  readonly labels: Readonly<Record<string, string>>;
}

export interface PublishedPort {
  readonly hostIp: string | undefined;
  readonly hostPort: number | undefined;
  readonly containerPort: number;
  readonly protocol: string;
}

export interface ContainerDetails {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly state: ContainerState;
  /** Host PID of its first process; undefined where it does not run. */
  readonly pid: number | undefined;
  readonly exitCode: number | undefined;
  readonly oomKilled: boolean;
  /** The engine's message where it did not start. */
  readonly error: string | undefined;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
  readonly health: "starting" | "healthy" | "unhealthy" | undefined;
  readonly restartCount: number;
  /** Entry point and command together. */
  readonly argv: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
  readonly labels: Readonly<Record<string, string>>;
  readonly user: string;
  readonly workingDirectory: string;
  readonly tty: boolean;
  readonly runtime: string | undefined;
  readonly privileged: boolean;
  readonly deviceRequests: readonly EngineDeviceRequest[];
  /** Paths on the host of devices that are passed through one by one. */
  readonly devices: readonly string[];
  readonly shmBytes: number | undefined;
  readonly ipcMode: string | undefined;
  readonly pidMode: string | undefined;
  /** Bytes; undefined where there is none. */
  readonly memoryLimit: number | undefined;
  readonly mounts: readonly EngineMount[];
}

/** HostConfig.DeviceRequests, as the engine's API has them. */
export interface EngineDeviceRequest {
  readonly driver: string;
  /** -1 for all. */
  readonly count: number;
  readonly deviceIds: readonly string[];
  readonly capabilities: readonly (readonly string[])[];
}

export interface EngineImage {
  readonly id: string;
  readonly tags: readonly string[];
  readonly bytes: number | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly environment: ReadonlyMap<string, string>;
  /** As `amd64`. */
  readonly architecture: string | undefined;
}

/** All that a container of ours is made with: nothing else is asked of the engine. */
export interface ContainerPlan {
  /** The image's id, so that nothing is ever pulled. */
  readonly image: string;
  /** In place of the image's entry point and command. */
  readonly argv: readonly string[];
  readonly deviceRequests: readonly EngineDeviceRequest[];
  readonly labels: Readonly<Record<string, string>>;
  readonly network: "none";
  /** Bytes. */
  readonly memory: number;
  readonly pids: number;
}

export interface EngineMount {
  readonly type: string;
  readonly name: string | undefined;
  readonly source: string;
  readonly destination: string;
  readonly writable: boolean;
}

/** One sample of the stats stream; counters since the container's start. */
export interface StatsSample {
  /** Milliseconds since 1970-01-01 UTC, by the engine's clock. */
  readonly at: number;
  /** CPU time of the container in nanoseconds. */
  readonly cpuTotal: number | undefined;
  /** CPU time of the whole machine in nanoseconds, over all CPUs. */
  readonly systemTotal: number | undefined;
  readonly onlineCpus: number | undefined;
  /** Bytes, without what the kernel can give back at once. */
  readonly memoryBytes: number | undefined;
  readonly memoryLimitBytes: number | undefined;
  readonly pids: number | undefined;
}

export interface EngineProcess {
  /** On the engine's machine. */
  readonly pid: number;
  readonly parent: number | undefined;
  readonly user: string | undefined;
  /** The whole command line, as `ps` shows it; hostile text. */
  readonly command: string;
}

/** A container's event; others are left out. */
export interface EngineEvent {
  /** Milliseconds since 1970-01-01 UTC, by the engine's clock. */
  readonly at: number;
  /** As `die`, `oom`, `start`, `kill`, `destroy`, `health_status`. */
  readonly action: string;
  /** What follows the action's name: `healthy` of `health_status: healthy`. */
  readonly detail: string | undefined;
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface LogOptions {
  readonly tail?: number;
  readonly follow: boolean;
  /** Seconds since 1970. */
  readonly since?: number;
  readonly timestamps?: boolean;
  /** Whether the container has a terminal: its log then has no frames. */
  readonly tty: boolean;
}
