import type { GpuSnapshot } from "../gpus/model.ts";
import type { Loadable } from "../problem.ts";
import type { Facts } from "./facts.ts";
import { valueOf } from "./facts.ts";
import { isAtLeast } from "./version.ts";

/** Whether anything speaks for an NVIDIA GPU: the bus, the driver, its tool, or the engine. */
export function usesNvidia(facts: Facts): boolean {
  const info = valueOf(facts.engine.info);
  return (
    hasGpus(facts.nvidia.snapshot) ||
    facts.nvidia.module.state === "known" ||
    onBus(facts, "nvidia") ||
    toolFailed(facts.nvidia.snapshot) ||
    info?.runtimes.includes("nvidia") === true ||
    devicesOf(facts, "nvidia.com/gpu").length > 0
  );
}

/** The same of AMD. An AMD graphics unit beside an NVIDIA GPU is but for the screen, unless a tool of ROCm lists it. */
export function usesAmd(facts: Facts): boolean {
  const info = valueOf(facts.engine.info);
  return (
    hasGpus(facts.amd.snapshot) ||
    (onBus(facts, "amd") && !onBus(facts, "nvidia")) ||
    info?.runtimes.includes("amd") === true ||
    devicesOf(facts, "amd.com/gpu").length > 0
  );
}

/** The names that the engine has found for a CDI kind: `all`, `0` of `nvidia.com/gpu=all`. */
export function devicesOf(facts: Facts, kind: string): readonly string[] {
  return (valueOf(facts.engine.info)?.discoveredDevices ?? []).flatMap((name) =>
    name.startsWith(`${kind}=`) ? [name.slice(kind.length + 1)] : [],
  );
}

/**
 * Whether the engine answers `--gpus` for NVIDIA by CDI, without the toolkit's hook: Docker from 29.2 on, where it has found the devices
 * (moby/moby daemon/devices_nvidia_linux.go).
 */
export function givesByCdi(facts: Facts): boolean {
  const engine = valueOf(facts.engine.version)?.version;
  return (
    engine !== undefined &&
    !isPodman(facts) &&
    isAtLeast(engine, "29.2.0") === true &&
    devicesOf(facts, "nvidia.com/gpu").length > 0
  );
}

/** Whether the engine's files, modules and devices are those of this machine. Where no engine is known, this machine is looked at. */
export function engineIsHere(facts: Facts): boolean {
  return !isDesktop(facts) && facts.engine.endpoint?.isLocal !== false;
}

/** Whether no engine answered at all, which the engine's own line tells. */
export function hasNoEngine({ engine }: Facts): boolean {
  return engine.version.state !== "known" && engine.info.state !== "known";
}

export function isDesktop(facts: Facts): boolean {
  return valueOf(facts.engine.info)?.operatingSystem === "Docker Desktop";
}

export function isPodman(facts: Facts): boolean {
  return /podman/i.test(valueOf(facts.engine.version)?.product ?? "");
}

export function hasGpus(snapshot: Loadable<GpuSnapshot>): boolean {
  return snapshot.state === "ready" && snapshot.value.gpus.length > 0;
}

export function onBus(facts: Facts, vendor: "nvidia" | "amd"): boolean {
  return valueOf(facts.pci)?.some((gpu) => gpu.vendor === vendor) === true;
}

/** A tool that is there and does not get on; one that is missing says nothing of the hardware. */
function toolFailed(snapshot: Loadable<GpuSnapshot>): boolean {
  return snapshot.state === "failed" && !["gpu-tool-missing", "gpu-none"].includes(snapshot.problem.id);
}

/** The NVIDIA driver's version, from whoever knows it best. */
export function nvidiaDriver(facts: Facts): string | undefined {
  const { module, snapshot, smi } = facts.nvidia;
  return (
    valueOf(module) ??
    (snapshot.state === "ready" ? snapshot.value.driver : undefined) ??
    valueOf(smi)?.driver
  );
}
