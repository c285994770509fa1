import type { Problem } from "../problem.ts";

/** The GPUs of one machine at one moment. Absent values are undefined: a tool that says `[N/A]` has said nothing. */
export interface GpuSnapshot {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly at: number;
  readonly gpus: readonly Gpu[];
  /** Version of the driver; one for all of a vendor's GPUs. */
  readonly driver: string | undefined;
  /** True where the tool cannot see which processes use a GPU (WSL, another PID namespace), so that none means nothing. */
  readonly processesHidden: boolean;
  /** What works, but not as one would think: unified memory, WSL, vGPU, a GPU that is lost beside others that work. */
  readonly notes: readonly GpuNote[];
}

export interface GpuNote {
  readonly id:
    | "unified-memory"
    | "wsl"
    | "vgpu"
    | "gpu-lost"
    | "no-persistence"
    | "mig-needs-details"
    /** The other vendor's tool, or a part of this one's answers, is missing. */
    | "incomplete";
  readonly message: string;
  /** UUID of the GPU that it is about; undefined for all. */
  readonly gpu?: string;
  readonly problem?: Problem;
}

export interface Gpu {
  /** The vendor's own identity: a UUID, or the bus address where a tool has no UUID. Key everything by it. */
  readonly uuid: string;
  /** The tool's number. nvidia-smi counts by bus address, CUDA fastest first: it is no key. */
  readonly index: number;
  readonly vendor: "nvidia" | "amd";
  readonly name: string;
  readonly busId: string | undefined;
  /** MiB. `unified` is the machine's own memory, which CPU and GPU share. */
  readonly memory: {
    readonly kind: "dedicated" | "unified";
    readonly totalMiB: number | undefined;
    readonly usedMiB: number | undefined;
  };
  /** Per cent of the last sampling window in which any kernel ran; not how full the GPU was. */
  readonly utilizationPercent: number | undefined;
  readonly memoryUtilizationPercent: number | undefined;
  /** °C. */
  readonly temperatureC: number | undefined;
  readonly memoryTemperatureC: number | undefined;
  /** W. */
  readonly powerW: number | undefined;
  readonly powerLimitW: number | undefined;
  /** Per cent of the fan's nominal speed; may pass 100. */
  readonly fanPercent: number | undefined;
  /** MHz of the streaming multiprocessors, or the shader engine. */
  readonly clockMHz: number | undefined;
  readonly performanceState: string | undefined;
  /** Why the clock is below what it could be; undefined where the tool does not say. */
  readonly throttleReasons: readonly string[] | undefined;
  /** ECC errors that could not be corrected, since the driver was loaded. */
  readonly eccUncorrected: number | undefined;
  readonly mig: "enabled" | "disabled" | undefined;
  /** Slices of a GPU whose MIG mode is enabled; undefined until details were asked for. */
  readonly instances: readonly GpuInstance[] | undefined;
  readonly computeCapability: string | undefined;
  readonly computeMode: string | undefined;
  readonly persistence: boolean | undefined;
  readonly processes: readonly GpuProcess[];
}

/** A MIG slice. */
export interface GpuInstance {
  readonly uuid: string | undefined;
  readonly gpuInstance: number;
  readonly computeInstance: number;
  /** As `3g.40gb`. */
  readonly profile: string | undefined;
  readonly totalMiB: number | undefined;
  readonly usedMiB: number | undefined;
}

export interface GpuProcess {
  /** The PID in the namespace in which the tool ran. */
  readonly pid: number;
  /** The program as the tool names it; hostile text. Undefined where the tool could not tell. */
  readonly name: string | undefined;
  readonly memoryMiB: number | undefined;
  readonly kind: "compute" | "graphics" | "both" | undefined;
  /** The slice that it runs on, where details were asked for. */
  readonly gpuInstance?: number;
  readonly computeInstance?: number;
}
