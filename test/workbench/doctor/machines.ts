import type { EngineInfo, EngineVersion } from "../../../workbench/src/docker/engine.ts";
import type { Endpoint } from "../../../workbench/src/docker/endpoint.ts";
import type { Facts } from "../../../workbench/src/doctor/facts.ts";
import { ABSENT, known } from "../../../workbench/src/doctor/facts.ts";
import type { Gpu, GpuSnapshot } from "../../../workbench/src/gpus/model.ts";
import type { Loadable, ProblemId } from "../../../workbench/src/problem.ts";

export function gpu(about: Partial<Gpu> = {}): Gpu {
  return {
    uuid: "GPU-00000000-0000-0000-0000-000000000001",
    index: 0,
    vendor: "nvidia",
    name: "NVIDIA L40S",
    busId: "00000000:01:00.0",
    memory: { kind: "dedicated", totalMiB: 46_068, usedMiB: 3 },
    utilizationPercent: 0,
    memoryUtilizationPercent: 0,
    temperatureC: 30,
    memoryTemperatureC: undefined,
    powerW: 30,
    powerLimitW: 350,
    fanPercent: undefined,
    clockMHz: 210,
    performanceState: "P8",
    throttleReasons: undefined,
    eccUncorrected: 0,
    mig: "disabled",
    instances: undefined,
    computeCapability: "8.9",
    computeMode: "Default",
    persistence: true,
    processes: [],
    ...about,
  };
}

export function reading(gpus: readonly Gpu[], about: Partial<GpuSnapshot> = {}): GpuSnapshot {
  return { at: 0, gpus, driver: "550.54.15", processesHidden: false, notes: [], ...about };
}

export function snapshot(gpus: readonly Gpu[], about: Partial<GpuSnapshot> = {}): Loadable<GpuSnapshot> {
  return { state: "ready", value: reading(gpus, about) };
}

export function failed(id: ProblemId): Loadable<GpuSnapshot> {
  return { state: "failed", problem: { id, message: `What ${id} says.`, remedy: `Do what ${id} asks.` } };
}

export const LOCAL: Endpoint = {
  context: "default",
  chosenBy: "default",
  address: { kind: "unix", path: "/var/run/docker.sock" },
  isLocal: true,
};

export const REMOTE: Endpoint = {
  context: "lab",
  chosenBy: "config",
  address: { kind: "ssh", user: "ann", host: "gpu-01", port: undefined, path: undefined },
  isLocal: false,
};

export function version(about: Partial<EngineVersion> = {}): EngineVersion {
  return {
    version: "29.2.1",
    apiVersion: "1.53",
    os: "linux",
    architecture: "amd64",
    product: "Engine",
    ...about,
  };
}

export function info(about: Partial<EngineInfo> = {}): EngineInfo {
  return {
    name: "gpu-01",
    operatingSystem: "Ubuntu 24.04.2 LTS",
    runtimes: ["io.containerd.runc.v2", "nvidia", "runc"],
    defaultRuntime: "runc",
    cgroupVersion: "2",
    cgroupDriver: "systemd",
    cdiSpecDirs: ["/etc/cdi", "/var/run/cdi"],
    discoveredDevices: ["nvidia.com/gpu=0", "nvidia.com/gpu=1", "nvidia.com/gpu=all"],
    rootless: false,
    memoryBytes: 256 * 1024 ** 3,
    cpus: 64,
    ...about,
  };
}

const open = { mode: 0o666, owner: 0, group: 0, groupName: "root" };

/** A Linux server with two GPUs where everything is as it should be. */
export function healthy(): Facts {
  return {
    platform: "linux",
    wsl: undefined,
    pci: known([
      { vendor: "nvidia", address: "0000:01:00.0" },
      { vendor: "nvidia", address: "0000:02:00.0" },
    ]),
    devices: known(
      ["nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm", "nvidia-uvm-tools"].map((name) => ({
        path: `/dev/${name}`,
        access: open,
      })),
    ),
    user: known({ uid: 1000, groups: [1000, 27] }),
    nvidia: {
      module: known("550.54.15"),
      nouveau: false,
      snapshot: snapshot([gpu(), gpu({ uuid: "GPU-00000000-0000-0000-0000-000000000002", index: 1 })]),
      smi: known({ driver: "550.54.15", cuda: "12.4", library: undefined, mismatch: false }),
      dxg: false,
      linuxLibrary: ABSENT,
      toolkit: known("1.19.1"),
      library: known("1.19.1"),
      config: known({ noCgroups: false, mode: "auto" }),
      runtimeHook: true,
      cdiHook: true,
    },
    amd: { module: ABSENT, snapshot: failed("gpu-tool-missing"), toolkit: ABSENT },
    cdi: known([
      {
        path: "/var/run/cdi/nvidia.yaml",
        kind: "nvidia.com/gpu",
        devices: ["0", "1", "all"],
        driver: "550.54.15",
      },
    ]),
    engine: { endpoint: LOCAL, version: known(version()), info: known(info()), problem: undefined },
    daemon: known({ path: "/etc/docker/daemon.json", isReadable: true, shmBytes: 8 * 1024 ** 3 }),
    compose: known("2.40.0"),
    selinux: ABSENT,
    test: undefined,
  };
}

/** A Linux machine without a GPU, an engine or any tool. */
export function bare(): Facts {
  return {
    ...healthy(),
    pci: known([{ vendor: "other", address: "0000:00:02.0" }]),
    devices: known([]),
    nvidia: {
      ...healthy().nvidia,
      module: ABSENT,
      snapshot: failed("gpu-tool-missing"),
      smi: ABSENT,
      toolkit: ABSENT,
      library: ABSENT,
      config: ABSENT,
      runtimeHook: false,
      cdiHook: false,
    },
    cdi: known([]),
    engine: {
      endpoint: undefined,
      version: { state: "unknown", why: "no engine answers" },
      info: { state: "unknown", why: "no engine answers" },
      problem: {
        id: "engine-missing",
        message: "No Docker engine listens at /var/run/docker.sock.",
        remedy: "Start Docker, or choose another context.",
      },
    },
    daemon: ABSENT,
    compose: ABSENT,
  };
}

/** A Linux machine with one AMD GPU and ROCm, passed on by devices. */
export function amdMachine(): Facts {
  const base = bare();
  return {
    ...base,
    pci: known([{ vendor: "amd", address: "0000:c1:00.0" }]),
    devices: known([
      { path: "/dev/kfd", access: { mode: 0o660, owner: 0, group: 993, groupName: "render" } },
      { path: "/dev/dri/renderD128", access: { mode: 0o660, owner: 0, group: 993, groupName: "render" } },
    ]),
    user: known({ uid: 1000, groups: [1000, 993] }),
    amd: {
      module: known("6.10.5"),
      snapshot: snapshot([gpu({ vendor: "amd", name: "AMD Instinct MI210", computeCapability: undefined })]),
      toolkit: ABSENT,
    },
    engine: {
      ...healthy().engine,
      info: known(info({ runtimes: ["runc"], discoveredDevices: [] })),
    },
    compose: known("2.40.0"),
  };
}

/** The same facts with some of the NVIDIA ones changed. */
export function withNvidia(about: Partial<Facts["nvidia"]>, facts = healthy()): Facts {
  return { ...facts, nvidia: { ...facts.nvidia, ...about } };
}

/** The same facts with another engine. */
export function withEngine(
  aboutVersion: Partial<EngineVersion>,
  aboutInfo: Partial<EngineInfo> = {},
  facts = healthy(),
): Facts {
  return {
    ...facts,
    engine: { ...facts.engine, version: known(version(aboutVersion)), info: known(info(aboutInfo)) },
  };
}

export const PODMAN: readonly [Partial<EngineVersion>, Partial<EngineInfo>] = [
  { version: "5.4.2", apiVersion: "1.41", product: "Podman Engine" },
  {
    runtimes: ["crun", "runc"],
    defaultRuntime: "crun",
    cdiSpecDirs: undefined,
    discoveredDevices: undefined,
  },
];
