import { describe, expect, it } from "vitest";
import {
  deviceRequests,
  gpuCount,
  gpuRequests,
  requestsGpu,
} from "../../../server/src/engine/model/compose/gpus.ts";
import { loadProject } from "../../../server/src/engine/model/compose/project.ts";
import { namedService, serviceOf, under } from "./services.ts";

const device = (item: string): string => `deploy: {resources: {reservations: {devices: [${item}]}}}`;

describe("gpuCount", () => {
  it.each([
    ["image: x", 0],
    [device("{capabilities: [gpu]}"), "all"],
    [device("{count: 2, capabilities: [gpu]}"), 2],
    [device('{count: "2", capabilities: [gpu]}'), 2],
    [device("{count: ALL, capabilities: [gpu]}"), "all"],
    [device("{count: -1, capabilities: [gpu]}"), "all"],
    [device("{count: 0, capabilities: [gpu]}"), 0],
    [device("{count: 1.0, capabilities: [gpu]}"), "unknown"],
    [device("{count: two, capabilities: [gpu]}"), "unknown"],
    [device("{count: $N, capabilities: [gpu]}"), "unknown"],
    [device('{device_ids: ["0", "3"], capabilities: [gpu]}'), 2],
    [device('{device_ids: ["0,3"], capabilities: [gpu]}'), 2],
    [device('{device_ids: ["all"], capabilities: [gpu]}'), "all"],
    [device('{device_ids: ["$ID"], capabilities: [gpu]}'), "unknown"],
    [device("{device_ids: [], capabilities: [gpu]}"), 0],
    [device('{driver: cdi, device_ids: ["nvidia.com/gpu=all"]}'), "all"],
    [device("{driver: cdi, device_ids: [nvidia.com/gpu=0, nvidia.com/gpu=1]}"), 2],
    [device("{driver: google, count: 4, capabilities: [tpu]}"), 0],
    [device("{count: 4, capabilities: [$CAP]}"), "unknown"],
    [device("{count: 1, capabilities: [gpu]}, {count: 2, capabilities: [gpu]}"), 2],
    [device('{count: 1, capabilities: [gpu]}, {device_ids: ["3"], capabilities: [gpu]}'), 2],
    [device('{count: 1, capabilities: [gpu]}, {device_ids: ["GPU-a"], capabilities: [gpu]}'), "unknown"],
    ["gpus: all", "all"],
    ["gpus: 2", 2],
    ["gpus: none", "unknown"],
    ["gpus: [{count: 3}]", 3],
    ["gpus: [{driver: nvidia}]", "all"],
    ["devices: [nvidia.com/gpu=all]", "all"],
    ['devices: ["nvidia.com/gpu=1"]', 1],
    ["devices: [/dev/kfd, /dev/dri]", "unknown"],
    ['devices: ["/dev/nvidia0:/dev/nvidia0"]', "unknown"],
    ["devices: [/dev/snd]", 0],
    ["devices: [google.com/tpu=0]", 0],
    ["runtime: nvidia", "unknown"],
  ])("%s: %s", (lines, count) => {
    expect(gpuCount(serviceOf(lines))).toBe(count);
  });

  it("takes no number for real that no machine has", () => {
    expect(gpuCount(serviceOf("gpus: [{count: 999999999}]"))).toBe("unknown");
  });
});

describe("requestsGpu", () => {
  it.each([
    ["gpus: all", true],
    [device("{count: 0, capabilities: [gpu]}"), false],
    [device("{count: $N, capabilities: [gpu]}"), true],
    [device("{count: 1, capabilities: [tpu]}"), false],
    [device("{count: 1, capabilities: [$CAP]}"), false],
    ["devices: [/dev/kfd]", true],
    ["runtime: nvidia", false],
  ])("%s: %s", (lines, asks) => {
    expect(requestsGpu(serviceOf(lines))).toBe(asks);
  });
});

describe("gpuRequests", () => {
  it("keeps the places of the item and of its keys", () => {
    const service = serviceOf(device("{driver: nvidia, count: 1, capabilities: [gpu, utility]}"));
    const [request] = gpuRequests(service);
    if (request === undefined) throw new Error("no request");
    expect(under(service, request.place)).toBe("{driver: nvidia, count: 1, capabilities: [gpu, utility]}");
    expect(request.keys.count?.keyPlace).toMatchObject({ file: "compose.yaml" });
    expect(under(service, request.keys.count?.keyPlace ?? request.place)).toBe("count");
    expect(request.capabilities?.map((one) => under(service, one.place))).toEqual(["gpu", "utility"]);
    expect(request.count).toMatchObject({ kind: "number", n: 1 });
    expect(request.ids).toBeUndefined();
  });

  it.each([
    ["gpus: all", "gpus"],
    ["gpus: [{count: 1}]", "gpus"],
    [device("{capabilities: [gpu]}"), "reservation"],
    ["devices: [nvidia.com/gpu=0]", "cdi"],
    ['devices: ["/dev/kfd:/dev/kfd"]', "rocm"],
    ["devices: [/dev/nvidiactl]", "node"],
  ])("%s: %s", (lines, kind) => {
    expect(gpuRequests(serviceOf(lines)).map((request) => request.kind)).toEqual([kind]);
  });

  it("reports what an alias brings in at the alias, and edits it where it stands", () => {
    const project = loadProject(
      "x-d: &d {resources: {reservations: {devices: [{count: 1, capabilities: [gpu]}]}}}\nservices:\n  a:\n    deploy: *d\n",
      { path: "compose.yaml" },
    );
    const service = namedService(project, "a");
    const [request] = gpuRequests(service);
    if (request === undefined) throw new Error("no request");
    expect(under(service, request.at)).toBe("*d");
    expect(under(service, request.place)).toBe("{count: 1, capabilities: [gpu]}");
  });

  it("keeps other accelerators among all requests", () => {
    const service = serviceOf(device("{driver: google, capabilities: [tpu]}"));
    expect(deviceRequests(service)).toHaveLength(1);
    expect(gpuRequests(service)).toEqual([]);
  });
});
