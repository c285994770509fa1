import { expect, test } from "vitest";
import { gpuAccess } from "../../../workbench/src/containers/gpu-access.ts";
import type { ContainerDetails, EngineDeviceRequest } from "../../../workbench/src/docker/engine.ts";
import { details } from "./details.ts";

function request(about: Partial<EngineDeviceRequest>): EngineDeviceRequest {
  return { driver: "", count: 0, deviceIds: [], capabilities: [["gpu"]], ...about };
}

test.each<readonly [string, Partial<ContainerDetails>, unknown]>([
  ["--gpus all", { deviceRequests: [request({ count: -1 })] }, ["request", "unknown", { kind: "all" }]],
  [
    "a count",
    { deviceRequests: [request({ driver: "nvidia", count: 2 })] },
    ["request", "nvidia", { kind: "count", count: 2 }],
  ],
  [
    "identities",
    { deviceRequests: [request({ driver: "nvidia", deviceIds: ["0", "GPU-1"] })] },
    ["request", "nvidia", { kind: "ids", ids: ["0", "GPU-1"] }],
  ],
  [
    "CDI",
    { deviceRequests: [request({ driver: "cdi", deviceIds: ["nvidia.com/gpu=all"], capabilities: [] })] },
    ["request", "nvidia", { kind: "all" }],
  ],
  [
    "CDI of AMD",
    { deviceRequests: [request({ driver: "cdi", deviceIds: ["amd.com/gpu=0"], capabilities: [] })] },
    ["request", "amd", { kind: "ids", ids: ["amd.com/gpu=0"] }],
  ],
  [
    "CDI of a network card",
    { deviceRequests: [request({ driver: "cdi", deviceIds: ["vendor.com/net=0"], capabilities: [] })] },
    undefined,
  ],
  ["a TPU", { deviceRequests: [request({ count: 1, capabilities: [["tpu"]] })] }, undefined],
  ["a count of none", { deviceRequests: [request({ count: 0 })] }, undefined],
  [
    "NVIDIA's runtime",
    { runtime: "nvidia", environment: new Map([["NVIDIA_VISIBLE_DEVICES", "0,2"]]) },
    ["runtime", "nvidia", { kind: "ids", ids: ["0", "2"] }],
  ],
  ["NVIDIA's runtime without a choice", { runtime: "nvidia" }, undefined],
  [
    "NVIDIA's runtime told not to",
    { runtime: "nvidia", environment: new Map([["NVIDIA_VISIBLE_DEVICES", "void"]]) },
    undefined,
  ],
  [
    "the variable of a CUDA image alone",
    { environment: new Map([["NVIDIA_VISIBLE_DEVICES", "all"]]) },
    undefined,
  ],
  [
    "device files",
    { devices: ["/dev/nvidia0", "/dev/nvidiactl", "/dev/nvidia-uvm"] },
    ["devices", "nvidia", { kind: "ids", ids: ["0"] }],
  ],
  ["AMD's device files", { devices: ["/dev/kfd", "/dev/dri"] }, ["devices", "amd", { kind: "unknown" }]],
  ["a sound card", { devices: ["/dev/snd"] }, undefined],
  ["privileged", { privileged: true }, ["privileged", "unknown", { kind: "unknown" }]],
  [
    "a request beside privileged",
    { privileged: true, deviceRequests: [request({ count: -1 })] },
    ["request", "unknown", { kind: "all" }],
  ],
])("%s", (_, about, expected) => {
  const access = gpuAccess(details(about));
  expect(access && [access.how, access.vendor, access.gpus]).toEqual(expected);
});
