import * as l10n from "@vscode/l10n";
import { problemNode } from "../gpus/tree.ts";
import type { Loadable } from "../problem.ts";
import { bytesText, durationText } from "../text/quantities.ts";
import { visible } from "../text/visible.ts";
import type { TreeNode } from "../tree.ts";
import type { Container, ContainerKind } from "./model.ts";
import { endedText, gpuAccessText, gpuUseText, healthText, progressText, stateText } from "./words.ts";

/** The Containers view: groups by what containers are for, those that run first. `now` in milliseconds since 1970. */
export function containerTree(state: Loadable<readonly Container[]>, now: number): readonly TreeNode[] {
  const containers = state.state === "ready" ? state.value : state.last;
  const problem = state.state === "failed" ? [problemNode(state.problem)] : [];
  if (containers === undefined) return problem;
  const groups = GROUPS.flatMap(([kind, label, icon]) => {
    const own = containers.filter(({ classification }) => classification.kind === kind);
    return own.length === 0 ? [] : [groupNode(kind, label(), icon, own, now)];
  });
  return [...problem, ...groups];
}

/** How many containers deserve a look: the badge shows problems only. */
export function problemCount(containers: readonly Container[]): number {
  return containers.filter((container) => isBad(container)).length;
}

const GROUPS: readonly (readonly [ContainerKind, label: () => string, icon: string])[] = [
  ["training", () => l10n.t("Training"), "mortar-board"],
  ["serving", () => l10n.t("Serving"), "broadcast"],
  ["notebook", () => l10n.t("Notebooks"), "notebook"],
  ["other", () => l10n.t("Other"), "package"],
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
      running === containers.length
        ? String(running)
        : l10n.t("{0} of {1} running", running, containers.length),
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
    accessibleLabel: [label, stateText(container.state), ...figures].join(", "),
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
    container.cpuPercent === undefined ? undefined : l10n.t("CPU {0} %", Math.round(container.cpuPercent)),
    memoryText(container),
    container.health === "unhealthy" ? healthText(container.health) : undefined,
    container.restartCount > 0 ? l10n.t("restarted {0}×", container.restartCount) : undefined,
    startedAt === undefined ? undefined : durationText(now - startedAt),
  ].filter((part) => part !== undefined);
}

function memoryText({ memoryBytes, memoryLimitBytes }: Container): string | undefined {
  if (memoryBytes === undefined) return undefined;
  return memoryLimitBytes === undefined
    ? bytesText(memoryBytes)
    : l10n.t("{0} of {1}", bytesText(memoryBytes), bytesText(memoryLimitBytes));
}

function tooltipOf(container: Container, now: number): readonly string[] {
  const { classification, compose, gpu, ports, shm, progress } = container;
  const gpuUse = gpuUseText(container);
  const rows: readonly (string | undefined)[] = [
    visible(container.name),
    l10n.t("Image {0}", visible(container.image)),
    container.health === undefined
      ? l10n.t("State {0}", endedText(container, now))
      : l10n.t("State {0}, {1}", endedText(container, now), healthText(container.health)),
    restartsText(container.restartCount),
    reasonsText(classification),
    compose === undefined
      ? undefined
      : l10n.t("Compose service {0} of {1}", visible(compose.service), visible(compose.project)),
    compose?.files[0] === undefined ? undefined : visible(compose.files[0]),
    gpu === undefined ? undefined : l10n.t("Asked for {0}", visible(gpuAccessText(gpu))),
    gpuUse === undefined ? undefined : l10n.t("GPU memory {0}", gpuUse),
    shm === undefined ? undefined : shmText(shm),
    ports.length === 0 ? undefined : l10n.t("Ports {0}", portsText(container)),
    progress === undefined ? undefined : visible(progress.text),
  ];
  return rows.filter((row) => row !== undefined);
}

function restartsText(count: number): string | undefined {
  if (count === 0) return undefined;
  return count === 1
    ? l10n.t("Restarted once by the engine since it was made")
    : l10n.t("Restarted {0} times by the engine since it was made", count);
}

function reasonsText({ kind, reasons }: Container["classification"]): string | undefined {
  if (reasons.length === 0) return undefined;
  const said = visible(reasons.join(", "));
  switch (kind) {
    case "training":
      return l10n.t("Taken for training by {0}", said);
    case "serving":
      return l10n.t("Taken for serving by {0}", said);
    case "notebook":
      return l10n.t("Taken for notebook by {0}", said);
    default:
      return l10n.t("Taken for other by {0}", said);
  }
}

function shmText({ usedBytes, totalBytes }: NonNullable<Container["shm"]>): string {
  return usedBytes === undefined
    ? l10n.t("Shared memory {0}", bytesText(totalBytes))
    : l10n.t("Shared memory {0} of {1}", bytesText(usedBytes), bytesText(totalBytes));
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
