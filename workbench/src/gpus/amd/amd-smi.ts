import type { Gpu, GpuProcess } from "../model.ts";
import { entry, isList, listOf, memoryOf, numberOf, objectOf, textOf } from "./json.ts";
import type { Json, JsonObject } from "./json.ts";

/** What `amd-smi list`, `static`, `metric` and `process` answered with `--json`; the last may be absent. */
export interface AmdSmiAnswers {
  readonly list: Json | undefined;
  readonly static: Json | undefined;
  readonly metric: Json;
  readonly process: Json | undefined;
}

/** The GPUs; undefined where `metric` is no list of them. */
export function amdSmiGpus(answers: AmdSmiAnswers): readonly Gpu[] | undefined {
  const metrics = records(answers.metric);
  if (metrics === undefined) return undefined;
  return metrics.map((metric, position) => {
    const index = numberOf(metric["gpu"]) ?? position;
    return gpuOf(index, {
      metric,
      fixed: ofGpu(answers.static, index),
      listed: ofGpu(answers.list, index),
      processes: processesOf(ofGpu(answers.process, index)),
    });
  });
}

/** The version of amdgpu, the driver in the kernel. */
export function amdDriver(fixed: Json | undefined): string | undefined {
  const versions = records(fixed)?.map((gpu) =>
    textOf(entry(gpu, "driver.version", "driver.driver_version")),
  );
  return versions?.find((version) => version !== undefined);
}

interface Parts {
  readonly metric: JsonObject;
  readonly fixed: JsonObject | undefined;
  readonly listed: JsonObject | undefined;
  readonly processes: readonly GpuProcess[];
}

function gpuOf(index: number, { metric, fixed, listed, processes }: Parts): Gpu {
  const number = (...paths: readonly string[]): number | undefined => numberOf(entry(metric, ...paths));
  const busId = textOf(entry(listed, "bdf") ?? entry(fixed, "bus.bdf"));
  return {
    uuid: textOf(entry(listed, "uuid") ?? entry(fixed, "uuid", "asic.uuid")) ?? busId ?? `amd-${index}`,
    index,
    vendor: "amd",
    name: textOf(entry(fixed, "asic.market_name", "board.product_name")) ?? "AMD GPU",
    busId,
    memory: gpuMemory(metric, fixed),
    utilizationPercent: number("usage.gfx_activity", "usage.gfx_usage", "usage.apu_average_gfx_activity"),
    memoryUtilizationPercent: number("usage.umc_activity", "usage.mem_activity", "usage.mem_usage"),
    temperatureC: number("temperature.hotspot", "temperature.junction", "temperature.edge"),
    memoryTemperatureC: number("temperature.mem", "temperature.vram"),
    powerW: number(
      "power.socket_power",
      "power.current_socket_power",
      "power.average_socket_power",
      "power.current_power",
    ),
    powerLimitW:
      numberOf(
        entry(
          fixed,
          "limit.ppt0.socket_power_limit",
          "limit.socket_power",
          "limit.current_power_limit",
          "limit.power",
          "limit.max_power",
        ),
      ) ?? number("power.power_limit"),
    fanPercent: number("fan.usage"),
    clockMHz: number("clock.gfx_0.clk", "clock.gfx.clk", "clock.gfx.cur_clk", "clock.gfx_0.cur_clk"),
    performanceState: undefined,
    throttleReasons: undefined,
    eccUncorrected: number("ecc.total_uncorrectable_count", "ecc.total_uncorrect", "ecc.total.uncorrectable"),
    mig: undefined,
    instances: undefined,
    computeCapability: textOf(entry(fixed, "asic.target_graphics_version")),
    computeMode: undefined,
    persistence: undefined,
    processes,
  };
}

/** An APU, whose memory is that of the machine (DDR, not GDDR or HBM), uses the reserved part (VRAM) and what it borrows (GTT). */
function gpuMemory(metric: JsonObject, fixed: JsonObject | undefined): Gpu["memory"] {
  const memory = (name: string): number | undefined =>
    memoryOf(entry(metric, `mem_usage.${name}`, `fb_usage.${name}`), "MB");
  const total = memory("total_vram") ?? memoryOf(entry(fixed, "vram.size"), "MB");
  const used = memory("used_vram");
  if (!/^(?:LP)?DDR\d/i.test(textOf(entry(fixed, "vram.type")) ?? "")) {
    return { kind: "dedicated", totalMiB: total, usedMiB: used };
  }
  return {
    kind: "unified",
    totalMiB: total === undefined ? undefined : total + (memory("total_gtt") ?? 0),
    usedMiB: used === undefined ? undefined : used + (memory("used_gtt") ?? 0),
  };
}

/** Without a process there is a sentence in place of the first one. */
function processesOf(gpu: JsonObject | undefined): readonly GpuProcess[] {
  return listOf(gpu?.["process_list"]).flatMap((one) => {
    const process = objectOf(objectOf(one)?.["process_info"]) ?? objectOf(one);
    const pid = numberOf(process?.["pid"]);
    if (pid === undefined || !Number.isSafeInteger(pid) || pid <= 0) return [];
    return [
      {
        pid,
        name: textOf(process?.["name"]),
        memoryMiB:
          memoryOf(entry(process, "memory_usage.vram_mem"), "B") ??
          memoryOf(entry(process, "mem_usage", "mem"), "B"),
        kind: undefined,
      },
    ];
  });
}

function ofGpu(answer: Json | undefined, index: number): JsonObject | undefined {
  return records(answer)?.find((record, position) => (numberOf(record["gpu"]) ?? position) === index);
}

/** A list, or an object that holds it as `gpu_data` (ROCm 7). */
function records(answer: Json | undefined): readonly JsonObject[] | undefined {
  const list = objectOf(answer)?.["gpu_data"] ?? answer;
  if (list === undefined || !isList(list)) return undefined;
  return list.map(objectOf).filter((one) => one !== undefined);
}
