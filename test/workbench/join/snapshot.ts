import type { Gpu, GpuSnapshot } from "../../../workbench/src/gpus/model.ts";

/** GPUs of which a test names what matters to it. */
export function snapshotOf(gpus: readonly (Pick<Gpu, "uuid"> & Partial<Gpu>)[]): GpuSnapshot {
  return {
    at: 0,
    driver: undefined,
    processesHidden: false,
    notes: [],
    gpus: gpus.map((gpu, index) => ({
      index,
      vendor: "nvidia",
      name: "NVIDIA Example",
      busId: undefined,
      memory: { kind: "dedicated", totalMiB: 1000, usedMiB: 10 },
      utilizationPercent: undefined,
      memoryUtilizationPercent: undefined,
      temperatureC: undefined,
      memoryTemperatureC: undefined,
      powerW: undefined,
      powerLimitW: undefined,
      fanPercent: undefined,
      clockMHz: undefined,
      performanceState: undefined,
      throttleReasons: undefined,
      eccUncorrected: undefined,
      mig: undefined,
      instances: undefined,
      computeCapability: undefined,
      computeMode: undefined,
      persistence: undefined,
      processes: [],
      ...gpu,
    })),
  };
}
