import { describe, expect, test } from "vitest";
import type { ContainerSummary, Engine, EngineProcess } from "../../../workbench/src/docker/engine.ts";
import { EngineError } from "../../../workbench/src/docker/engine.ts";
import type { GpuProcess } from "../../../workbench/src/gpus/model.ts";
import { containerOfCgroup, innerPid } from "../../../workbench/src/join/cgroup.ts";
import { holders, useByContainer } from "../../../workbench/src/join/join.ts";
import { containersOfPids } from "../../../workbench/src/join/resolve.ts";
import { snapshotOf } from "./snapshot.ts";

const A = "a".repeat(64);
const B = "b".repeat(64);

describe("the container of a cgroup", () => {
  test.each([
    ["version 1", `12:memory:/docker/${A}\n1:name=systemd:/docker/${A}\n0::/docker/${A}`],
    ["version 2 with systemd", `0::/system.slice/docker-${A}.scope`],
    ["version 2 with cgroupfs", `0::/docker/${A}`],
    ["a process below its container's own groups", `0::/system.slice/docker-${A}.scope/init/deeper`],
    ["rootless Docker", `0::/user.slice/user-1000.slice/user@1000.service/user.slice/docker-${A}.scope`],
    ["Podman", `0::/machine.slice/libpod-${A}.scope/container`],
    [
      "containerd under Kubernetes",
      `0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1.slice/cri-containerd-${A}.scope`,
    ],
    ["CRI-O", `0::/kubepods.slice/crio-${A}.scope`],
    ["cgroupfs under Kubernetes", `11:cpu:/kubepods/besteffort/pod1/${A}`],
    ["Docker in Docker", `0::/docker/${B}/docker/${A}`],
    ["an empty unified hierarchy beside version 1", `5:devices:/docker/${A}\n0::/`],
    ["a colon in a folder's name", `0::/a:b/docker-${A}.scope`],
  ])("%s", (_, text) => {
    expect(containerOfCgroup(text)).toBe(A);
  });

  test.each([
    ["a private namespace", "0::/\n"],
    ["no container", "0::/user.slice/user-1000.slice/session-2.scope"],
    ["a shortened identity", "0::/docker/abcdef012345"],
    ["nothing", ""],
    ["a name that only looks alike", `0::/evil-docker-${A}.scope`],
  ])("is none for %s", (_, text) => {
    expect(containerOfCgroup(text)).toBeUndefined();
  });
});

test("the PID inside is the last of NSpid", () => {
  expect(innerPid("Name:\tpython\nPid:\t4242\nNSpid:\t4242\t17\t1\nNSpgid:\t4242\t1\n")).toBe(1);
  expect(innerPid("Name:\tpython\nNSpid:\t4242\n")).toBe(4242);
  expect(innerPid("Name:\tNSpid: 1\n")).toBeUndefined();
});

describe("who holds a GPU", () => {
  const snapshot = snapshotOf([
    { uuid: "GPU-0", processes: [process(10, 100), process(11, undefined), process(99, 5)] },
    { uuid: "GPU-1", processes: [process(10, 50), process(20, undefined)] },
  ]);
  const all = holders(
    snapshot,
    new Map([
      [10, A],
      [11, A],
      [20, B],
    ]),
  );

  test("each process goes with its container, or alone", () => {
    expect(all.map(({ gpu, pid, container }) => [gpu, pid, container])).toEqual([
      ["GPU-0", 10, A],
      ["GPU-0", 11, A],
      ["GPU-0", 99, undefined],
      ["GPU-1", 10, A],
      ["GPU-1", 20, B],
    ]);
  });

  test("memory is summed over what is known, and unknown where nothing is", () => {
    expect(useByContainer(all)).toEqual(
      new Map([
        [
          A,
          [
            { gpu: "GPU-0", memoryMiB: 100, pids: [10, 11] },
            { gpu: "GPU-1", memoryMiB: 50, pids: [10] },
          ],
        ],
        [B, [{ gpu: "GPU-1", memoryMiB: undefined, pids: [20] }]],
      ]),
    );
  });
});

describe("PIDs to containers", () => {
  const running = [summary(A), summary(B)];

  test("/proc answers on the engine's own machine, and the engine is not asked", async () => {
    const engine = engineWithTop({});
    const disk = diskOf({ "/proc/10/cgroup": `0::/docker/${A}` });
    expect(await containersOfPids([10], { disk, engine, running })).toEqual(new Map([[10, A]]));
    expect(engine.asked).toEqual([]);
  });

  test("what /proc hides is asked of the engine, and no more than needed", async () => {
    const engine = engineWithTop({ [A]: [engineProcess(10), engineProcess(11)], [B]: [engineProcess(20)] });
    const disk = diskOf({ "/proc/10/cgroup": "0::/" });
    expect(await containersOfPids([10], { disk, engine, running })).toEqual(new Map([[10, A]]));
    expect(engine.asked).toEqual([A]);
  });

  test("a container that is gone meanwhile costs only itself", async () => {
    const engine = engineWithTop({ [B]: [engineProcess(20)] });
    expect(await containersOfPids([20, 77], { disk: undefined, engine, running })).toEqual(
      new Map([[20, B]]),
    );
  });
});

function process(pid: number, memoryMiB: number | undefined): GpuProcess {
  return { pid, name: "python", memoryMiB, kind: "compute" };
}

function engineProcess(pid: number): EngineProcess {
  return { pid, parent: 1, user: "root", command: "python" };
}

function summary(id: string): ContainerSummary {
  return {
    id,
    name: id.slice(0, 4),
    image: "i",
    command: "c",
    createdAt: 0,
    state: "running",
    status: "Up",
    ports: [],
    labels: {},
  };
}

function diskOf(files: Readonly<Record<string, string>>) {
  return {
    read: async (path: string) => files[path],
    list: async () => undefined,
    kind: async () => "missing" as const,
  };
}

/** An engine that knows processes and nothing else. */
function engineWithTop(
  processes: Readonly<Record<string, readonly EngineProcess[]>>,
): Pick<Engine, "top"> & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async top(id) {
      asked.push(id);
      const found = processes[id];
      if (found === undefined)
        throw new EngineError({ id: "container-gone", message: "It is gone.", remedy: "Refresh." });
      return found;
    },
  };
}
