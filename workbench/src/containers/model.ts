import type { ContainerState, PublishedPort } from "../docker/engine.ts";

/** What a container is for. */
export type ContainerKind = "training" | "serving" | "notebook" | "other";

/** A verdict with what led to it, strongest first; reasons are short phrases that name what was seen. */
export interface Classification {
  readonly kind: ContainerKind;
  readonly reasons: readonly string[];
}

/** What a container may use of GPUs, by its own settings. */
export interface GpuAccess {
  readonly how: "request" | "runtime" | "devices" | "privileged";
  readonly vendor: "nvidia" | "amd" | "unknown";
  readonly gpus:
    | { readonly kind: "all" }
    | { readonly kind: "count"; readonly count: number }
    /** Indices, UUIDs or CDI names. */
    | { readonly kind: "ids"; readonly ids: readonly string[] }
    | { readonly kind: "unknown" };
}

/** The last line of a log that told how far a training is. Absent values were not in it. */
export interface Progress {
  /** The tool whose format it is: tqdm, lightning, hf-trainer, keras, plain. */
  readonly format: string;
  /** Counted from one as people say it; a fraction where the tool says one. */
  readonly epoch: number | undefined;
  readonly epochs: number | undefined;
  readonly step: number | undefined;
  readonly steps: number | undefined;
  /** Per cent of what `step` counts. */
  readonly percent: number | undefined;
  readonly loss: number | undefined;
  /** Steps a second. */
  readonly rate: number | undefined;
  /** Seconds. */
  readonly remaining: number | undefined;
  readonly text: string;
}

/** A row: everything that a view or `ps` shows of a container, already joined. */
export interface Container {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly state: ContainerState;
  readonly status: string;
  readonly createdAt: number;
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
  readonly exitCode: number | undefined;
  /** The engine's flag of the last run: a process of the container was killed at its memory limit, the first or a child. */
  readonly oomKilled: boolean;
  readonly classification: Classification;
  readonly gpu: GpuAccess | undefined;
  /** Live, from the join; undefined where nothing is known. */
  readonly gpuUse:
    | readonly {
        readonly gpu: string;
        readonly memoryMiB: number | undefined;
        readonly pids: readonly number[];
      }[]
    | undefined;
  /** Per cent of one CPU. */
  readonly cpuPercent: number | undefined;
  readonly memoryBytes: number | undefined;
  readonly memoryLimitBytes: number | undefined;
  readonly shm: { readonly usedBytes: number | undefined; readonly totalBytes: number } | undefined;
  readonly health: "starting" | "healthy" | "unhealthy" | undefined;
  readonly restartCount: number;
  readonly progress: Progress | undefined;
  readonly compose: ComposeOrigin | undefined;
  readonly ports: readonly PublishedPort[];
}

/** From the labels that Compose puts on its containers; hostile text. */
export interface ComposeOrigin {
  readonly project: string;
  readonly service: string;
  /** The files that made the project, in the order of `-f`; absolute paths of the machine on which Compose ran. */
  readonly files: readonly string[];
  readonly workingDirectory: string | undefined;
}
