import * as l10n from "@vscode/l10n";
import type { Gpu, GpuNote, GpuProcess, GpuSnapshot } from "../model.ts";
import { mib } from "../memory.ts";
import type { HostMemory } from "../memory.ts";
import { present, quantity } from "./csv.ts";
import type { SmiTable } from "./csv.ts";
import { lostGpus, lostProblem } from "./failures.ts";
import type { ChosenField, FieldKey } from "./fields.ts";
import { throttleReasons } from "./throttle.ts";

/** What a snapshot needs beside the answer to the query. */
export interface NvidiaSurroundings {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly at: number;
  /** By UUID of the GPU. */
  readonly processes: ReadonlyMap<string, readonly GpuProcess[]>;
  readonly processesHidden: boolean;
  readonly wsl: boolean;
  /** Memory of the machine, which is that of a GPU that shares it. */
  readonly host: HostMemory | undefined;
}

/** The snapshot that the rows of `--query-gpu` make; GPUs without an identity, which are lost ones, become notes. */
export function nvidiaSnapshot(
  fields: readonly ChosenField[],
  table: SmiTable,
  around: NvidiaSurroundings,
): GpuSnapshot {
  const rows = table.rows.map((cells) => new Map(fields.map(({ key }, index) => [key, cells[index]])));
  const gpus = rows.flatMap((row) => gpuOf(row, around) ?? []);
  return {
    at: around.at,
    gpus,
    driver: rows.map((row) => present(row.get("driver"))).find((version) => version !== undefined),
    processesHidden: around.processesHidden,
    notes: [...lostNotes(table, rows), ...notesOf(gpus, around.wsl)],
  };
}

type Row = ReadonlyMap<FieldKey, string | undefined>;

function gpuOf(row: Row, around: NvidiaSurroundings): Gpu | undefined {
  const text = (key: FieldKey): string | undefined => present(row.get(key));
  const number = (key: FieldKey): number | undefined => quantity(row.get(key));
  const uuid = text("uuid");
  const index = number("index");
  if (uuid === undefined || index === undefined || isLost(row)) return undefined;
  return {
    uuid,
    index,
    vendor: "nvidia",
    name: text("name") ?? "NVIDIA GPU",
    busId: text("busId"),
    memory: memoryOf(row, around.host),
    utilizationPercent: number("utilization"),
    memoryUtilizationPercent: number("memoryUtilization"),
    temperatureC: number("temperature"),
    memoryTemperatureC: number("memoryTemperature"),
    powerW: number("power"),
    powerLimitW: number("powerLimit"),
    fanPercent: number("fan"),
    clockMHz: number("clock"),
    performanceState: text("performanceState"),
    throttleReasons: throttleReasons(text("throttle")),
    eccUncorrected: number("ecc"),
    mig: onOff(text("mig"), "enabled", "disabled"),
    instances: undefined,
    computeCapability: text("computeCapability"),
    computeMode: text("computeMode"),
    persistence: onOff(text("persistence"), true, false),
    processes: around.processes.get(uuid) ?? [],
  };
}

/** A part such as GB10 has no memory of its own, and tells none; another GPU that tells none has dedicated memory all the same. */
function memoryOf(row: Row, host: HostMemory | undefined): Gpu["memory"] {
  const totalMiB = quantity(row.get("memoryTotal"));
  const usedMiB = quantity(row.get("memoryUsed"));
  const shares =
    SHARES_MEMORY.test(row.get("name") ?? "") || (row.get("addressing") ?? "").trim().toUpperCase() === "ATS";
  if (totalMiB !== undefined || !shares) return { kind: "dedicated", totalMiB, usedMiB };
  return {
    kind: "unified",
    totalMiB: mib(host?.totalBytes),
    usedMiB: host === undefined ? undefined : mib(host.totalBytes - host.availableBytes),
  };
}

/** Systems on a chip whose GPU uses the memory of the CPU. */
const SHARES_MEMORY = /\b(?:GB10|Thor|Orin|Xavier|Tegra)\b/i;

/** Names of virtual GPUs end in the profile: `NVIDIA A40-8Q`, `GRID T4-16C`, `A100-1-5C` (NVIDIA vGPU documentation). */
const VIRTUAL = /\bGRID\b.*-\d+[ABCQ]$|-(?:\d+-)?\d+[ABCQ](?:ME)?$/;

function isLost(row: Row): boolean {
  return [...row.values()].some((cell) => /^\[?gpu is lost\]?$/i.test(cell ?? ""));
}

function lostNotes(table: SmiTable, rows: readonly Row[]): readonly GpuNote[] {
  const addresses = [
    ...lostGpus(table.strays.join("\n")),
    ...rows.filter(isLost).map((row) => present(row.get("busId")) ?? `GPU ${row.get("index") ?? ""}`),
  ];
  return [...new Set(addresses)].map((address) => lostNote(address, table.strays.join("\n")));
}

/** Of a GPU that is lost beside others that work. */
export function lostNote(address: string, text: string): GpuNote {
  return {
    id: "gpu-lost",
    message: l10n.t("The GPU at {0} no longer answers; the others work.", address),
    problem: lostProblem(text),
  };
}

function notesOf(gpus: readonly Gpu[], wsl: boolean): readonly GpuNote[] {
  const notes: GpuNote[] = [];
  if (wsl) notes.push({ id: "wsl", message: l10n.t("WSL does not tell which processes use the GPU.") });
  for (const { uuid, name, memory, mig } of gpus) {
    if (memory.kind === "unified") {
      notes.push({
        id: "unified-memory",
        message: l10n.t("CPU and GPU share one memory: its figures are those of the whole machine."),
        gpu: uuid,
      });
    }
    if (VIRTUAL.test(name)) {
      notes.push({
        id: "vgpu",
        message: l10n.t(
          "This is a share of a GPU (vGPU): temperature, power and clocks stay with the machine below.",
        ),
        gpu: uuid,
      });
    }
    if (mig === "enabled") {
      notes.push({
        id: "mig-needs-details",
        message: l10n.t(
          "This GPU is cut into slices (MIG): its utilisation is told of no slice, and what runs on which only in the details.",
        ),
        gpu: uuid,
      });
    }
  }
  return notes;
}

function onOff<T>(text: string | undefined, on: T, off: T): T | undefined {
  if (text === "Enabled") return on;
  return text === "Disabled" ? off : undefined;
}
