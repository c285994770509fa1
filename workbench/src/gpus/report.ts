import * as l10n from "@vscode/l10n";
import type { GpuHolder } from "../join/join.ts";
import type { Loadable } from "../problem.ts";
import { bytesText } from "../text/quantities.ts";
import { table } from "../text/table.ts";
import { visible } from "../text/visible.ts";
import type { Gpu, GpuProcess, GpuSnapshot } from "./model.ts";

/** Container names by their ids; holders without one are told by the short id. */
export interface GpuHolders {
  readonly holders: readonly GpuHolder[];
  readonly names: ReadonlyMap<string, string>;
}

/** What `gpus --format json` prints; absent values are null. A failure has no GPUs: what was known before is not what is. */
export function gpusJson(state: Loadable<GpuSnapshot>, holders?: GpuHolders): object {
  return {
    gpus: state.state === "ready" ? state.value.gpus.map((gpu) => gpuJson(gpu, holders)) : [],
    problem: state.state === "failed" ? state.problem : null,
  };
}

/** What `gpus` prints for people: a table of the GPUs, one of their processes, then the notes. `columns` is the width to keep to. */
export function gpusText(snapshot: GpuSnapshot, columns: number | undefined, holders?: GpuHolders): string {
  return [
    table(
      [
        "GPU",
        l10n.t("NAME"),
        l10n.t("USE"),
        l10n.t("MEMORY"),
        l10n.t("TEMP"),
        l10n.t("POWER"),
        l10n.t("SLOWED BY"),
      ],
      snapshot.gpus.map((gpu) => [
        String(gpu.index),
        gpu.name,
        gpu.utilizationPercent === undefined ? "" : `${gpu.utilizationPercent} %`,
        usedOf(gpu.memory.usedMiB, gpu.memory.totalMiB),
        gpu.temperatureC === undefined ? "" : `${gpu.temperatureC} °C`,
        powerText(gpu),
        (gpu.throttleReasons ?? []).join(", "),
      ]),
      columns,
    ),
    processTable(snapshot, columns, holders),
    ...snapshot.notes.map(({ message, problem }) =>
      visible(`${message}${problem === undefined ? "" : ` ${problem.remedy}`}\n`.trimEnd()),
    ),
  ]
    .filter((part) => part !== "")
    .map((part) => (part.endsWith("\n") ? part : `${part}\n`))
    .join("\n");
}

function gpuJson(gpu: Gpu, holders: GpuHolders | undefined): object {
  return {
    index: gpu.index,
    uuid: gpu.uuid,
    name: gpu.name,
    memoryTotalMiB: rounded(gpu.memory.totalMiB),
    memoryUsedMiB: rounded(gpu.memory.usedMiB),
    utilizationPercent: gpu.utilizationPercent ?? null,
    temperatureC: gpu.temperatureC ?? null,
    powerW: gpu.powerW ?? null,
    powerLimitW: gpu.powerLimitW ?? null,
    processes: gpu.processes.map((process) => ({
      pid: process.pid,
      name: process.name ?? null,
      memoryMiB: rounded(process.memoryMiB),
      container: containerOf(gpu, process, holders) ?? null,
    })),
  };
}

function processTable(
  snapshot: GpuSnapshot,
  columns: number | undefined,
  holders: GpuHolders | undefined,
): string {
  const rows = snapshot.gpus.flatMap((gpu) =>
    gpu.processes.map((process) => [
      String(gpu.index),
      String(process.pid),
      process.memoryMiB === undefined ? "" : memoryText(process.memoryMiB),
      containerOf(gpu, process, holders) ?? "",
      process.name ?? "",
    ]),
  );
  if (rows.length > 0)
    return table(["GPU", "PID", l10n.t("MEMORY"), l10n.t("CONTAINER"), l10n.t("PROGRAM")], rows, columns);
  return snapshot.processesHidden
    ? `${l10n.t("The processes that use the GPUs cannot be seen from here.")}\n`
    : "";
}

function containerOf(gpu: Gpu, process: GpuProcess, holders: GpuHolders | undefined): string | undefined {
  const id = holders?.holders.find((one) => one.gpu === gpu.uuid && one.pid === process.pid)?.container;
  return id === undefined ? undefined : (holders?.names.get(id) ?? id.slice(0, 12));
}

function usedOf(used: number | undefined, total: number | undefined): string {
  if (total === undefined) return used === undefined ? "" : memoryText(used);
  return used === undefined ? memoryText(total) : l10n.t("{0} of {1}", memoryText(used), memoryText(total));
}

function powerText({ powerW, powerLimitW }: Gpu): string {
  if (powerW === undefined) return "";
  const watts = Math.round(powerW);
  return powerLimitW === undefined
    ? `${watts} W`
    : l10n.t("{0} of {1}", watts, `${Math.round(powerLimitW)} W`);
}

function memoryText(mib: number): string {
  return bytesText(mib * 1024 ** 2);
}

function rounded(mib: number | undefined): number | null {
  return mib === undefined ? null : Math.round(mib);
}
