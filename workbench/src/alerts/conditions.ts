import * as l10n from "@vscode/l10n";
import type { Container } from "../containers/model.ts";
import type { GpuSnapshot } from "../gpus/model.ts";
import type { Alert } from "./alert.ts";
import { GPU_MEMORY_FULL, RELEASE, SHM_FULL } from "./limits.ts";

/** A state that may call for an alert. Between `release` and `raise` it stays what it was. */
export interface Condition {
  readonly alert: Alert;
  readonly raise: boolean;
  readonly release: boolean;
}

/** GPUs whose memory a container of ours has almost filled. A GPU that is full of other things is not ours to speak of. */
export function gpuMemory(snapshot: GpuSnapshot, containers: readonly Container[]): readonly Condition[] {
  return snapshot.gpus.flatMap((gpu) => {
    const { totalMiB, usedMiB, kind } = gpu.memory;
    if (kind === "unified" || totalMiB === undefined || usedMiB === undefined || totalMiB === 0) return [];
    const users = containers.filter(({ gpuUse }) => gpuUse?.some((use) => use.gpu === gpu.uuid) === true);
    const percent = (usedMiB / totalMiB) * 100;
    const names = users.map(({ name }) => name).join(", ");
    return [
      {
        alert: {
          kind: "gpu-memory-full",
          subject: gpu.uuid,
          message: l10n.t(
            "GPU {0} ({1}) has {2} of {3} MiB in use, by {4}.",
            gpu.index,
            gpu.name,
            usedMiB,
            totalMiB,
            names,
          ),
          action: "show-gpu",
        },
        raise: percent >= GPU_MEMORY_FULL && users.length > 0,
        release: percent < GPU_MEMORY_FULL - RELEASE || users.length === 0,
      },
    ];
  });
}

export function shm(containers: readonly Container[]): readonly Condition[] {
  return containers.flatMap((container) => {
    const { totalBytes, usedBytes } = container.shm ?? {};
    if (totalBytes === undefined || usedBytes === undefined || totalBytes === 0) return [];
    const percent = (usedBytes / totalBytes) * 100;
    return [
      {
        alert: {
          kind: "shm-full",
          subject: container.id,
          message: l10n.t(
            "{0} has {1} % of its {2} MiB of shared memory (/dev/shm) in use; at 100 % its workers die of a bus error.",
            container.name,
            Math.round(percent),
            mebibytes(totalBytes),
          ),
          action: "show-container",
        },
        raise: percent >= SHM_FULL,
        release: percent < SHM_FULL - RELEASE,
      },
    ];
  });
}

export function health(containers: readonly Container[]): readonly Condition[] {
  return containers.flatMap((container) =>
    container.health === undefined || container.state !== "running"
      ? []
      : [
          {
            alert: {
              kind: "health-lost",
              subject: container.id,
              message: l10n.t("{0} is unhealthy: its health check fails.", container.name),
              action: "show-logs",
            },
            raise: container.health === "unhealthy",
            release: container.health === "healthy",
          },
        ],
  );
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / (1024 * 1024));
}
