import type { ContainerDetails, ContainerSummary } from "../docker/engine.ts";
import { classify } from "./classify.ts";
import { composeOrigin } from "./compose-origin.ts";
import { gpuAccess } from "./gpu-access.ts";
import type { Container, Progress } from "./model.ts";

/** What is known of a running container beyond its settings; what nobody asked for is undefined. */
export interface Live {
  readonly gpuUse?: Container["gpuUse"];
  readonly cpuPercent?: number | undefined;
  readonly memoryBytes?: number | undefined;
  readonly shmUsedBytes?: number | undefined;
  readonly progress?: Progress | undefined;
}

/**
 * One row of a view or of `ps`. Without details, as for a container that went away while they were asked for, it shows what the
 * engine's list says.
 */
export function containerRow(
  summary: ContainerSummary,
  details: ContainerDetails | undefined,
  live: Live = {},
): Container {
  const { id, name, image, state, status, createdAt, ports, labels } = summary;
  const subject = details ?? {
    argv: summary.command.split(/\s+/),
    environment: new Map<string, string>(),
    image,
    labels,
  };
  const limit = details?.memoryLimit;
  return {
    id,
    name,
    image,
    state,
    status,
    createdAt,
    startedAt: details?.startedAt,
    finishedAt: details?.finishedAt,
    exitCode: state === "running" ? undefined : details?.exitCode,
    oomKilled: details?.oomKilled ?? false,
    // By the name that the user gave the image: details may hold its digest.
    classification: classify({ ...subject, image }, (live.gpuUse?.length ?? 0) > 0),
    gpu: details && gpuAccess(details),
    gpuUse: live.gpuUse,
    cpuPercent: live.cpuPercent,
    memoryBytes: live.memoryBytes,
    // Without a limit the engine reports the machine's whole memory as one.
    memoryLimitBytes: limit ?? undefined,
    shm: shmOf(details, live),
    health: details?.health,
    restartCount: details?.restartCount ?? 0,
    progress: live.progress,
    compose: composeOrigin(labels),
    ports,
  };
}

/** Nothing where the host's own /dev/shm is used: its size is not the container's. */
function shmOf(details: ContainerDetails | undefined, { shmUsedBytes }: Live): Container["shm"] {
  const { shmBytes, ipcMode } = details ?? {};
  if (shmBytes === undefined || shmBytes <= 0) return undefined;
  if (ipcMode !== undefined && /^(?:host|none|container:)/.test(ipcMode)) return undefined;
  return { totalBytes: shmBytes, usedBytes: shmUsedBytes };
}
