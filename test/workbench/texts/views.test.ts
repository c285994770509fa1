import { expect, test } from "vitest";
import { gpuSummary } from "../../../client/src/live/gpu-summary.ts";
import { historySeries } from "../../../client/src/live/history-series.ts";
import type { AlertKind } from "../../../workbench/src/alerts/alert.ts";
import { AlertMonitor } from "../../../workbench/src/alerts/monitor.ts";
import { classify } from "../../../workbench/src/containers/classify.ts";
import type { Death } from "../../../workbench/src/containers/death.ts";
import type { Container, ContainerKind } from "../../../workbench/src/containers/model.ts";
import { containersText } from "../../../workbench/src/containers/report.ts";
import { containerTree } from "../../../workbench/src/containers/tree.ts";
import { GpuHistory } from "../../../workbench/src/gpus/history.ts";
import type { GpuSnapshot } from "../../../workbench/src/gpus/model.ts";
import { throttleReasons } from "../../../workbench/src/gpus/nvidia/throttle.ts";
import { gpusText } from "../../../workbench/src/gpus/report.ts";
import { gpuTree } from "../../../workbench/src/gpus/tree.ts";
import type { Problem } from "../../../workbench/src/problem.ts";
import type { TreeNode } from "../../../workbench/src/tree.ts";
import { container } from "../containers/container.ts";
import { snapshotOf } from "../join/snapshot.ts";
import { escaped, speakPseudo } from "./pseudo.ts";

speakPseudo();

/** Everything that a person reads or hears of a tree. */
function shownOf(nodes: readonly TreeNode[]): readonly string[] {
  return nodes.flatMap(({ label, description = "", tooltip = [], accessibleLabel = "", children = [] }) => [
    label,
    description,
    ...tooltip,
    accessibleLabel,
    ...shownOf(children),
  ]);
}

function expectNoEscape(shown: readonly string[], data: string): void {
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.flatMap((text) => escaped(text, data).map((word) => [word, text]))).toEqual([]);
  expect(shown.filter((text) => /\{\d\}/.test(text))).toEqual([]);
}

const NAMES =
  "jobname example/image projectname servicename /srv/compose.yaml tcp lineofprogress torchrun.example P2 8.9 1g.10gb GPU-0 GPU-1 Example trainer.py 0x200";
const HOUR = 3_600_000;

const base: Partial<Container> = {
  name: "jobname",
  image: "example/image",
  classification: { kind: "training", reasons: ["torchrun.example"] },
};

const containers: readonly Container[] = [
  ...(["training", "serving", "notebook", "other"] satisfies ContainerKind[]).map((kind) =>
    container({ ...base, id: kind, classification: { kind, reasons: ["torchrun.example"] } }),
  ),
  ...(
    ["created", "paused", "restarting", "removing", "dead", "exited"] satisfies Container["state"][]
  ).flatMap((state) => [
    container({ ...base, id: state, state, exitCode: 0, finishedAt: HOUR }),
    container({ ...base, id: `${state} failed`, state, exitCode: 3 }),
    container({ ...base, id: `${state} oom`, state, exitCode: 137, oomKilled: true, finishedAt: HOUR }),
  ]),
  ...(["starting", "healthy", "unhealthy"] satisfies NonNullable<Container["health"]>[]).map(
    (health, index) => container({ ...base, id: health, health, restartCount: index, startedAt: HOUR / 2 }),
  ),
  container({
    ...base,
    id: "busy",
    gpu: { how: "request", vendor: "nvidia", gpus: { kind: "count", count: 2 } },
    gpuUse: [
      { gpu: "GPU-0", memoryMiB: 100, pids: [1] },
      { gpu: "GPU-1", memoryMiB: 100, pids: [2] },
    ],
    cpuPercent: 12,
    memoryBytes: 1e9,
    memoryLimitBytes: 4e9,
    shm: { totalBytes: 1e9, usedBytes: 1e6 },
    compose: {
      project: "projectname",
      service: "servicename",
      files: ["/srv/compose.yaml"],
      workingDirectory: undefined,
    },
    ports: [{ hostIp: undefined, hostPort: 80, containerPort: 80, protocol: "tcp" }],
    progress: {
      format: "tqdm",
      epoch: 1,
      epochs: 3,
      step: 5,
      steps: 10,
      percent: 50,
      loss: 0.5,
      rate: 2,
      remaining: 100,
      text: "lineofprogress",
    },
  }),
  ...([{ kind: "all" }, { kind: "ids", ids: ["0"] }, { kind: "unknown" }] as const).map((gpus, index) =>
    container({ ...base, id: `gpus ${index}`, gpu: { how: "privileged", vendor: "unknown", gpus } }),
  ),
];

const problem: Problem = { id: "engine-hangs", message: "⟦m⟧", remedy: "⟦r⟧" };

test("rows, groups and tooltips of containers", () => {
  expectNoEscape(shownOf(containerTree({ state: "ready", value: containers }, 2 * HOUR)), NAMES);
  expectNoEscape(shownOf(containerTree({ state: "failed", problem, last: containers }, 50 * HOUR)), NAMES);
});

test("the reasons for a kind", () => {
  const reasons = [
    classify(
      {
        argv: ["torchrun.example", "python", "train.py"],
        environment: new Map([["WORLD_SIZE", "2"]]),
        image: "example/image",
        labels: {},
      },
      true,
    ),
    classify({ argv: ["torchrun"], environment: new Map(), image: "pytorch/pytorch", labels: {} }, true),
    classify(
      { argv: [], environment: new Map(), image: "a", labels: { "ml-containers.kind": "serving" } },
      false,
    ),
  ].flatMap((verdict) => verdict.reasons);
  expectNoEscape(reasons, "torchrun train.py WORLD_SIZE pytorch/pytorch ml-containers.kind=serving");
});

/** Made in the tests: readers put reasons into words, and so have to be asked when the language is known. */
const snapshotNow = (): GpuSnapshot =>
  snapshotOf([
    {
      uuid: "GPU-0",
      name: "Example",
      utilizationPercent: 5,
      memoryUtilizationPercent: 5,
      temperatureC: 30,
      memoryTemperatureC: 40,
      powerW: 50,
      powerLimitW: 100,
      clockMHz: 900,
      performanceState: "P2",
      throttleReasons: throttleReasons("0x3ff"),
      eccUncorrected: 1,
      mig: "enabled",
      computeCapability: "8.9",
      instances: [
        { uuid: undefined, gpuInstance: 1, computeInstance: 0, profile: "1g.10gb", totalMiB: 10, usedMiB: 5 },
      ],
      processes: [
        { pid: 1, name: "trainer.py", memoryMiB: 5, kind: undefined, gpuInstance: 1, computeInstance: 0 },
      ],
    },
    {
      uuid: "GPU-1",
      name: "Example",
      memory: { kind: "unified", totalMiB: 10, usedMiB: 5 },
      temperatureC: 30,
      powerW: 5,
      clockMHz: 9,
      mig: "disabled",
    },
  ]);
const held = [
  { gpu: "GPU-0", pid: 1, name: "trainer.py", memoryMiB: 5, container: "busy" },
  { gpu: "GPU-0", pid: 2, name: undefined, memoryMiB: 5, container: undefined },
];

test("rows and tooltips of GPUs", () => {
  const snapshot = snapshotNow();
  const byId = new Map(containers.map((one) => [one.id, one]));
  const hidden = { ...snapshot, processesHidden: true };
  expectNoEscape(shownOf(gpuTree({ state: "ready", value: hidden }, held, byId)), NAMES);
  expectNoEscape(shownOf(gpuTree({ state: "failed", problem, last: snapshot }, held, byId)), NAMES);
  expectNoEscape(gpuSummary(snapshot)?.lines ?? [], NAMES);
});

test("the tables of the command line", () => {
  const snapshot = snapshotNow();
  const headings = NAMES.concat(" training serving notebook other", " Up minutes");
  expectNoEscape([containersText(containers, undefined, HOUR), containersText([], undefined, 0)], headings);
  expectNoEscape(
    [gpusText(snapshot, undefined), gpusText({ ...snapshotOf([]), processesHidden: true }, undefined)],
    NAMES,
  );
});

test("the labels of the history", () => {
  const snapshot = snapshotNow();
  const history = new GpuHistory();
  history.add({ ...snapshot, at: HOUR - 1 }, 5_000);
  const series = historySeries(history, snapshot.gpus, HOUR);
  const labels = series.flatMap(({ measures }) => measures.map(({ label }) => label));
  expect(labels.length).toBeGreaterThan(2);
  expectNoEscape(labels, "");
});

test("alerts", () => {
  const kinds: readonly AlertKind[] = [
    "out-of-memory",
    "gpu-memory-full",
    "shm-full",
    "health-lost",
    "gpu-lost",
    "no-progress",
  ];
  const settings = { enabled: new Set(kinds), noProgressMinutes: 1 };
  const ends: readonly Death[] = [{ kind: "out-of-memory" }, { kind: "child-out-of-memory", exitCode: 3 }];
  const full = container({
    ...containers.find(({ id }) => id === "busy"),
    health: "unhealthy",
    shm: { totalBytes: 100, usedBytes: 99 },
  });
  const gpus = snapshotOf([
    { uuid: "GPU-0", name: "Example", memory: { kind: "dedicated", totalMiB: 100, usedMiB: 99 } },
  ]);
  const monitor = new AlertMonitor();
  const told = [
    ...[0, 1, 2].flatMap((minute) =>
      monitor.observe({ now: minute * 60_000, containers: [full], gpus }, settings),
    ),
    ...ends.flatMap((death, index) =>
      [undefined, 4e9].flatMap((memoryLimitBytes) => {
        const own = container({ ...base, id: `${index} ${memoryLimitBytes}` });
        return new AlertMonitor().died({ ...own, memoryLimitBytes }, death, HOUR, settings) ?? [];
      }),
    ),
    new AlertMonitor().gpuLost(full, HOUR, settings) ?? [],
  ].flat();
  expect(new Set(told.map(({ kind }) => kind))).toEqual(new Set(kinds));
  expect(told).toHaveLength(9);
  expectNoEscape(
    told.map(({ message }) => message),
    NAMES,
  );
});

test("a name that looks like a placeholder stays what it is", () => {
  const settings = { enabled: new Set<AlertKind>(["out-of-memory"]), noProgressMinutes: 0 };
  const name = "{1} $& {name}";
  const alert = new AlertMonitor().died(
    container({ name, memoryLimitBytes: 1 << 20 }),
    { kind: "out-of-memory" },
    HOUR,
    settings,
  );
  expect(alert?.message).toBe(`${name}⟦ was killed at its memory limit of ⟧1⟦ MiB.⟧`);
});
