import type { Container } from "../containers/model.ts";
import type { GpuHolder } from "../join/join.ts";
import type { Loadable, Problem } from "../problem.ts";
import { bytesText } from "../text/quantities.ts";
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
    description: [...figures, ...(isOld ? ["(old)"] : [])].join("  "),
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

/** `81 %`, `19818 / 81559 MiB`, `61 °C`, `432 W`: what is known of it. */
function figuresOf(gpu: Gpu): readonly string[] {
  const { totalMiB, usedMiB, kind } = gpu.memory;
  return [
    gpu.utilizationPercent === undefined ? undefined : `${gpu.utilizationPercent} %`,
    usedMiB === undefined
      ? undefined
      : `${usedMiB}${totalMiB === undefined ? "" : ` / ${totalMiB}`} MiB${kind === "unified" ? " unified" : ""}`,
    gpu.temperatureC === undefined ? undefined : `${gpu.temperatureC} °C`,
    gpu.powerW === undefined ? undefined : `${Math.round(gpu.powerW)} W`,
    gpu.mig === "enabled" ? "MIG" : undefined,
  ].filter((part) => part !== undefined);
}

function tooltipOf(gpu: Gpu): readonly string[] {
  const { totalMiB, usedMiB, kind } = gpu.memory;
  const rows: readonly (string | undefined)[] = [
    `GPU ${gpu.index}: ${visible(gpu.name)}`,
    gpu.utilizationPercent === undefined
      ? undefined
      : `Utilisation ${gpu.utilizationPercent} %: the share of the last moments in which any kernel ran, not how much of the GPU it used`,
    usedMiB === undefined
      ? undefined
      : `Memory ${usedMiB} MiB${totalMiB === undefined ? "" : ` of ${totalMiB} MiB`}${kind === "unified" ? ", which CPU and GPU share" : ""}`,
    gpu.memoryUtilizationPercent === undefined
      ? undefined
      : `Memory bus ${gpu.memoryUtilizationPercent} % of the time busy`,
    gpu.temperatureC === undefined
      ? undefined
      : `Temperature ${gpu.temperatureC} °C${gpu.memoryTemperatureC === undefined ? "" : `, memory ${gpu.memoryTemperatureC} °C`}`,
    gpu.powerW === undefined
      ? undefined
      : `Power ${gpu.powerW} W${gpu.powerLimitW === undefined ? "" : ` of at most ${gpu.powerLimitW} W`}`,
    gpu.clockMHz === undefined
      ? undefined
      : `Clock ${gpu.clockMHz} MHz${gpu.performanceState === undefined ? "" : `, state ${visible(gpu.performanceState)}`}`,
    gpu.throttleReasons === undefined || gpu.throttleReasons.length === 0
      ? undefined
      : `Held back by ${gpu.throttleReasons.join(", ")}`,
    gpu.eccUncorrected === undefined ? undefined : `ECC errors not corrected: ${gpu.eccUncorrected}`,
    gpu.computeCapability === undefined ? undefined : `Compute capability ${visible(gpu.computeCapability)}`,
    gpu.mig === undefined ? undefined : `MIG ${gpu.mig}`,
    visible(gpu.uuid),
  ];
  return rows.filter((row) => row !== undefined);
}

function instanceNodes({ uuid, instances, processes }: Gpu): readonly TreeNode[] {
  return (instances ?? []).map(({ gpuInstance, computeInstance, profile, totalMiB, usedMiB }) => {
    const count = processes.filter(
      (one) => one.gpuInstance === gpuInstance && one.computeInstance === computeInstance,
    ).length;
    const memory =
      usedMiB === undefined ? "" : `${usedMiB}${totalMiB === undefined ? "" : ` / ${totalMiB}`} MiB`;
    return {
      id: `${uuid} instance ${gpuInstance} ${computeInstance}`,
      label: `MIG ${profile === undefined ? `${gpuInstance}/${computeInstance}` : visible(profile)}`,
      description: [memory, count === 0 ? "" : count === 1 ? "1 process" : `${count} processes`]
        .filter(Boolean)
        .join("  "),
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
        ...(container === undefined ? [] : [`Image ${visible(container.image)}`]),
        ...(service === undefined ? [] : [`Compose service ${service}`]),
        ...(origin?.files[0] === undefined ? [] : [visible(origin.files[0])]),
      ],
      icon: { name: "package", color: "green" },
      accessibleLabel: `Container ${name}${memory === undefined ? "" : `, ${memory}`}`,
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
    name === undefined ? `process ${pid}` : visible(name.slice(name.lastIndexOf("/") + 1).slice(0, 80));
  return {
    id: `${uuid} pid ${pid}`,
    label: shown,
    description: [`PID ${pid}`, memoryMiB === undefined ? undefined : `${memoryMiB} MiB`]
      .filter((part) => part !== undefined)
      .join("  "),
    tooltip: [name === undefined ? shown : visible(name), `PID ${pid} on the machine of the GPU`],
    icon: { name: "server-process" },
    context: "gpu.process",
  };
}

function hiddenNode({ uuid }: Gpu): TreeNode {
  return {
    id: `${uuid} hidden`,
    label: "Processes can't be seen here",
    tooltip: [
      "Processes can't be seen here",
      "The driver does not tell which processes use the GPU, as under WSL; that none is listed means nothing.",
    ],
    icon: { name: "eye-closed" },
  };
}

function memoryText(held: readonly GpuHolder[]): string | undefined {
  const known = held.flatMap(({ memoryMiB }) => memoryMiB ?? []);
  return known.length === 0 ? undefined : bytesText(known.reduce((sum, one) => sum + one, 0) * 1024 * 1024);
}
