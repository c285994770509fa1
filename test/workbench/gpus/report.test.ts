import { expect, test } from "vitest";

import { gpusJson, gpusText } from "../../../workbench/src/gpus/report.ts";
import { holders } from "../../../workbench/src/join/join.ts";
import { displayWidth } from "../../../workbench/src/text/visible.ts";
import { snapshotOf } from "./smi.ts";

const TRAINER = "c".repeat(64);

test("JSON has each key of a GPU and of a process, with null for what is not known", async () => {
  const value = await snapshotOf("one-card");
  const held = {
    holders: holders(value, new Map([[4242, TRAINER]])),
    names: new Map([[TRAINER, "trainer"]]),
  };
  expect(gpusJson({ state: "ready", value }, held)).toEqual({
    gpus: [
      {
        index: 0,
        uuid: "GPU-a0000000-1a2b-3c4d-5e6f-000000001000",
        name: "NVIDIA GeForce RTX 4090",
        memoryTotalMiB: 24_564,
        memoryUsedMiB: 18_231,
        utilizationPercent: 97,
        temperatureC: 71,
        powerW: 412.55,
        powerLimitW: 450,
        processes: [
          { pid: 4242, name: "python3", memoryMiB: 17_000, container: "trainer" },
          { pid: 4243, name: "/opt/my, odd, path/train.py", memoryMiB: 1_100, container: null },
        ],
      },
    ],
    problem: null,
  });
  const nothing = await snapshotOf("nothing-told");
  expect(gpusJson({ state: "ready", value: nothing })).toMatchObject({
    gpus: [
      {
        memoryTotalMiB: null,
        memoryUsedMiB: null,
        utilizationPercent: null,
        temperatureC: null,
        powerW: null,
        powerLimitW: null,
        processes: [{ pid: 77, name: null, memoryMiB: null, container: null }],
      },
    ],
  });
});

test("a failure has its problem and no GPUs, not even those of before", async () => {
  const last = await snapshotOf("one-card");
  const problem = { id: "driver-mismatch", message: "It changed.", remedy: "Restart it." } as const;
  expect(gpusJson({ state: "failed", problem, last })).toEqual({ gpus: [], problem });
});

test("the table shows GPUs, then processes with their containers", async () => {
  const snapshot = await snapshotOf("one-card");
  const text = gpusText(snapshot, undefined, {
    holders: holders(snapshot, new Map([[4242, TRAINER]])),
    names: new Map([[TRAINER, "trainer"]]),
  });
  expect(text).toMatchInlineSnapshot(`
    "GPU  NAME                     USE   MEMORY                TEMP   POWER         SLOWED BY
    0    NVIDIA GeForce RTX 4090  97 %  17.8 GiB of 24.0 GiB  71 °C  413 of 450 W  power limit, temperature limit

    GPU  PID   MEMORY    CONTAINER  PROGRAM
    0    4242  16.6 GiB  trainer    python3
    0    4243  1.1 GiB              /opt/my, odd, path/train.py
    "
  `);
});

test("nothing passes the width that is given, and names obey nobody", async () => {
  const snapshot = await snapshotOf("hostile-names");
  const text = gpusText(snapshot, 80);
  expect(text).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  expect(Math.max(...text.split("\n").map(displayWidth))).toBeLessThanOrEqual(80);
  expect(text).toContain("␛");
});

test("that processes cannot be seen is said", async () => {
  const text = gpusText(await snapshotOf("wsl", { "/proc/sys/kernel/osrelease": "microsoft" }), 100);
  expect(text).toContain("cannot be seen");
  expect(text).toContain("WSL");
});
