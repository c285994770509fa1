import { describe, expect, test } from "vitest";
import { containerTree, problemCount } from "../../../workbench/src/containers/tree.ts";
import { gpuProblemCount, gpuTree } from "../../../workbench/src/gpus/tree.ts";
import type { TreeNode } from "../../../workbench/src/tree.ts";
import { sameNode } from "../../../workbench/src/tree.ts";
import { snapshotOf } from "../join/snapshot.ts";
import { container } from "./container.ts";

const HOUR = 3_600_000;

function outline(nodes: readonly TreeNode[], depth = 0): readonly string[] {
  return nodes.flatMap(({ label, description = "", children = [] }) => [
    `${"  ".repeat(depth)}${label}${description === "" ? "" : ` | ${description}`}`,
    ...outline(children, depth + 1),
  ]);
}

describe("the Containers view", () => {
  test("lists a training that failed before what was made after it and never ran", () => {
    const training = { classification: { kind: "training", reasons: [] } } as const;
    const ended = { exitCode: 1, startedAt: HOUR, finishedAt: 2 * HOUR };
    const containers = [
      container({ id: "1", name: "later", state: "created", createdAt: 9, ...training }),
      container({ id: "2", name: "failed", state: "exited", createdAt: 1, ...ended, ...training }),
      container({ id: "3", name: "runs", createdAt: 2, ...training }),
    ];
    const [group] = containerTree({ state: "ready", value: containers }, 3 * HOUR);
    expect(group?.children?.map(({ label }) => label)).toEqual(["runs", "failed", "later"]);
  });

  test("groups by what containers are for, those that run first, newest first", () => {
    const containers = [
      container({
        id: "5",
        name: "oom",
        state: "exited",
        exitCode: 137,
        oomKilled: true,
        finishedAt: HOUR,
        createdAt: 8,
      }),
      container({ id: "1", name: "old", state: "exited", exitCode: 1, finishedAt: HOUR, createdAt: 9 }),
      container({ id: "2", name: "first", createdAt: 1, cpuPercent: 99.6, memoryBytes: 1 << 30 }),
      container({
        id: "3",
        name: "second",
        createdAt: 2,
        gpu: { how: "request", vendor: "nvidia", gpus: { kind: "all" } },
      }),
      container({
        id: "4",
        name: "lab",
        classification: { kind: "notebook", reasons: [] },
        health: "unhealthy",
      }),
    ];
    expect(outline(containerTree({ state: "ready", value: containers }, 2 * HOUR))).toEqual([
      "Training | 2 of 4 running",
      "  second | all GPUs  2h",
      "  first | CPU 100 %  1 GiB  2h",
      "  old | ended with status 1 1h ago",
      "  oom | killed at its memory limit 1h ago",
      "Notebooks | 1",
      "  lab | unhealthy  2h",
    ]);
    expect(problemCount(containers)).toBe(3);
  });

  test("a failure stands above what was known, with what to do", () => {
    const problem = {
      id: "engine-unreachable",
      message: "No engine answers.",
      remedy: "Start Docker.",
    } as const;
    expect(outline(containerTree({ state: "failed", problem, last: [container({})] }, HOUR))).toEqual([
      "No engine answers. | Start Docker.",
      "Training | 1",
      "  job | 1h",
    ]);
    expect(outline(containerTree({ state: "loading" }, 0))).toEqual([]);
  });

  test("names are shown, not obeyed", () => {
    const [group] = containerTree({ state: "ready", value: [container({ name: "a\u001b[31m\u202e" })] }, 0);
    expect(group?.children?.[0]?.label).toBe("a␛[31m\\u{202E}");
  });

  test.each([
    [0, false],
    [1, true],
    [3, true],
  ])("a container that was restarted %d times says so in its tooltip: %s", (restartCount, says) => {
    const [group] = containerTree({ state: "ready", value: [container({ restartCount })] }, 0);
    const lines = group?.children?.[0]?.tooltip ?? [];
    expect(lines.some((line) => line.startsWith("Restarted"))).toBe(says);
  });

  test("menus know what can be done", () => {
    const ports = [{ hostIp: "127.0.0.1", hostPort: 8888, containerPort: 8888, protocol: "tcp" }];
    const compose = { project: "p", service: "s", files: ["/p/compose.yaml"], workingDirectory: "/p" };
    expect(contextOf({ ports, compose })).toBe("container.running.compose.ports");
    expect(contextOf({ ports, compose, state: "exited" })).toBe("container.stopped.compose");
  });
});

test("the badge counts GPUs with errors and those that are lost, and nothing that is merely worth a note", () => {
  const problem = { id: "gpu-lost", message: "It is lost.", remedy: "Restart the machine." } as const;
  const snapshot = snapshotOf([
    { uuid: "a" },
    { uuid: "b", eccUncorrected: 2 },
    { uuid: "c", eccUncorrected: 0 },
  ]);
  expect(gpuProblemCount(snapshot)).toBe(1);
  const notes = [
    { id: "gpu-lost", message: "GPU 3 is lost.", problem },
    { id: "wsl", message: "WSL tells no processes." },
    { id: "incomplete", message: "amd-smi failed.", problem },
  ] as const;
  expect(gpuProblemCount({ ...snapshot, notes })).toBe(2);
});

describe("the GPUs view", () => {
  const A = "a".repeat(64);
  const snapshot = snapshotOf([
    {
      uuid: "GPU-0",
      memory: { kind: "dedicated", totalMiB: 81559, usedMiB: 19818 },
      utilizationPercent: 81,
      temperatureC: 61,
      powerW: 431.7,
    },
  ]);
  const held = [
    { gpu: "GPU-0", pid: 10, name: "/usr/bin/python3", memoryMiB: 2048, container: A },
    { gpu: "GPU-0", pid: 11, name: undefined, memoryMiB: undefined, container: A },
    { gpu: "GPU-0", pid: 99, name: "Xorg", memoryMiB: 5, container: undefined },
  ];

  test("shows containers with their memory, then processes that belong to none", () => {
    const compose = { project: "vision", service: "train", files: [], workingDirectory: undefined };
    const containers = new Map([[A, container({ id: A, name: "vision-train-1", compose })]]);
    expect(outline(gpuTree({ state: "ready", value: snapshot }, held, containers))).toEqual([
      "0  Example | 81 %  19.4 / 79.6 GiB  61 °C  432 W",
      "  vision-train-1 | 2 GiB  vision / train",
      "    python3 | PID 10  2 GiB",
      "    process 11 | PID 11",
      "  Xorg | PID 99  5 MiB",
    ]);
  });

  test("says that figures are old when the tool fails, and that hidden processes are hidden", () => {
    const problem = {
      id: "gpu-tool-hangs",
      message: "nvidia-smi does not answer.",
      remedy: "Reset the GPU.",
    } as const;
    expect(
      outline(
        gpuTree({ state: "failed", problem, last: { ...snapshot, processesHidden: true } }, [], new Map()),
      ),
    ).toEqual([
      "nvidia-smi does not answer. | Reset the GPU.",
      "0  Example | 81 %  19.4 / 79.6 GiB  61 °C  432 W  (old)",
      "  Processes can't be seen here",
    ]);
  });

  test("every id is there once", () => {
    const ids: string[] = [];
    const collect = (nodes: readonly TreeNode[]): void => {
      for (const { id, children } of nodes) {
        ids.push(id);
        collect(children ?? []);
      }
    };
    collect(gpuTree({ state: "ready", value: snapshot }, held, new Map()));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test("a node is the same where a reader sees no difference", () => {
  const node: TreeNode = { id: "a", label: "x", children: [{ id: "b", label: "y" }] };
  expect(sameNode(node, { ...node, children: [{ id: "b", label: "y" }] })).toBe(true);
  expect(sameNode(node, { ...node, children: [{ id: "b", label: "z" }] })).toBe(false);
  expect(sameNode(node, { ...node, children: [] })).toBe(false);
  expect(sameNode(node, { ...node, description: "new" })).toBe(false);
});

function contextOf(about: Parameters<typeof container>[0]): string | undefined {
  return containerTree({ state: "ready", value: [container(about)] }, 0)[0]?.children?.[0]?.context;
}
