import * as l10n from "@vscode/l10n";
import type { Container } from "../containers/model.ts";
import type { GpuHolder } from "../join/join.ts";
import type { Loadable, Problem } from "../problem.ts";
import { processCount } from "../text/counts.ts";
import { mibText } from "../text/quantities.ts";
import { visible } from "../text/visible.ts";
import type { TreeNode } from "../tree.ts";
import type { Gpu, GpuNote, GpuSnapshot } from "./model.ts";

/** The GPUs view: each GPU with the containers that hold it, then the processes that belong to none. */
export function gpuTree(
  state: Loadable<GpuSnapshot>,
  held: readonly GpuHolder[],
  containers: ReadonlyMap<string, Container>,
): readonly TreeNode[] {
  const snapshot = state.state === "ready" ? state.value : state.last;
  const problem = state.state === "failed" ? [problemNode(state.problem)] : [];
  if (snapshot === undefined) return problem;
  const isOld = state.state === "failed";
  return [
    ...problem,
    ...snapshot.notes.filter(({ gpu }) => gpu === undefined).map(noteNode),
    ...snapshot.gpus.map((gpu) => gpuNode(gpu, snapshot, held, containers, isOld)),
  ];
}

export function problemNode({ id, message, remedy, said }: Problem): TreeNode {
  return {
    id: `problem ${id}`,
    label: message,
    description: remedy,
    tooltip: [message, remedy, ...(said === undefined ? [] : [visible(said)])],
    icon: { name: "warning", color: "yellow" },
    accessibleLabel: `${message} ${remedy}`,
    context: "problem",
  };
}

function noteNode({ id, message, gpu }: GpuNote): TreeNode {
  return {
    id: `note ${id} ${gpu ?? ""}`,
    label: message,
    tooltip: [message],
    icon: { name: "info" },
    context: "note",
  };
}

function gpuNode(
  gpu: Gpu,
  { notes, processesHidden }: GpuSnapshot,
  held: readonly GpuHolder[],
  containers: ReadonlyMap<string, Container>,
  isOld: boolean,
): TreeNode {
  const own = held.filter((holder) => holder.gpu === gpu.uuid);
  const figures = figuresOf(gpu);
  const bad = isBad(gpu, notes);
  const children = [
    ...notes.filter((note) => note.gpu === gpu.uuid).map(noteNode),
    ...instanceNodes(gpu),
    ...containerNodes(gpu, own, containers),
    ...processNodes(gpu, own),
  ];
  const hidden = processesHidden && own.length === 0 ? [hiddenNode(gpu)] : [];
  return {
    id: gpu.uuid,
    // In a narrow view the figures count more than the vendor, which the tooltip names.
    label: `${gpu.index}  ${visible(gpu.name.replace(/^NVIDIA (?=\S)/, ""))}`,
    description: [...figures, ...(isOld ? [l10n.t("(old)")] : [])].join("  "),
    tooltip: tooltipOf(gpu),
    icon: bad ? { name: "error", color: "red" } : { name: "circuit-board" },
    accessibleLabel: `GPU ${gpu.index}, ${visible(gpu.name)}, ${figures.join(", ")}`,
    context: "gpu",
    children: [...children, ...hidden],
    expanded: true,
  };
}

/** How many GPUs deserve a look: the badge shows problems only. */
export function gpuProblemCount({ gpus, notes }: GpuSnapshot): number {
  const lost = notes.filter(({ id, gpu }) => id === "gpu-lost" && gpus.every(({ uuid }) => uuid !== gpu));
  return lost.length + gpus.filter((gpu) => isBad(gpu, notes)).length;
}

function isBad({ uuid, eccUncorrected }: Gpu, notes: GpuSnapshot["notes"]): boolean {
  return (eccUncorrected ?? 0) > 0 || notes.some(({ gpu, problem }) => gpu === uuid && problem !== undefined);
}

/** `19.4 / 79.6 GiB`. */
function memoryFigure(usedMiB: number, totalMiB: number | undefined): string {
  const used = mibText(usedMiB);
  if (totalMiB === undefined) return used;
  const total = mibText(totalMiB);
  const [figure, unit] = used.split(" ");
  return unit !== undefined && total.endsWith(` ${unit}`) ? `${figure} / ${total}` : `${used} / ${total}`;
}

/** `81 %`, `19.4 / 79.6 GiB`, `61 °C`, `432 W`: what is known of it. */
function figuresOf(gpu: Gpu): readonly string[] {
  const { totalMiB, usedMiB, kind } = gpu.memory;
  return [
    gpu.utilizationPercent === undefined ? undefined : `${gpu.utilizationPercent} %`,
    usedMiB === undefined
      ? undefined
      : kind === "unified"
        ? l10n.t("{0} unified", memoryFigure(usedMiB, totalMiB))
        : memoryFigure(usedMiB, totalMiB),
    gpu.temperatureC === undefined ? undefined : `${gpu.temperatureC} °C`,
    gpu.powerW === undefined ? undefined : `${Math.round(gpu.powerW)} W`,
    gpu.mig === "enabled" ? "MIG" : undefined,
  ].filter((part) => part !== undefined);
}

function tooltipOf(gpu: Gpu): readonly string[] {
  const rows: readonly (string | undefined)[] = [
    `GPU ${gpu.index}: ${visible(gpu.name)}`,
    gpu.utilizationPercent === undefined
      ? undefined
      : l10n.t(
          "Utilisation {0} %: the share of the last moments in which any kernel ran, not how much of the GPU it used",
          gpu.utilizationPercent,
        ),
    memoryRow(gpu.memory),
    gpu.memoryUtilizationPercent === undefined
      ? undefined
      : l10n.t("Memory bus {0} % of the time busy", gpu.memoryUtilizationPercent),
    temperatureRow(gpu),
    powerRow(gpu),
    clockRow(gpu),
    gpu.throttleReasons === undefined || gpu.throttleReasons.length === 0
      ? undefined
      : l10n.t("Held back by {0}", gpu.throttleReasons.join(", ")),
    gpu.eccUncorrected === undefined
      ? undefined
      : l10n.t("ECC errors not corrected: {0}", gpu.eccUncorrected),
    gpu.computeCapability === undefined
      ? undefined
      : l10n.t("Compute capability {0}", visible(gpu.computeCapability)),
    gpu.mig === undefined
      ? undefined
      : gpu.mig === "enabled"
        ? l10n.t("MIG enabled")
        : l10n.t("MIG disabled"),
    visible(gpu.uuid),
  ];
  return rows.filter((row) => row !== undefined);
}

function memoryRow({ totalMiB, usedMiB, kind }: Gpu["memory"]): string | undefined {
  if (usedMiB === undefined) return undefined;
  if (kind === "unified") {
    return totalMiB === undefined
      ? l10n.t("Memory {0} MiB, which CPU and GPU share", usedMiB)
      : l10n.t("Memory {0} MiB of {1} MiB, which CPU and GPU share", usedMiB, totalMiB);
  }
  return totalMiB === undefined
    ? l10n.t("Memory {0} MiB", usedMiB)
    : l10n.t("Memory {0} MiB of {1} MiB", usedMiB, totalMiB);
}

function temperatureRow({ temperatureC, memoryTemperatureC }: Gpu): string | undefined {
  if (temperatureC === undefined) return undefined;
  return memoryTemperatureC === undefined
    ? l10n.t("Temperature {0} °C", temperatureC)
    : l10n.t("Temperature {0} °C, memory {1} °C", temperatureC, memoryTemperatureC);
}

function powerRow({ powerW, powerLimitW }: Gpu): string | undefined {
  if (powerW === undefined) return undefined;
  return powerLimitW === undefined
    ? l10n.t("Power {0} W", powerW)
    : l10n.t("Power {0} W of at most {1} W", powerW, powerLimitW);
}

function clockRow({ clockMHz, performanceState }: Gpu): string | undefined {
  if (clockMHz === undefined) return undefined;
  return performanceState === undefined
    ? l10n.t("Clock {0} MHz", clockMHz)
    : l10n.t("Clock {0} MHz, state {1}", clockMHz, visible(performanceState));
}

function instanceNodes({ uuid, instances, processes }: Gpu): readonly TreeNode[] {
  return (instances ?? []).map(({ gpuInstance, computeInstance, profile, totalMiB, usedMiB }) => {
    const count = processes.filter(
      (one) => one.gpuInstance === gpuInstance && one.computeInstance === computeInstance,
    ).length;
    const memory = usedMiB === undefined ? "" : memoryFigure(usedMiB, totalMiB);
    return {
      id: `${uuid} instance ${gpuInstance} ${computeInstance}`,
      label: `MIG ${profile === undefined ? `${gpuInstance}/${computeInstance}` : visible(profile)}`,
      description: [memory, count === 0 ? "" : processCount(count)].filter(Boolean).join("  "),
      icon: { name: "layers" },
      context: "gpu.instance",
    };
  });
}

function containerNodes(
  { uuid }: Gpu,
  own: readonly GpuHolder[],
  containers: ReadonlyMap<string, Container>,
): readonly TreeNode[] {
  const ids = [...new Set(own.flatMap(({ container }) => container ?? []))];
  return ids.map((id) => {
    const mine = own.filter(({ container }) => container === id);
    const container = containers.get(id);
    const name = visible(container?.name ?? id.slice(0, 12));
    const origin = container?.compose;
    const memory = memoryText(mine);
    const service =
      origin === undefined ? undefined : `${visible(origin.project)} / ${visible(origin.service)}`;
    return {
      id: `${uuid} ${id}`,
      label: name,
      description: [memory, service].filter((part) => part !== undefined).join("  "),
      tooltip: [
        name,
        ...(container === undefined ? [] : [l10n.t("Image {0}", visible(container.image))]),
        ...(service === undefined ? [] : [l10n.t("Compose service {0}", service)]),
        ...(origin?.files[0] === undefined ? [] : [visible(origin.files[0])]),
      ],
      icon: { name: "package", color: "green" },
      accessibleLabel:
        memory === undefined ? l10n.t("Container {0}", name) : l10n.t("Container {0}, {1}", name, memory),
      context: "gpu.container",
      expanded: false,
      children: mine.map((holder) => processNode(uuid, holder)),
    };
  });
}

function processNodes({ uuid }: Gpu, own: readonly GpuHolder[]): readonly TreeNode[] {
  return own.filter(({ container }) => container === undefined).map((holder) => processNode(uuid, holder));
}

function processNode(uuid: string, { pid, name, memoryMiB }: GpuHolder): TreeNode {
  const shown =
    name === undefined
      ? l10n.t("process {0}", pid)
      : visible(name.slice(name.lastIndexOf("/") + 1).slice(0, 80));
  return {
    id: `${uuid} pid ${pid}`,
    label: shown,
    description: [`PID ${pid}`, memoryMiB === undefined ? undefined : mibText(memoryMiB)]
      .filter((part) => part !== undefined)
      .join("  "),
    tooltip: [name === undefined ? shown : visible(name), l10n.t("PID {0} on the machine of the GPU", pid)],
    icon: { name: "server-process" },
    context: "gpu.process",
  };
}

function hiddenNode({ uuid }: Gpu): TreeNode {
  return {
    id: `${uuid} hidden`,
    label: l10n.t("Processes can't be seen here"),
    tooltip: [
      l10n.t("Processes can't be seen here"),
      l10n.t(
        "The driver does not tell which processes use the GPU, as under WSL; that none is listed means nothing.",
      ),
    ],
    icon: { name: "eye-closed" },
  };
}

function memoryText(held: readonly GpuHolder[]): string | undefined {
  const known = held.flatMap(({ memoryMiB }) => memoryMiB ?? []);
  return known.length === 0 ? undefined : mibText(known.reduce((sum, one) => sum + one, 0));
}
