import * as l10n from "@vscode/l10n";
import type { Loadable } from "../problem.ts";
import { bytesText } from "../text/quantities.ts";
import { table } from "../text/table.ts";
import type { Container, ContainerKind } from "./model.ts";
import { endedText, gpuAccessText, gpuUseText, progressText } from "./words.ts";

/** What `ps --format json` prints; absent values are null. A failure has no containers: what was known before is not what is. */
export function containersJson(state: Loadable<readonly Container[]>): object {
  const containers = state.state === "ready" ? state.value : [];
  return {
    containers: containers.map((container) => ({
      id: container.id,
      name: container.name,
      image: container.image,
      state: container.state,
      kind: container.classification.kind,
      reasons: container.classification.reasons,
      gpu: gpuJson(container),
      cpuPercent: rounded(container.cpuPercent),
      memoryBytes: container.memoryBytes ?? null,
      memoryLimitBytes: container.memoryLimitBytes ?? null,
      progress: progressJson(container),
      service: container.compose?.service ?? null,
      file: container.compose?.files[0] ?? null,
    })),
    problem: state.state === "failed" ? state.problem : null,
  };
}

/** What `ps` prints for people, by what containers are for, those that run first. `now` in milliseconds since 1970. */
export function containersText(
  containers: readonly Container[],
  columns: number | undefined,
  now: number,
): string {
  if (containers.length === 0) return `${l10n.t("There are no containers.")}\n`;
  const rows = KINDS.flatMap((kind) => {
    const own = containers.filter((one) => one.classification.kind === kind);
    return own.toSorted((one, other) => Number(other.state === "running") - Number(one.state === "running"));
  }).map((container) => [
    container.name,
    container.classification.kind,
    container.state === "running" ? container.status : endedText(container, now),
    gpuUseText(container) ?? (container.gpu === undefined ? "" : gpuAccessText(container.gpu)),
    container.cpuPercent === undefined ? "" : `${Math.round(container.cpuPercent)} %`,
    memoryText(container),
    container.progress === undefined ? "" : progressText(container.progress),
    container.image,
  ]);
  return table(
    [
      l10n.t("NAME"),
      l10n.t("KIND"),
      l10n.t("STATE"),
      "GPU",
      "CPU",
      l10n.t("MEMORY"),
      l10n.t("PROGRESS"),
      l10n.t("IMAGE"),
    ],
    rows,
    columns,
  );
}

const KINDS: readonly ContainerKind[] = ["training", "serving", "notebook", "other"];

function memoryText({ memoryBytes, memoryLimitBytes }: Container): string {
  if (memoryBytes === undefined) return "";
  return memoryLimitBytes === undefined
    ? bytesText(memoryBytes)
    : l10n.t("{0} of {1}", bytesText(memoryBytes), bytesText(memoryLimitBytes));
}

function gpuJson({ gpu, gpuUse }: Container): object | null {
  if (gpu === undefined && (gpuUse === undefined || gpuUse.length === 0)) return null;
  return {
    request: gpu === undefined ? null : { how: gpu.how, vendor: gpu.vendor, gpus: gpu.gpus },
    use:
      gpuUse?.map(({ gpu: uuid, memoryMiB, pids }) => ({ uuid, memoryMiB: memoryMiB ?? null, pids })) ?? null,
  };
}

function progressJson({ progress }: Container): object | null {
  if (progress === undefined) return null;
  const { format, epoch, epochs, step, steps, percent, loss, rate, remaining, text } = progress;
  return {
    format,
    epoch: epoch ?? null,
    epochs: epochs ?? null,
    step: step ?? null,
    steps: steps ?? null,
    percent: percent ?? null,
    loss: loss ?? null,
    stepsPerSecond: rate ?? null,
    secondsLeft: remaining ?? null,
    text,
  };
}

function rounded(value: number | undefined): number | null {
  return value === undefined ? null : Math.round(value * 100) / 100;
}
