import type { ContainerDetails } from "../../../workbench/src/docker/engine.ts";

/** A running container of which a test names what matters to it. */
export function details(about: Partial<ContainerDetails> = {}): ContainerDetails {
  return {
    id: "a".repeat(64),
    name: "job",
    image: "example/job:1",
    state: "running",
    pid: 4242,
    exitCode: undefined,
    oomKilled: false,
    error: undefined,
    startedAt: 0,
    finishedAt: undefined,
    health: undefined,
    restartCount: 0,
    argv: [],
    environment: new Map(),
    labels: {},
    user: "",
    workingDirectory: "/",
    tty: false,
    runtime: "runc",
    privileged: false,
    deviceRequests: [],
    devices: [],
    shmBytes: 64 * 1024 * 1024,
    ipcMode: "private",
    pidMode: "",
    memoryLimit: undefined,
    mounts: [],
    ...about,
  };
}
