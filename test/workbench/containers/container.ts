import type { Container } from "../../../workbench/src/containers/model.ts";

/** A running training of which a test names what matters to it. */
export function container(about: Partial<Container>): Container {
  return {
    id: "a",
    name: "job",
    image: "example/job:1",
    state: "running",
    status: "Up 3 minutes",
    createdAt: 0,
    startedAt: 0,
    finishedAt: undefined,
    exitCode: undefined,
    oomKilled: false,
    classification: { kind: "training", reasons: ["command torchrun"] },
    gpu: undefined,
    gpuUse: undefined,
    cpuPercent: undefined,
    memoryBytes: undefined,
    memoryLimitBytes: undefined,
    shm: undefined,
    health: undefined,
    restartCount: 0,
    progress: undefined,
    compose: undefined,
    ports: [],
    ...about,
  };
}
