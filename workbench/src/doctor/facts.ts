import type { Endpoint } from "../docker/endpoint.ts";
import type { EngineInfo, EngineVersion } from "../docker/engine.ts";
import type { GpuSnapshot } from "../gpus/model.ts";
import type { Loadable, Problem } from "../problem.ts";
import type { CdiSpec } from "./read/cdi.ts";
import type { DaemonConfig } from "./read/daemon.ts";
import type { DeviceFile } from "./read/devices.ts";
import type { NvidiaSmi } from "./read/driver.ts";
import type { ToolkitConfig } from "./read/toolkit.ts";
import type { TestOutcome } from "./test-container/model.ts";

/** What was looked for: seen, not there, or not to be had. */
export type Fact<T> =
  | { readonly state: "known"; readonly value: T }
  | { readonly state: "absent" }
  /** `why` completes the sentence "… is unknown: …". */
  | { readonly state: "unknown"; readonly why: string };

/** All that the checks look at. Nothing in it was judged yet. */
export interface Facts {
  /** As `process.platform`. */
  readonly platform: string;
  readonly wsl: 1 | 2 | undefined;
  /** Display and compute devices on the PCI bus of this machine. */
  readonly pci: Fact<readonly PciGpu[]>;
  /** Device files of GPUs on this machine. */
  readonly devices: Fact<readonly DeviceFile[]>;
  readonly user: Fact<User>;
  readonly nvidia: NvidiaFacts;
  readonly amd: AmdFacts;
  /** In the order of their folders: of two for one kind, the later one counts. */
  readonly cdi: Fact<readonly CdiSpec[]>;
  readonly engine: EngineFacts;
  readonly daemon: Fact<DaemonConfig>;
  /** As `docker compose version --short` says it. */
  readonly compose: Fact<string>;
  readonly selinux: Fact<"enforcing" | "permissive">;
  /** Undefined where no test was asked for. */
  readonly test: TestOutcome | undefined;
}

export interface PciGpu {
  readonly vendor: "nvidia" | "amd" | "other";
  readonly address: string;
}

export interface User {
  readonly uid: number;
  readonly groups: readonly number[];
}

export interface NvidiaFacts {
  /** Version of the kernel module that is loaded. */
  readonly module: Fact<string>;
  /** Whether the nouveau module is loaded. */
  readonly nouveau: boolean;
  readonly snapshot: Loadable<GpuSnapshot>;
  /** What nvidia-smi says in its heading or its error. */
  readonly smi: Fact<NvidiaSmi>;
  /** WSL's way to the GPU. */
  readonly dxg: boolean;
  /** A libcuda of a Linux driver inside WSL. */
  readonly linuxLibrary: Fact<string>;
  /** Of `nvidia-ctk`. */
  readonly toolkit: Fact<string>;
  /** Of `nvidia-container-cli`. */
  readonly library: Fact<string>;
  readonly config: Fact<ToolkitConfig>;
  /** Programs by which an engine hands out GPUs. */
  readonly runtimeHook: boolean;
  readonly cdiHook: boolean;
}

export interface AmdFacts {
  /** Version of the amdgpu module; empty for the kernel's own, which has none. */
  readonly module: Fact<string>;
  readonly snapshot: Loadable<GpuSnapshot>;
  /** Of `amd-ctk`. */
  readonly toolkit: Fact<string>;
}

export interface EngineFacts {
  readonly endpoint: Endpoint | undefined;
  readonly version: Fact<EngineVersion>;
  readonly info: Fact<EngineInfo>;
  /** Why there is none. */
  readonly problem: Problem | undefined;
}

export function known<T>(value: T): Fact<T> {
  return { state: "known", value };
}

export const ABSENT: Fact<never> = { state: "absent" };

export function unknown(why: string): Fact<never> {
  return { state: "unknown", why };
}

export function valueOf<T>(fact: Fact<T>): T | undefined {
  return fact.state === "known" ? fact.value : undefined;
}
