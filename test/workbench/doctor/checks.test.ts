import { describe, expect, test } from "vitest";
import type { Check, CheckStatus } from "../../../workbench/src/doctor/check.ts";
import { runChecks } from "../../../workbench/src/doctor/checks/index.ts";
import type { Facts } from "../../../workbench/src/doctor/facts.ts";
import { ABSENT, known, unknown } from "../../../workbench/src/doctor/facts.ts";
import { cudaForDriver } from "../../../server/src/engine/knowledge/drivers.ts";
import {
  amdMachine,
  bare,
  failed,
  gpu,
  healthy,
  info,
  PODMAN,
  REMOTE,
  snapshot,
  withEngine,
  withNvidia,
} from "./machines.ts";

const knowledge = { cudaFor: cudaForDriver };

function one(id: string, facts: Facts): Check {
  const found = runChecks(facts, knowledge).find((check) => check.id === id);
  if (found === undefined) throw new Error(`no check ${id}`);
  return found;
}

function statuses(facts: Facts, wanted: CheckStatus): readonly string[] {
  return runChecks(facts, knowledge).flatMap(({ id, status }) => (status === wanted ? [id] : []));
}

type Row = readonly [
  id: string,
  what: string,
  facts: Facts,
  status: CheckStatus,
  says: RegExp,
  remedy?: RegExp,
];

const amd = amdMachine();
const rootless = (noCgroups: boolean): Facts =>
  withNvidia(
    { config: known({ noCgroups, mode: "auto" }) },
    withEngine({ version: "28.5.1" }, { rootless: true, discoveredDevices: [] }),
  );
const wsl: Facts = {
  ...withNvidia({ module: ABSENT, dxg: true, snapshot: snapshot([gpu()], { driver: "551.61" }) }),
  wsl: 2,
  pci: known([]),
};
const desktopOnLinux = withEngine(
  {},
  { operatingSystem: "Docker Desktop", runtimes: ["runc"], discoveredDevices: [] },
);
const remote: Facts = { ...bare(), engine: { ...healthy().engine, endpoint: REMOTE } };
const spec = {
  path: "/etc/cdi/nvidia.yaml",
  kind: "nvidia.com/gpu",
  devices: ["0", "all"],
  driver: "550.54.15",
};

const rows: readonly Row[] = [
  ["gpu", "two of a kind", healthy(), "ok", /2 GPUs: 2 × NVIDIA L40S/],
  ["gpu", "none at all", bare(), "failed", /No NVIDIA or AMD GPU/, /context/],
  [
    "gpu",
    "none listed, but on the bus",
    withNvidia({ snapshot: failed("driver-not-loaded") }),
    "unknown",
    /2 devices of NVIDIA/,
  ],
  ["gpu", "bus unreadable", { ...bare(), pci: unknown("denied") }, "unknown", /cannot be read/],
  ["gpu", "engine elsewhere with CDI", remote, "ok", /3 GPU devices by CDI: 0, 1, all/],
  [
    "gpu",
    "one lost",
    withNvidia({
      snapshot: snapshot([gpu()], { notes: [{ id: "gpu-lost", message: "GPU 1 has fallen off the bus." }] }),
    }),
    "failed",
    /fallen off/,
    /Xid/,
  ],

  ["nvidia-driver", "loaded", healthy(), "ok", /Driver 550\.54\.15 is loaded, and nvidia-smi sees 2 GPUs/],
  [
    "nvidia-driver",
    "libraries of another version",
    withNvidia({
      module: known("550.90.07"),
      snapshot: failed("driver-mismatch"),
      smi: known({ driver: undefined, cuda: undefined, library: "550.107", mismatch: true }),
    }),
    "failed",
    /550\.90\.07.*550\.107/,
    /^Restart/,
  ],
  [
    "nvidia-driver",
    "module missing",
    withNvidia({ module: ABSENT, snapshot: failed("driver-not-loaded") }),
    "failed",
    /not loaded/,
    /modprobe/,
  ],
  [
    "nvidia-driver",
    "nouveau",
    withNvidia({ module: ABSENT, nouveau: true, snapshot: failed("gpu-tool-missing") }),
    "failed",
    /nouveau/,
    /^Install/,
  ],
  [
    "nvidia-driver",
    "tool missing",
    withNvidia({ snapshot: failed("gpu-tool-missing") }),
    "warning",
    /nvidia-smi is missing/,
    /nvidia-utils/,
  ],
  [
    "nvidia-driver",
    "tool fails",
    withNvidia({ snapshot: failed("gpu-tool-hangs") }),
    "failed",
    /What gpu-tool-hangs says/,
    /gpu-tool-hangs/,
  ],
  [
    "nvidia-driver",
    "module unknown",
    withNvidia({ module: unknown("denied"), snapshot: failed("gpu-tool-missing") }),
    "unknown",
    /denied/,
  ],
  ["nvidia-driver", "asleep", withNvidia({ snapshot: failed("gpu-suspended") }), "ok", /sleeps/],
  ["nvidia-driver", "no NVIDIA", bare(), "skipped", /Nothing/],
  ["nvidia-driver", "WSL", wsl, "ok", /driver of Windows, 551\.61/],
  ["nvidia-driver", "elsewhere", remote, "skipped", /another machine/],

  ["nvidia-devices", "all there", healthy(), "ok", /You may open .*\/dev\/nvidiactl/],
  [
    "nvidia-devices",
    "none there",
    { ...healthy(), devices: known([]) },
    "failed",
    /nvidiactl, \/dev\/nvidia0, \/dev\/nvidia-uvm/,
    /nvidia-modprobe/,
  ],
  ["nvidia-devices", "no /dev", { ...healthy(), devices: unknown("denied") }, "unknown", /\/dev/],
  [
    "nvidia-devices",
    "closed to the user",
    {
      ...healthy(),
      devices: known(
        ["nvidia0", "nvidiactl", "nvidia-uvm"].map((name) => ({
          path: `/dev/${name}`,
          access: { mode: 0o660, owner: 0, group: 44, groupName: "video" },
        })),
      ),
    },
    "warning",
    /mode 660, group video/,
    /group video/,
  ],

  ["cuda", "known driver", healthy(), "ok", /Driver 550\.54\.15 runs images up to CUDA 12\.4/],
  [
    "cuda",
    "driver unknown to the tables",
    withNvidia({ module: known("1.2.3"), smi: ABSENT }),
    "unknown",
    /1\.2\.3/,
  ],
  ["cuda", "WSL goes by nvidia-smi", wsl, "ok", /CUDA 12\.4, as nvidia-smi says/],

  ["nvidia-toolkit", "there", healthy(), "ok", /1\.19\.1/],
  [
    "nvidia-toolkit",
    "missing",
    withNvidia({ toolkit: ABSENT, library: ABSENT, runtimeHook: false, cdiHook: false }),
    "failed",
    /not installed/,
    /nvidia-container-toolkit/,
  ],
  [
    "nvidia-toolkit",
    "unknown",
    withNvidia({ toolkit: unknown("no answer"), library: ABSENT, runtimeHook: false, cdiHook: false }),
    "unknown",
    /no answer/,
  ],
  [
    "nvidia-toolkit",
    "old",
    withNvidia({ toolkit: known("1.16.2"), library: known("1.16.2") }),
    "warning",
    /CVE-2025-23359/,
    /1\.17\.4/,
  ],
  [
    "nvidia-toolkit",
    "parts of two versions",
    withNvidia({ library: known("1.17.8") }),
    "warning",
    /1\.19\.1.*1\.17\.8/,
    /together/,
  ],
  [
    "nvidia-toolkit",
    "base package alone on an engine without CDI",
    withNvidia({ runtimeHook: false }, withEngine({ version: "27.5.1" })),
    "failed",
    /runtime-hook/,
    /-base/,
  ],
  [
    "nvidia-toolkit",
    "base package alone on an engine with CDI",
    withNvidia({ runtimeHook: false }),
    "ok",
    /1\.19\.1/,
  ],

  ["nvidia-runtime", "registered", healthy(), "ok", /knows the runtime nvidia/],
  [
    "nvidia-runtime",
    "missing",
    withEngine({}, { runtimes: ["runc"] }),
    "warning",
    /runtime: nvidia/,
    /sudo nvidia-ctk runtime configure/,
  ],
  [
    "nvidia-runtime",
    "missing, rootless",
    withEngine({}, { runtimes: ["runc"], rootless: true }),
    "warning",
    /runtime: nvidia/,
    /--user/,
  ],
  ["default-runtime", "runc", healthy(), "ok", /runc/],
  ["default-runtime", "nvidia", withEngine({}, { defaultRuntime: "nvidia" }), "ok", /unasked/],
  [
    "default-runtime",
    "none of those known",
    withEngine({}, { defaultRuntime: "kata" }),
    "failed",
    /kata/,
    /default-runtime/,
  ],
  ["default-runtime", "no engine", bare(), "skipped", /No engine/],
  ["default-runtime", "not told", withEngine({}, { defaultRuntime: undefined }), "unknown", /did not tell/],

  ["cdi", "found by the engine", healthy(), "ok", /3 NVIDIA devices/],
  [
    "cdi",
    "before CDI",
    withEngine({ version: "24.0.7" }, { cdiSpecDirs: undefined, discoveredDevices: undefined }),
    "skipped",
    /24\.0\.7 has no CDI/,
  ],
  [
    "cdi",
    "off by default",
    withEngine({ version: "27.5.1" }, { cdiSpecDirs: [], discoveredDevices: undefined }),
    "skipped",
    /before 28\.2/,
    /"cdi": true/,
  ],
  [
    "cdi",
    "switched off",
    withEngine({}, { cdiSpecDirs: [], discoveredDevices: [] }),
    "skipped",
    /switched off/,
  ],
  [
    "cdi",
    "on, nothing written",
    { ...withEngine({}, { discoveredDevices: [] }), cdi: known([]) },
    "warning",
    /no specification/,
    /nvidia-cdi-refresh/,
  ],
  [
    "cdi",
    "on, nothing written, old toolkit",
    {
      ...withNvidia({ toolkit: known("1.17.8") }, withEngine({}, { discoveredDevices: [] })),
      cdi: known([]),
    },
    "warning",
    /no specification/,
    /cdi generate/,
  ],
  [
    "cdi",
    "written, not found",
    withEngine({}, { discoveredDevices: [] }),
    "warning",
    /has found none/,
    /--debug cdi list/,
  ],
  [
    "cdi",
    "25 to 28.1 with a specification",
    withEngine({ version: "28.1.0" }, { discoveredDevices: undefined }),
    "ok",
    /nvidia\.yaml names 3/,
  ],
  [
    "cdi",
    "of an older driver",
    { ...healthy(), cdi: known([{ ...spec, driver: "535.183.01" }]) },
    "failed",
    /535\.183\.01.*550\.54\.15/,
    /nvidia-cdi-refresh/,
  ],
  [
    "cdi",
    "an old one that a newer one covers",
    { ...healthy(), cdi: known([{ ...spec, driver: "535.183.01" }, spec]) },
    "ok",
    /3 NVIDIA devices/,
  ],
  ["cdi", "no engine", withNvidia({}, { ...healthy(), engine: bare().engine }), "unknown", /engine's answer/],

  ["engine", "new", healthy(), "ok", /Docker Engine 29\.2\.1 with API 1\.53 on linux\/amd64/],
  ["engine", "none", bare(), "failed", /No Docker engine/, /Start Docker/],
  [
    "engine",
    "too old",
    withEngine({ version: "18.09.7", apiVersion: "1.39" }),
    "failed",
    /18\.09\.7/,
    /19\.03/,
  ],
  ["engine", "Windows containers", withEngine({ os: "windows" }), "failed", /no Linux containers/, /^Switch/],

  ["compose", "new", healthy(), "ok", /2\.40\.0/],
  [
    "compose",
    "reads lists alone",
    { ...healthy(), compose: known("2.31.0") },
    "warning",
    /ignores `gpus: all`/,
    /^Update/,
  ],
  [
    "compose",
    "ignores gpus",
    { ...healthy(), compose: known("2.29.7") },
    "warning",
    /without a GPU/,
    /reservations/,
  ],
  [
    "compose",
    "of the first kind",
    { ...healthy(), compose: known("1.29.2") },
    "warning",
    /old docker-compose/,
    /plugin/,
  ],
  ["compose", "missing", { ...healthy(), compose: ABSENT }, "warning", /not installed/, /^Install/],
  ["compose", "unknown", { ...healthy(), compose: unknown("no answer") }, "unknown", /no answer/],

  ["cgroup", "version 2", healthy(), "ok", /version 2, driver systemd/],
  [
    "cgroup",
    "version 1 on an engine that gives it up",
    withEngine({}, { cgroupVersion: "1", cgroupDriver: "cgroupfs" }),
    "warning",
    /2029/,
    /version 2/,
  ],
  [
    "cgroup",
    "none",
    withEngine({}, { rootless: true, cgroupDriver: "none" }),
    "warning",
    /ignored/,
    /version 2/,
  ],
  ["cgroup", "no engine", bare(), "skipped", /No engine/],
  ["cgroup", "unknown", withEngine({}, { cgroupDriver: undefined }), "unknown", /did not tell/],
  ["gpu-after-reload", "by CDI", healthy(), "ok", /by CDI/],
  [
    "gpu-after-reload",
    "by the hook",
    withEngine({ version: "28.5.1" }),
    "warning",
    /daemon-reload/,
    /cgroupfs/,
  ],
  [
    "gpu-after-reload",
    "cgroupfs",
    withEngine({ version: "28.5.1" }, { cgroupDriver: "cgroupfs" }),
    "ok",
    /cgroupfs/,
  ],
  [
    "gpu-after-reload",
    "no GPU",
    withEngine({}, { runtimes: ["runc"], discoveredDevices: [] }, bare()),
    "skipped",
    /no NVIDIA GPU/,
  ],
  ["gpu-after-reload", "not told", withEngine({}, { cgroupDriver: undefined }), "unknown", /did not tell/],

  ["no-cgroups", "as root", withEngine({ version: "28.5.1" }), "ok", /itself/],
  [
    "no-cgroups",
    "as root, set",
    withNvidia({ config: known({ noCgroups: true, mode: undefined }) }, withEngine({ version: "28.5.1" })),
    "failed",
    /may not open the GPU/,
    /no-cgroups=false/,
  ],
  [
    "no-cgroups",
    "set, by CDI",
    withNvidia({ config: known({ noCgroups: true, mode: undefined }) }),
    "ok",
    /matters little/,
  ],
  ["no-cgroups", "rootless, set", rootless(true), "ok", /as a rootless engine needs it/],
  ["no-cgroups", "rootless, not set", rootless(false), "failed", /do not start/, /no-cgroups --in-place/],
  [
    "no-cgroups",
    "unreadable",
    withNvidia({ config: unknown("it cannot be read") }),
    "unknown",
    /cannot be read/,
  ],

  ["daemon-config", "readable", healthy(), "ok", /JSON object/],
  [
    "daemon-config",
    "broken",
    {
      ...healthy(),
      daemon: known({ path: "/etc/docker/daemon.json", isReadable: false, shmBytes: undefined }),
    },
    "failed",
    /no JSON object/,
    /--validate/,
  ],
  ["daemon-config", "none", { ...healthy(), daemon: ABSENT }, "ok", /defaults/],
  ["daemon-config", "unknown", { ...healthy(), daemon: unknown("denied") }, "unknown", /denied/],
  ["shared-memory", "raised", healthy(), "ok", /8 GiB/],
  ["shared-memory", "Docker's own", { ...healthy(), daemon: ABSENT }, "ok", /64 MiB/, /shm_size/],
  [
    "shared-memory",
    "less",
    { ...healthy(), daemon: known({ path: "/d", isReadable: true, shmBytes: 1024 ** 2 }) },
    "warning",
    /1 MiB/,
    /shm_size/,
  ],
  ["memory", "told", healthy(), "ok", /256 GiB and 64 CPUs/],
  ["memory", "no engine", bare(), "skipped", /No engine/],
  ["memory", "not told", withEngine({}, { memoryBytes: undefined }), "unknown", /did not tell/],

  ["wsl", "not WSL", healthy(), "skipped", /not WSL/],
  ["wsl", "WSL 2", wsl, "ok", /\/dev\/dxg/],
  ["wsl", "WSL 1", { ...wsl, wsl: 1 }, "failed", /WSL 1/, /--set-version/],
  ["wsl", "no device", withNvidia({ dxg: false }, wsl), "failed", /dxg.*missing/, /--update/],
  [
    "wsl",
    "a Linux driver inside",
    withNvidia({ linuxLibrary: known("/usr/lib/x86_64-linux-gnu/libcuda.so.550.54.15") }, wsl),
    "warning",
    /hides/,
    /^Remove/,
  ],

  ["desktop", "another engine", healthy(), "skipped", /not that of Docker Desktop/],
  ["desktop", "Linux with a GPU", desktopOnLinux, "failed", /virtual machine/, /context use default/],
  ["desktop", "WSL", { ...wsl, engine: desktopOnLinux.engine }, "ok", /WSL 2/],
  ["desktop", "macOS", { ...withEngine({}, {}, bare()), platform: "darwin" }, "warning", /macOS/, /context/],
  ["podman", "another engine", healthy(), "skipped", /not Podman/],
  ["podman", "Podman", withEngine(...PODMAN), "warning", /ignores/, /nvidia\.com\/gpu=all/],

  ["amd-driver", "loaded", amd, "ok", /amdgpu 6\.10\.5.*1 GPU/],
  [
    "amd-driver",
    "missing",
    { ...amd, amd: { ...amd.amd, module: ABSENT } },
    "failed",
    /not loaded/,
    /modprobe amdgpu/,
  ],
  ["amd-driver", "unknown", { ...amd, amd: { ...amd.amd, module: unknown("denied") } }, "unknown", /denied/],
  [
    "amd-driver",
    "a screen's AMD beside NVIDIA",
    {
      ...healthy(),
      pci: known([
        { vendor: "nvidia", address: "a" },
        { vendor: "amd", address: "b" },
      ]),
    },
    "skipped",
    /computes/,
  ],
  ["amd-devices", "there", amd, "ok", /1 render node/],
  [
    "amd-devices",
    "missing",
    { ...amd, devices: known([]) },
    "failed",
    /\/dev\/kfd, \/dev\/dri\/renderD128/,
    /amdgpu-dkms/,
  ],
  [
    "amd-devices",
    "not in the group",
    { ...amd, user: known({ uid: 1000, groups: [1000] }) },
    "warning",
    /group render 993/,
    /group_add: \["993"\]/,
  ],
  ["amd-toolkit", "by devices", amd, "skipped", /\/dev\/kfd/],
  [
    "amd-toolkit",
    "runtime",
    {
      ...amd,
      engine: { ...amd.engine, info: known(info({ runtimes: ["amd", "runc"], discoveredDevices: [] })) },
    },
    "ok",
    /runtime amd/,
  ],
  [
    "amd-toolkit",
    "CDI",
    {
      ...amd,
      engine: {
        ...amd.engine,
        info: known(info({ runtimes: ["runc"], discoveredDevices: ["amd.com/gpu=all"] })),
      },
    },
    "ok",
    /1 AMD device/,
  ],
  [
    "amd-toolkit",
    "rootless",
    {
      ...amd,
      engine: {
        ...amd.engine,
        info: known(info({ runtimes: ["amd"], rootless: true, discoveredDevices: [] })),
      },
    },
    "failed",
    /rootless/,
    /as root/,
  ],
  [
    "amd-toolkit",
    "not registered",
    { ...amd, amd: { ...amd.amd, toolkit: known("1.2.0") } },
    "warning",
    /1\.2\.0/,
    /amd-ctk runtime configure/,
  ],

  ["selinux", "none", healthy(), "skipped", /no SELinux/],
  ["selinux", "enforcing", { ...healthy(), selinux: known("enforcing") }, "ok", /enforcing/],
  ["selinux", "unknown", { ...healthy(), selinux: unknown("denied") }, "unknown", /cannot be read/],
];

describe("each check", () => {
  for (const [id, what, facts, status, says, remedy] of rows) {
    test(`${id}: ${what}`, () => {
      const check = one(id, facts);
      expect({ status: check.status, finding: check.finding }).toEqual({
        status,
        finding: expect.stringMatching(says),
      });
      expect(check.remedy ?? "").toMatch(remedy ?? "");
    });
  }
});

describe("every check, on every machine", () => {
  const machines = [...rows.map(([, , facts]) => facts), healthy(), bare(), remote, withEngine(...PODMAN)];

  test("is one sentence, and what is wrong has a remedy", () => {
    for (const check of machines.flatMap((facts) => runChecks(facts, knowledge))) {
      expect(check.finding).toMatch(/^\S.*[^.\s]\.$/s);
      expect(check.finding).not.toMatch(/undefined|\[object/);
      expect(check.source).not.toBe("");
      if (check.remedy !== undefined) expect(check.remedy).toMatch(/^[A-Z][a-z]+ .*[^.]\.$/s);
      if (check.status === "failed" || check.status === "warning") expect(check.remedy).toBeDefined();
    }
  });

  test("comes once, whatever the facts", () => {
    const ids = runChecks(healthy(), knowledge).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const facts of machines) expect(runChecks(facts, knowledge).map(({ id }) => id)).toEqual(ids);
  });

  test("has a row above for each", () => {
    const ids = runChecks(healthy(), knowledge).map(({ id }) => id);
    expect(ids.filter((id) => id !== "test-container" && !rows.some((row) => row[0] === id))).toEqual([]);
  });
});

describe("whole machines", () => {
  test("a healthy one", () => {
    expect([
      ...statuses(healthy(), "failed"),
      ...statuses(healthy(), "warning"),
      ...statuses(healthy(), "unknown"),
    ]).toEqual([]);
  });

  test("one with nothing fails for the GPU and the engine alone", () => {
    expect(statuses(bare(), "failed")).toEqual(["gpu", "engine"]);
    expect(statuses(bare(), "warning")).toEqual(["compose"]);
  });

  test("a driver that was updated and not restarted", () => {
    const facts = withNvidia({
      module: known("550.90.07"),
      snapshot: failed("driver-mismatch"),
      smi: known({ driver: undefined, cuda: undefined, library: "550.107", mismatch: true }),
    });
    expect(statuses(facts, "failed")).toEqual(["nvidia-driver", "cdi"]);
  });

  test("rootless without no-cgroups", () => {
    expect(statuses(rootless(false), "failed")).toEqual(["no-cgroups"]);
  });

  test("WSL with Docker Desktop", () => {
    const facts: Facts = { ...wsl, engine: desktopOnLinux.engine };
    expect(statuses(facts, "failed")).toEqual([]);
  });

  test("Podman with a specification", () => {
    const facts = withEngine(...PODMAN);
    expect(statuses(facts, "failed")).toEqual([]);
    expect(statuses(facts, "warning")).toEqual(["podman"]);
  });

  test("Podman without one", () => {
    expect(statuses({ ...withEngine(...PODMAN), cdi: known([]) }, "failed")).toEqual(["cdi"]);
  });

  test("an engine elsewhere is judged by what it says, not by this machine", () => {
    expect(statuses(remote, "failed")).toEqual([]);
    expect(one("nvidia-runtime", remote).status).toBe("ok");
    expect(one("nvidia-toolkit", remote).status).toBe("skipped");
  });

  test("an AMD one", () => {
    expect([...statuses(amd, "failed"), ...statuses(amd, "warning")]).toEqual([]);
  });
});

test("hostile names stay on one short line", () => {
  const evil = `\u001B[31m${"A".repeat(1_000_000)}\n\u202E`;
  const facts = withEngine(
    { version: evil },
    { defaultRuntime: evil, runtimes: [evil], discoveredDevices: [`nvidia.com/gpu=${evil}`] },
    withNvidia({
      snapshot: snapshot([gpu({ name: evil })]),
    }),
  );
  for (const check of runChecks(facts, knowledge)) {
    expect(check.finding.length).toBeLessThan(700);
    expect(check.finding).not.toMatch(/[\p{Cc}\u202E]/u);
    expect(check.remedy ?? "").not.toMatch(/[\p{Cc}\u202E]/u);
  }
});
