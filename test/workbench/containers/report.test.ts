import { expect, test } from "vitest";
import type { Progress } from "../../../workbench/src/containers/model.ts";
import { containersJson, containersText } from "../../../workbench/src/containers/report.ts";
import { containerRow } from "../../../workbench/src/containers/row.ts";
import type { ContainerSummary } from "../../../workbench/src/docker/engine.ts";
import { container } from "./container.ts";
import { details } from "./details.ts";

const progress: Progress = {
  format: "tqdm",
  epoch: 3,
  epochs: 10,
  step: 450,
  steps: 1000,
  percent: 45,
  loss: 0.12341,
  rate: 0.5,
  remaining: 1100,
  text: "Epoch 3",
};

test("JSON says null for what is not known", () => {
  expect(
    containersJson({
      state: "ready",
      value: [
        container({
          gpuUse: [{ gpu: "GPU-0", memoryMiB: undefined, pids: [7] }],
          cpuPercent: 12.3456,
          progress,
        }),
      ],
    }),
  ).toEqual({
    containers: [
      {
        id: "a",
        name: "job",
        image: "example/job:1",
        state: "running",
        kind: "training",
        reasons: ["command torchrun"],
        gpu: { request: null, use: [{ uuid: "GPU-0", memoryMiB: null, pids: [7] }] },
        cpuPercent: 12.35,
        memoryBytes: null,
        memoryLimitBytes: null,
        progress: {
          format: "tqdm",
          epoch: 3,
          epochs: 10,
          step: 450,
          steps: 1000,
          percent: 45,
          loss: 0.12341,
          stepsPerSecond: 0.5,
          secondsLeft: 1100,
          text: "Epoch 3",
        },
        service: null,
        file: null,
      },
    ],
    problem: null,
  });
});

test("JSON of a failure names the problem", () => {
  const problem = { id: "engine-unreachable", message: "No engine answers.", remedy: "Start it." } as const;
  expect(containersJson({ state: "failed", problem })).toEqual({ containers: [], problem });
});

test("text puts trainings first and says what is known", () => {
  const text = containersText(
    [
      container({
        id: "b",
        name: "db",
        classification: { kind: "other", reasons: [] },
        image: "postgres:16",
      }),
      container({
        gpu: { how: "request", vendor: "nvidia", gpus: { kind: "count", count: 2 } },
        cpuPercent: 99.7,
        memoryBytes: 1 << 30,
        memoryLimitBytes: 8 * 2 ** 30,
        progress,
      }),
    ],
    undefined,
    3_600_000,
  );
  expect(text.split("\n").map((line) => line.split(/ {2,}/))).toEqual([
    ["NAME", "KIND", "STATE", "GPU", "CPU", "MEMORY", "PROGRESS", "IMAGE"],
    [
      "job",
      "training",
      "Up 3 minutes",
      "2 GPUs",
      "100 %",
      "1 GiB of 8 GiB",
      "epoch 3/10, step 450/1000 (45 %), loss 0.1234, 2 s/step, 18m left",
      "example/job:1",
    ],
    ["db", "other", "Up 3 minutes", "postgres:16"],
    [""],
  ]);
});

const summary: ContainerSummary = {
  id: "a".repeat(64),
  name: "vision-train-1",
  image: "vision:dev",
  command: "torchrun train.py",
  createdAt: 5,
  state: "running",
  status: "Up 2 minutes",
  ports: [],
  labels: { "com.docker.compose.project": "vision", "com.docker.compose.service": "train" },
};

test("a row joins the list, the details and what is live", () => {
  const row = containerRow(
    summary,
    details({
      image: "sha256:00",
      argv: ["torchrun", "train.py"],
      memoryLimit: 1 << 30,
      shmBytes: 64 << 20,
      health: "healthy",
      restartCount: 2,
    }),
    { cpuPercent: 50, shmUsedBytes: 1 << 20 },
  );
  expect(row).toMatchObject({
    image: "vision:dev",
    classification: { kind: "training" },
    memoryLimitBytes: 1 << 30,
    shm: { totalBytes: 64 << 20, usedBytes: 1 << 20 },
    health: "healthy",
    restartCount: 2,
    compose: { project: "vision", service: "train" },
    exitCode: undefined,
  });
});

test("a row without details shows what the list says", () => {
  expect(containerRow(summary, undefined)).toMatchObject({
    name: "vision-train-1",
    classification: { kind: "training" },
    gpu: undefined,
    shm: undefined,
  });
});

test("the host's /dev/shm is not the container's", () => {
  expect(containerRow(summary, details({ ipcMode: "host" })).shm).toBeUndefined();
});
