import type { ContainerDetails, EngineDeviceRequest } from "../docker/engine.ts";
import type { GpuAccess } from "./model.ts";

/**
 * Which GPUs a container may use, by what the engine was told; undefined for none. A device request says it outright. The
 * `nvidia` runtime goes by NVIDIA_VISIBLE_DEVICES, which CUDA images set to `all`: without that runtime the variable proves
 * nothing. Then come device files passed through one by one, and at last privileged containers, which see whatever is there.
 */
export function gpuAccess(details: ContainerDetails): GpuAccess | undefined {
  return (
    byRequest(details.deviceRequests) ??
    byRuntime(details) ??
    byDevices(details.devices) ??
    byPrivilege(details)
  );
}

function byRequest(requests: readonly EngineDeviceRequest[]): GpuAccess | undefined {
  // Of several requests for one driver the last one wins in the engine's own driver.
  const request = requests.findLast(isGpuRequest);
  if (request === undefined) return undefined;
  const vendor = vendorOf(request);
  const { count, deviceIds } = request;
  if (deviceIds.length > 0) {
    const isAll = deviceIds.some((id) => id === "all" || id.endsWith("=all"));
    return { how: "request", vendor, gpus: isAll ? { kind: "all" } : { kind: "ids", ids: deviceIds } };
  }
  if (count < 0) return { how: "request", vendor, gpus: { kind: "all" } };
  return count === 0 ? undefined : { how: "request", vendor, gpus: { kind: "count", count } };
}

const GPU_DRIVERS = new Set(["nvidia", "nvidia.cdi", "nvidia.runtime-hook", "amd", "amd.cdi"]);
const GPU_CAPABILITIES = new Set(["gpu", "nvidia", "amd"]);

function isGpuRequest({ driver, capabilities, deviceIds }: EngineDeviceRequest): boolean {
  if (GPU_DRIVERS.has(driver)) return true;
  if (driver === "cdi") return deviceIds.some((id) => /^(?:nvidia|amd)\.com\/gpu=/.test(id));
  return capabilities.some((group) => group.some((capability) => GPU_CAPABILITIES.has(capability)));
}

function vendorOf({ driver, capabilities, deviceIds }: EngineDeviceRequest): GpuAccess["vendor"] {
  const words = [driver, ...capabilities.flat(), ...deviceIds.map((id) => id.split(".")[0] ?? "")];
  if (words.some((word) => word.startsWith("amd"))) return "amd";
  return words.some((word) => word.startsWith("nvidia")) ? "nvidia" : "unknown";
}

function byRuntime({ runtime, environment }: ContainerDetails): GpuAccess | undefined {
  if (runtime !== "nvidia") return undefined;
  const visible = environment.get("NVIDIA_VISIBLE_DEVICES")?.trim();
  // The runtime gives no GPU for these, and none where the variable is not set.
  if (visible === undefined || ["", "void", "none"].includes(visible)) return undefined;
  const ids = visible.split(",").map((id) => id.trim());
  return {
    how: "runtime",
    vendor: "nvidia",
    gpus: ids.includes("all") ? { kind: "all" } : { kind: "ids", ids },
  };
}

function byDevices(devices: readonly string[]): GpuAccess | undefined {
  const cards = devices.flatMap((device) => /^\/dev\/nvidia(\d+)$/.exec(device)?.[1] ?? []);
  if (cards.length > 0) return { how: "devices", vendor: "nvidia", gpus: { kind: "ids", ids: cards } };
  const renders = devices.flatMap((device) => /^\/dev\/dri\/(renderD\d+)$/.exec(device)?.[1] ?? []);
  if (!devices.includes("/dev/kfd")) {
    return renders.length === 0
      ? undefined
      : { how: "devices", vendor: "unknown", gpus: { kind: "ids", ids: renders } };
  }
  return {
    how: "devices",
    vendor: "amd",
    gpus: renders.length === 0 ? { kind: "unknown" } : { kind: "ids", ids: renders },
  };
}

function byPrivilege({ privileged }: ContainerDetails): GpuAccess | undefined {
  return privileged ? { how: "privileged", vendor: "unknown", gpus: { kind: "unknown" } } : undefined;
}
