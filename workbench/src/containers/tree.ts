import { problemNode } from "../gpus/tree.ts";
import type { Loadable } from "../problem.ts";
import { bytesText, durationText } from "../text/quantities.ts";
import { visible } from "../text/visible.ts";
import type { TreeNode } from "../tree.ts";
import type { Container, ContainerKind } from "./model.ts";
import { endedText, gpuAccessText, gpuUseText, progressText } from "./words.ts";

/** The Containers view: groups by what containers are for, those that run first. `now` in milliseconds since 1970. */
export function containerTree(state: Loadable<readonly Container[]>, now: number): readonly TreeNode[] {
  const containers = state.state === "ready" ? state.value : state.last;
  const problem = state.state === "failed" ? [problemNode(state.problem)] : [];
  if (containers === undefined) return problem;
  const groups = GROUPS.flatMap(([kind, label, icon]) => {
    const own = containers.filter(({ classification }) => classification.kind === kind);
    return own.length === 0 ? [] : [groupNode(kind, label, icon, own, now)];
  });
  return [...problem, ...groups];
}

/** How many containers deserve a look: the badge shows problems only. */
export function problemCount(containers: readonly Container[]): number {
  return containers.filter((container) => isBad(container)).length;
}

const GROUPS: readonly (readonly [ContainerKind, string, string])[] = [
  ["training", "Training", "mortar-board"],
  ["serving", "Serving", "broadcast"],
  ["notebook", "Notebooks", "notebook"],
  ["other", "Other", "package"],
];

function groupNode(
  kind: ContainerKind,
  label: string,
  icon: string,
  containers: readonly Container[],
  now: number,
): TreeNode {
  const running = containers.filter(({ state }) => state === "running").length;
  const sorted = containers.toSorted(
    (one, other) => rank(one) - rank(other) || other.createdAt - one.createdAt,
  );
  return {
    id: `group ${kind}`,
    label,
    description:
      running === containers.length ? String(running) : `${running} of ${containers.length} running`,
    icon: { name: icon },
    context: "group",
    expanded: kind !== "other",
    children: sorted.map((container) => containerNode(container, now)),
  };
}

/** What has failed lately is looked for: it does not fall behind hundreds that were made after it. */
function rank(container: Container): number {
  const { state } = container;
  if (state === "running") return 0;
  return state === "restarting" || state === "paused" || isBad(container) ? 1 : 2;
}

function containerNode(container: Container, now: number): TreeNode {
  const label = visible(container.name);
  const figures = figuresOf(container, now);
  return {
    id: container.id,
    label,
    description: figures.join("  "),
    tooltip: tooltipOf(container, now),
    icon: iconOf(container),
    accessibleLabel: `${label}, ${container.state}, ${figures.join(", ")}`,
    context: contextOf(container),
  };
}

/** `container.running.gpu.compose.ports`: menus ask for the parts by pattern. */
function contextOf({ state, gpu, compose, ports }: Container): string {
  const isUp = state === "running" || state === "paused" || state === "restarting";
  return [
    "container",
    isUp ? "running" : "stopped",
    ...(gpu === undefined ? [] : ["gpu"]),
    ...(compose === undefined || compose.files.length === 0 ? [] : ["compose"]),
    ...(isUp && ports.some(({ hostPort, protocol }) => hostPort !== undefined && protocol === "tcp")
      ? ["ports"]
      : []),
  ].join(".");
}

function figuresOf(container: Container, now: number): readonly string[] {
  const { state, progress, startedAt } = container;
  if (state !== "running") return [endedText(container, now)];
  const gpu =
    gpuUseText(container) ?? (container.gpu === undefined ? undefined : gpuAccessText(container.gpu));
  return [
    progress === undefined ? undefined : visible(progressText(progress)),
    gpu === undefined ? undefined : visible(gpu),
    container.cpuPercent === undefined ? undefined : `CPU ${Math.round(container.cpuPercent)} %`,
    memoryText(container),
    container.health === "unhealthy" ? "unhealthy" : undefined,
    container.restartCount > 0 ? `restarted ${container.restartCount}×` : undefined,
    startedAt === undefined ? undefined : durationText(now - startedAt),
  ].filter((part) => part !== undefined);
}

function memoryText({ memoryBytes, memoryLimitBytes }: Container): string | undefined {
  if (memoryBytes === undefined) return undefined;
  return memoryLimitBytes === undefined
    ? bytesText(memoryBytes)
    : `${bytesText(memoryBytes)} of ${bytesText(memoryLimitBytes)}`;
}

function tooltipOf(container: Container, now: number): readonly string[] {
  const { classification, compose, gpu, ports, shm, progress } = container;
  const rows: readonly (string | undefined)[] = [
    visible(container.name),
    `Image ${visible(container.image)}`,
    `State ${endedText(container, now)}${container.health === undefined ? "" : `, ${container.health}`}`,
    container.restartCount === 0
      ? undefined
      : `Restarted ${container.restartCount === 1 ? "once" : `${container.restartCount} times`} by the engine since it was made`,
    classification.reasons.length === 0
      ? undefined
      : `Taken for ${classification.kind} by ${visible(classification.reasons.join(", "))}`,
    compose === undefined
      ? undefined
      : `Compose service ${visible(compose.service)} of ${visible(compose.project)}`,
    compose?.files[0] === undefined ? undefined : visible(compose.files[0]),
    gpu === undefined ? undefined : `Asked for ${visible(gpuAccessText(gpu))}`,
    gpuUseText(container) === undefined ? undefined : `GPU memory ${gpuUseText(container)}`,
    shm === undefined
      ? undefined
      : `Shared memory ${shm.usedBytes === undefined ? "" : `${bytesText(shm.usedBytes)} of `}${bytesText(shm.totalBytes)}`,
    ports.length === 0 ? undefined : `Ports ${portsText(container)}`,
    progress === undefined ? undefined : visible(progress.text),
  ];
  return rows.filter((row) => row !== undefined);
}

function portsText({ ports }: Container): string {
  return ports
    .map(({ hostIp, hostPort, containerPort, protocol }) =>
      hostPort === undefined
        ? `${containerPort}/${protocol}`
        : `${hostIp === undefined ? "" : `${hostIp}:`}${hostPort} → ${containerPort}/${protocol}`,
    )
    .join(", ");
}

function isBad({ state, exitCode, health, finishedAt, startedAt, classification }: Container): boolean {
  if (state === "dead" || state === "restarting" || (state === "running" && health === "unhealthy"))
    return true;
  // What somebody stopped weeks ago is no news; a training that failed is, until it is removed.
  const failed = state === "exited" && exitCode !== undefined && exitCode !== 0 && exitCode !== 143;
  return failed && classification.kind === "training" && finishedAt !== undefined && startedAt !== undefined;
}

function iconOf(container: Container): NonNullable<TreeNode["icon"]> {
  if (isBad(container)) return { name: "error", color: "red" };
  switch (container.state) {
    case "running":
      return container.health === "starting"
        ? { name: "loading~spin" }
        : { name: "vm-running", color: "green" };
    case "paused":
      return { name: "debug-pause", color: "yellow" };
    case "restarting":
      return { name: "sync", color: "yellow" };
    default:
      return { name: "vm-outline" };
  }
}
