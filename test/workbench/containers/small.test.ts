import { expect, test } from "vitest";
import { composeOrigin } from "../../../workbench/src/containers/compose-origin.ts";
import { readDf } from "../../../workbench/src/containers/shm.ts";
import { cpuPercent } from "../../../workbench/src/containers/stats.ts";
import type { StatsSample } from "../../../workbench/src/docker/engine.ts";

function sample(about: Partial<StatsSample>): StatsSample {
  return {
    at: 0,
    cpuTotal: undefined,
    systemTotal: undefined,
    onlineCpus: undefined,
    memoryBytes: undefined,
    memoryLimitBytes: undefined,
    pids: undefined,
    ...about,
  };
}

test("CPU use is per cent of one CPU", () => {
  const before = sample({ cpuTotal: 1e9, systemTotal: 100e9, onlineCpus: 8 });
  expect(cpuPercent(before, sample({ cpuTotal: 3e9, systemTotal: 108e9, onlineCpus: 8 }))).toBe(200);
  expect(cpuPercent(before, sample({ cpuTotal: 1e9, systemTotal: 108e9, onlineCpus: 8 }))).toBe(0);
});

test("CPU use is unknown without two samples of one run", () => {
  const now = sample({ cpuTotal: 1e9, systemTotal: 100e9, onlineCpus: 8 });
  expect(cpuPercent(undefined, now)).toBeUndefined();
  expect(cpuPercent(now, now)).toBeUndefined();
  expect(cpuPercent(sample({ cpuTotal: 5e9, systemTotal: 90e9 }), now)).toBeUndefined();
  expect(cpuPercent(sample({ systemTotal: 90e9 }), now)).toBeUndefined();
});

test("an engine that does not count the machine's time is measured by the clock", () => {
  expect(cpuPercent(sample({ at: 1_000, cpuTotal: 0 }), sample({ at: 2_000, cpuTotal: 0.5e9 }))).toBe(50);
});

test("Compose's labels name project, service and files", () => {
  expect(
    composeOrigin({
      "com.docker.compose.project": "vision",
      "com.docker.compose.service": "train",
      "com.docker.compose.project.working_dir": "/home/ann/vision",
      "com.docker.compose.project.config_files": "/home/ann/vision/compose.yaml,compose.gpu.yaml",
    }),
  ).toEqual({
    project: "vision",
    service: "train",
    files: ["/home/ann/vision/compose.yaml", "/home/ann/vision/compose.gpu.yaml"],
    workingDirectory: "/home/ann/vision",
  });
  expect(
    composeOrigin({
      "com.docker.compose.project": "p",
      "com.docker.compose.service": "s",
      "com.docker.compose.project.config_files": "-",
    })?.files,
  ).toEqual([]);
  expect(composeOrigin({})).toBeUndefined();
});

test("df tells the use of /dev/shm, in GNU's and BusyBox's words", () => {
  const header = "Filesystem     1024-blocks  Used Available Capacity Mounted on";
  expect(readDf(`${header}\nshm                  65536 16384     49152      25% /dev/shm\n`)).toEqual({
    usedBytes: 16 << 20,
    totalBytes: 64 << 20,
  });
  expect(readDf(`${header}\na b c 65536 0 65536 0% /dev/shm`)).toEqual({
    usedBytes: 0,
    totalBytes: 64 << 20,
  });
  for (const odd of [
    "",
    "df: not found",
    `${header}\nshm 65536 - - - /dev/shm`,
    `${header}\noverlay 1 2 3 4% /`,
  ]) {
    expect(readDf(odd)).toBeUndefined();
  }
});
