import type { Gpu, GpuProcess } from "../model.ts";
import { memoryOf, numberOf, objectOf, textOf } from "./json.ts";
import type { Json, JsonObject } from "./json.ts";

/** What is asked of rocm-smi; a version that lacks a word of it leaves that part out. */
export const ROCM_QUERY = [
  "--showproductname",
  "--showuniqueid",
  "--showbus",
  "--showuse",
  "--showmemuse",
  "--showmeminfo",
  "vram",
  "--showpower",
  "--showmaxpower",
  "--showtemp",
  "--showfan",
  "--showclocks",
  "--showdriverversion",
  "--json",
] as const;

/** The GPUs of the answer, whose values are all texts and whose names differ from version to version; undefined where it has no card. */
export function rocmGpus(
  answer: Json | undefined,
  processes: readonly GpuProcess[] | undefined,
): readonly Gpu[] | undefined {
  const cards = Object.entries(objectOf(answer) ?? {}).flatMap(([name, value]) => {
    const number = /^card(\d{1,4})$/.exec(name)?.[1];
    const card = objectOf(value);
    return number === undefined || card === undefined ? [] : [{ index: Number(number), card }];
  });
  if (cards.length === 0) return undefined;
  return cards
    .toSorted((a, b) => a.index - b.index)
    .map(({ index, card }) => gpuOf(index, card, cards.length === 1 ? (processes ?? []) : []));
}

export function rocmDriver(answer: Json | undefined): string | undefined {
  return textOf(matching(objectOf(objectOf(answer)?.["system"]), /^driver version$/i));
}

/**
 * From `rocm-smi --showpids --json`: `{"system": {"PID4242": "python3, 1, 8589934592, 0, 42"}}`, which is the name, how many GPUs, bytes
 * of their memory, and two more numbers. It does not say which GPUs.
 */
export function rocmProcesses(answer: Json | undefined): readonly GpuProcess[] | undefined {
  const system = objectOf(objectOf(answer)?.["system"]);
  if (system === undefined) return undefined;
  return Object.entries(system).flatMap(([key, value]) => {
    const pid = /^PID\s?(\d{1,10})$/.exec(key)?.[1];
    const cells = (textOf(value) ?? "").split(",").map((cell) => cell.trim());
    if (pid === undefined || cells.length < 5) return [];
    return [
      {
        pid: Number(pid),
        name: textOf(cells.slice(0, -4).join(", ")),
        memoryMiB: memoryOf(cells.at(-3), "B"),
        kind: undefined,
      },
    ];
  });
}

function gpuOf(index: number, card: JsonObject, processes: readonly GpuProcess[]): Gpu {
  const number = (...patterns: readonly RegExp[]): number | undefined =>
    numberOf(matching(card, ...patterns));
  const busId = textOf(matching(card, /^pci bus$/i));
  return {
    uuid: textOf(matching(card, /^unique id$/i)) ?? busId ?? `amd-${index}`,
    index,
    vendor: "amd",
    name: textOf(matching(card, /^card series$/i, /^device name$/i, /^card model$/i)) ?? "AMD GPU",
    busId,
    memory: {
      kind: "dedicated",
      totalMiB: memoryOf(matching(card, /^vram total memory \(b\)$/i), "B"),
      usedMiB: memoryOf(matching(card, /^vram total used memory \(b\)$/i), "B"),
    },
    utilizationPercent: number(/^gpu use \(%\)$/i),
    memoryUtilizationPercent: number(/memory read\/write activity \(%\)$/i, /^memory activity$/i),
    temperatureC: number(/sensor (?:junction|hotspot)\) \(c\)$/i, /sensor edge\) \(c\)$/i),
    memoryTemperatureC: number(/sensor (?:memory|mem)\) \(c\)$/i),
    powerW: number(/^(?:average|current) (?:graphics package|socket).*power \(w\)$/i),
    powerLimitW: number(/^max graphics package power \(w\)$/i),
    fanPercent: number(/^fan speed \(%\)$/i),
    clockMHz: number(/^sclk clock speed:?$/i),
    performanceState: undefined,
    throttleReasons: undefined,
    eccUncorrected: undefined,
    mig: undefined,
    instances: undefined,
    computeCapability: textOf(matching(card, /^gfx version$/i)),
    computeMode: undefined,
    persistence: undefined,
    processes,
  };
}

/** The value of the first pattern that fits a name and has one. */
function matching(object: JsonObject | undefined, ...patterns: readonly RegExp[]): Json | undefined {
  const entries = Object.entries(object ?? {});
  return patterns
    .flatMap((pattern) => entries.filter(([name]) => pattern.test(name)))
    .map(([, value]) => value)
    .find((value) => textOf(value) !== undefined);
}
