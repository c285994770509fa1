import { expect, test } from "vitest";
import { readCdiSpec } from "../../../workbench/src/doctor/read/cdi.ts";
import { readDaemonConfig } from "../../../workbench/src/doctor/read/daemon.ts";
import { mayUse, readStat } from "../../../workbench/src/doctor/read/devices.ts";
import { readModuleVersion } from "../../../workbench/src/doctor/read/driver.ts";
import { readPciGpu, readWsl } from "../../../workbench/src/doctor/read/kernel.ts";
import { readLabelledVersion, readToolkitConfig } from "../../../workbench/src/doctor/read/toolkit.ts";
import { compareVersions, isAtLeast, plainVersion } from "../../../workbench/src/doctor/version.ts";

test.each([
  ["28.5.1+dfsg1", "28.5.1"],
  ["v2.40.0-desktop.1", "2.40.0"],
  ["20.10.24+dfsg1, build 297e128", "20.10.24"],
  ["dev", undefined],
  ["", undefined],
])("the version in %j", (text, version) => {
  expect(plainVersion(text)).toBe(version);
});

test("versions compare by number", () => {
  expect(compareVersions("2.9.0", "2.33.0")).toBeLessThan(0);
  expect(compareVersions("550.54", "550.54.0")).toBe(0);
  expect(isAtLeast("28.2.0-rc.1", "28.2.0")).toBe(true);
  expect(isAtLeast("master", "25.0.0")).toBeUndefined();
});

test("the proprietary module and the open one tell their versions", () => {
  expect(
    readModuleVersion(
      "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC 2024\n",
    ),
  ).toBe("535.183.01");
  expect(
    readModuleVersion("NVRM version: NVIDIA UNIX Open Kernel Module for aarch64  580.95.05  Release Build\n"),
  ).toBe("580.95.05");
  expect(readModuleVersion("GCC version:  gcc version 12.2.0\n")).toBeUndefined();
});

test("labelled versions of three programs", () => {
  expect(readLabelledVersion("cli-version: 1.17.8\nlib-version: 1.17.8\n")).toBe("1.17.8");
  expect(readLabelledVersion("version: 1.3.0\nbuild date: 2020-09-16\n")).toBe("1.3.0");
  expect(readLabelledVersion("Version: v1.2.0\nBuild Date: x\nGitCommit: y\n")).toBe("1.2.0");
});

test("a setting counts in its own table alone, and not in a comment", () => {
  expect(readToolkitConfig("[nvidia-container-cli]\nno-cgroups = true # rootless\n").noCgroups).toBe(true);
  expect(readToolkitConfig("no-cgroups = true\n[other]\nno-cgroups = true\n").noCgroups).toBeUndefined();
  expect(readToolkitConfig("[nvidia-container-cli]\n  # no-cgroups = true\n").noCgroups).toBeUndefined();
});

test("specifications in YAML and in JSON, and files that are none", () => {
  expect(readCdiSpec("/a", 'kind: "amd.com/gpu"\ndevices:\n- name: "0"\n')).toMatchObject({
    kind: "amd.com/gpu",
    devices: ["0"],
  });
  expect(
    readCdiSpec(
      "/a",
      '{"cdiVersion":"0.6.0","kind":"nvidia.com/gpu","devices":[{"name":"all"},{"name":"1:0"}]}',
    ),
  ).toMatchObject({
    kind: "nvidia.com/gpu",
    devices: ["all", "1:0"],
  });
  expect(readCdiSpec("/a", "devices: []\n")).toBeUndefined();
});

test.each([
  ["64M", 64 * 1024 ** 2],
  ["1gb", 1024 ** 3],
  ["2GiB", 2 * 1024 ** 3],
  ["67108864", 67_108_864],
  ["lots", undefined],
])("default-shm-size %s", (size, bytes) => {
  expect(readDaemonConfig("/d", JSON.stringify({ "default-shm-size": size })).shmBytes).toBe(bytes);
});

test("a daemon.json that is a list, cut or empty", () => {
  expect(readDaemonConfig("/d", "[]").isReadable).toBe(false);
  expect(readDaemonConfig("/d", '{"a": ').isReadable).toBe(false);
  expect(readDaemonConfig("/d", "\n").isReadable).toBe(true);
});

test("who may open a device", () => {
  const access = readStat("660 0 993 render /dev/kfd\nstat: cannot stat x\n").get("/dev/kfd");
  if (access === undefined) throw new Error("not read");
  expect(mayUse(access, 0, [])).toBe(true);
  expect(mayUse(access, 1000, [993])).toBe(true);
  expect(mayUse(access, 1000, [1000])).toBe(false);
  expect(mayUse({ ...access, mode: 0o640 }, 1000, [993])).toBe(false);
});

test("kernels of WSL and of others", () => {
  expect(readWsl("Linux version 5.15.167.4-microsoft-standard-WSL2 (x@y)")).toBe(2);
  expect(readWsl("Linux version 4.4.0-19041-Microsoft (Microsoft@Microsoft.com)")).toBe(1);
  expect(readWsl("Linux version 6.8.0-60-generic (buildd@x)")).toBeUndefined();
});

test("a GPU on the bus is a display or a processing accelerator", () => {
  expect(readPciGpu("0x10de\n", "0x030000\n")).toBe("nvidia");
  expect(readPciGpu("0x1002\n", "0x120000\n")).toBe("amd");
  expect(readPciGpu("0x8086\n", "0x030000\n")).toBe("other");
  // The sound of an NVIDIA card.
  expect(readPciGpu("0x10de\n", "0x040300\n")).toBeUndefined();
});
