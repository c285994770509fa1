import type { AlertKind } from "../../../workbench/src/alerts/alert.ts";
import { SETTINGS_SECTION } from "../../../server/src/protocol.ts";

/** The keys below `mlContainers` of what concerns the views. */
export const SETTINGS = {
  interval: "gpus.interval",
  statusBar: "statusBar.enabled",
  context: "docker.context",
  host: "docker.host",
  noProgressMinutes: "alerts.noProgressMinutes",
  codeLens: "codeLens.enabled",
} as const;

/** The settings that switch alerts; that of a training without progress is its number of minutes. */
export const ALERT_SETTINGS: readonly {
  readonly kind: AlertKind;
  readonly key: string;
  readonly when: string;
}[] = [
  {
    kind: "out-of-memory",
    key: "alerts.outOfMemory",
    when: "a container was killed at its memory limit",
  },
  {
    kind: "gpu-memory-full",
    key: "alerts.gpuMemoryFull",
    when: "the memory of a GPU that a container uses is almost full",
  },
  {
    kind: "shm-full",
    key: "alerts.sharedMemoryFull",
    when: "the shared memory (/dev/shm) of a container is almost full",
  },
  { kind: "health-lost", key: "alerts.healthLost", when: "the health check of a container begins to fail" },
  {
    kind: "gpu-lost",
    key: "alerts.gpuLost",
    when: "a container has lost a GPU that the machine still has",
  },
];

/** Settings of the views. Alerts come while a view is open: nothing is asked of an engine that nobody looks at. */
export const workbenchSettings: Readonly<Record<string, object>> = {
  ...one(SETTINGS.interval, {
    type: "number",
    scope: "window",
    default: 3,
    minimum: 2,
    maximum: 600,
    description:
      "Seconds between two readings of the GPUs. They are read only while a view that shows them is open and the window has the focus.",
  }),
  ...one(SETTINGS.statusBar, {
    type: "boolean",
    scope: "window",
    default: false,
    description:
      "Show use and memory of the GPUs in the status bar. They are then read as long as the window has the focus.",
  }),
  ...one(SETTINGS.codeLens, {
    type: "boolean",
    scope: "resource",
    default: true,
    description:
      "Offer above the stages of a Dockerfile to build the image and to run it with GPUs, and above the services of a compose file to start and to build them.",
  }),
  ...one(SETTINGS.context, {
    type: "string",
    scope: "machine",
    default: "",
    description:
      "The Docker context whose engine the views show. Empty: the one that the docker command would use.",
  }),
  ...one(SETTINGS.host, {
    type: "string",
    scope: "machine",
    default: "",
    markdownDescription:
      "The address of the engine that the views show, as `unix:///var/run/docker.sock`, `ssh://user@host` or `tcp://host:2376`. Counts more than the context.",
  }),
  ...Object.assign(
    {},
    ...ALERT_SETTINGS.map(({ key, when }) =>
      one(key, { type: "boolean", scope: "window", default: true, description: `Notify when ${when}.` }),
    ),
  ),
  ...one(SETTINGS.noProgressMinutes, {
    type: "number",
    scope: "window",
    default: 15,
    minimum: 0,
    description: "Notify when a training whose log showed progress shows none for so many minutes. 0: never.",
  }),
};

/** What a workspace that is not trusted may not set. */
export const RESTRICTED: readonly string[] = [SETTINGS.context, SETTINGS.host].map(
  (key) => `${SETTINGS_SECTION}.${key}`,
);

function one(key: string, schema: object): Readonly<Record<string, object>> {
  return { [`${SETTINGS_SECTION}.${key}`]: schema };
}
