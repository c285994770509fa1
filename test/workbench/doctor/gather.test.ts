import { expect, test } from "vitest";
import { EngineError } from "../../../workbench/src/docker/engine.ts";
import { runChecks } from "../../../workbench/src/doctor/checks/index.ts";
import { known, unknown, valueOf } from "../../../workbench/src/doctor/facts.ts";
import { byVendor } from "../../../workbench/src/doctor/gather/gpus.ts";
import { gather } from "../../../workbench/src/doctor/gather.ts";
import { exited, fakeClock, fakeEngine, services } from "./fake-services.ts";
import { gpu, info, reading, version } from "./machines.ts";

// Outputs written after the documented formats: NVIDIA driver README (The /proc file system interface), nvidia-smi(1),
// nvidia-ctk and nvidia-container-cli --version, the CDI specification of tags.cncf.io; all values made up.
const PROC = `NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.15  Release Build  (builder@host)  Thu Jan 23 22:50:36 UTC 2025
GCC version:  gcc version 13.3.0
`;
const SMI = `Mon Mar  3 10:00:00 2025
+-----------------------------------------------------------------------------------------+
| NVIDIA-SMI 570.86.15              Driver Version: 570.86.15      CUDA Version: 12.8     |
`;
const CDI = `---
cdiVersion: 0.5.0
containerEdits:
  mounts:
  - containerPath: /usr/lib/x86_64-linux-gnu/libcuda.so.570.86.15
    hostPath: /usr/lib/x86_64-linux-gnu/libcuda.so.570.86.15
devices:
- containerEdits:
    deviceNodes:
    - path: /dev/nvidia0
  name: "0"
- containerEdits: {}
  name: all
kind: nvidia.com/gpu
`;
const files = {
  "/proc/version": "Linux version 6.8.0-60-generic (builder@host) #1 SMP",
  "/proc/driver/nvidia/version": PROC,
  "/sys/bus/pci/devices/0000:01:00.0/vendor": "0x10de\n",
  "/sys/bus/pci/devices/0000:01:00.0/class": "0x030200\n",
  "/sys/bus/pci/devices/0000:02:00.0/vendor": "0x8086\n",
  "/sys/bus/pci/devices/0000:02:00.0/class": "0x020000\n",
  "/dev/nvidia0": "",
  "/dev/nvidiactl": "",
  "/dev/nvidia-uvm": "",
  "/dev/nvidia-caps/nvidia-cap1": "",
  "/dev/null": "",
  "/etc/nvidia-container-runtime/config.toml": `disable-require = false\n[nvidia-container-cli]\n#no-cgroups = true\nload-kmods = true\n\n[nvidia-container-runtime]\nmode = "auto"\n`,
  "/etc/docker/daemon.json": `{"default-shm-size": "2G", "runtimes": {}}`,
  "/var/run/cdi/nvidia.yaml": CDI,
  "/usr/bin/nvidia-container-runtime-hook": "",
};
const programs = {
  "stat -L": exited(
    "666 0 0 root /dev/nvidia0\n666 0 0 root /dev/nvidiactl\n660 0 44 video /dev/nvidia-uvm\n",
  ),
  "id -G": exited("1000 27 44\n"),
  "nvidia-smi": exited(SMI),
  "nvidia-ctk --version": exited("NVIDIA Container Toolkit CLI version 1.17.8\ncommit: 0123456789abcdef\n"),
  "nvidia-container-cli --version": exited(
    "cli-version: 1.17.8\nlib-version: 1.17.8\nbuild platform: x86_64\n",
  ),
  "docker compose version --short": exited("v2.40.0-desktop.1\n"),
};
const working = {
  gpus: async () => reading([gpu()], { driver: "570.86.15" }),
  engine: async () =>
    fakeEngine(
      async () => version({ version: "28.5.1+dfsg1" }),
      async () => info({ discoveredDevices: ["nvidia.com/gpu=all"] }),
    ),
};

const boom = (): never => {
  throw new Error("boom");
};
const reject = (): Promise<never> => Promise.reject(new Error("boom"));
const never = (): Promise<never> => new Promise(() => undefined);

test("a server's facts, each from its place", async () => {
  const facts = await gather(services(fakeClock(), { files, programs, others: working }));
  expect(facts.wsl).toBeUndefined();
  expect(valueOf(facts.pci)).toEqual([{ vendor: "nvidia", address: "0000:01:00.0" }]);
  expect(valueOf(facts.devices)?.map(({ path, access }) => `${path} ${access?.mode.toString(8)}`)).toEqual([
    "/dev/nvidia0 666",
    "/dev/nvidiactl 666",
    "/dev/nvidia-uvm 660",
  ]);
  expect(valueOf(facts.user)).toEqual({ uid: 1000, groups: [1000, 27, 44] });
  expect(valueOf(facts.nvidia.module)).toBe("570.86.15");
  expect(valueOf(facts.nvidia.smi)).toEqual({
    driver: "570.86.15",
    cuda: "12.8",
    library: undefined,
    mismatch: false,
  });
  expect(valueOf(facts.nvidia.toolkit)).toBe("1.17.8");
  expect(valueOf(facts.nvidia.library)).toBe("1.17.8");
  expect(valueOf(facts.nvidia.config)).toEqual({ noCgroups: undefined, mode: "auto" });
  expect(facts.nvidia.runtimeHook).toBe(true);
  expect(facts.nvidia.cdiHook).toBe(false);
  expect(valueOf(facts.cdi)).toEqual([
    { path: "/var/run/cdi/nvidia.yaml", kind: "nvidia.com/gpu", devices: ["0", "all"], driver: "570.86.15" },
  ]);
  expect(valueOf(facts.daemon)).toEqual({
    path: "/etc/docker/daemon.json",
    isReadable: true,
    shmBytes: 2 * 1024 ** 3,
  });
  expect(valueOf(facts.compose)).toBe("2.40.0");
  expect(valueOf(facts.engine.version)?.version).toBe("28.5.1+dfsg1");
  expect(facts.engine.problem).toBeUndefined();
  expect(facts.selinux.state).toBe("absent");
  expect(facts.amd.module.state).toBe("absent");
});

test("a machine with nothing: everything is absent, nothing throws", async () => {
  const facts = await gather(services(fakeClock(), {}));
  expect(facts.nvidia.module.state).toBe("absent");
  expect(facts.nvidia.toolkit.state).toBe("absent");
  expect(facts.compose.state).toBe("absent");
  expect(facts.devices.state).toBe("unknown");
  expect(facts.engine.problem?.remedy).toMatch(/^Start/);
});

test("services that reject or throw leave a report behind", async () => {
  const facts = await gather(
    services(fakeClock(), {
      others: {
        programs: { run: reject },
        disk: { read: reject, list: reject, kind: reject },
        gpus: boom,
        engine: boom,
      },
    }),
  );
  expect(facts.nvidia.module.state).toBe("unknown");
  expect(facts.cdi.state).toBe("unknown");
  expect(facts.nvidia.snapshot.state).toBe("failed");
  expect(runChecks(facts, { cudaFor: () => undefined }).length).toBeGreaterThan(20);
});

test("what hangs is given up by itself, and the rest is there", async () => {
  const clock = fakeClock();
  const machine = services(clock, { files, programs, others: { ...working, gpus: never, engine: never } });
  const stuck = gather(
    {
      ...machine,
      programs: {
        run: (argv, options) => (argv[0] === "nvidia-ctk" ? never() : machine.programs.run(argv, options)),
      },
    },
    { timeout: 5_000 },
  );
  let isDone = false;
  void stuck.then(() => (isDone = true));
  await clock.advance(4_000);
  expect(isDone).toBe(false);
  await clock.advance(30_000);
  const facts = await stuck;
  expect(facts.nvidia.toolkit).toEqual({ state: "unknown", why: "no answer within 5 seconds" });
  expect(facts.nvidia.snapshot).toMatchObject({ state: "failed", problem: { id: "gpu-tool-hangs" } });
  expect(facts.engine.problem).toMatchObject({ id: "engine-hangs" });
  expect(valueOf(facts.nvidia.module)).toBe("570.86.15");
  expect(valueOf(facts.compose)).toBe("2.40.0");
});

test("an engine that answers version and fails for info keeps what it said", async () => {
  const problem = {
    id: "engine-refused",
    message: "The engine failed (status 500).",
    remedy: "Restart it.",
  } as const;
  const facts = await gather(
    services(fakeClock(), {
      others: {
        engine: async () =>
          fakeEngine(
            async () => version(),
            () => Promise.reject(new EngineError(problem)),
          ),
      },
    }),
  );
  expect(valueOf(facts.engine.version)?.version).toBe("29.2.1");
  expect(facts.engine.info.state).toBe("unknown");
  expect(facts.engine.problem).toEqual(problem);
});

test("hostile outputs are unknown, never a crash", async () => {
  const flood = "\u001B[2J".concat("9.".repeat(500_000));
  const facts = await gather(
    services(fakeClock(), {
      files: {
        ...files,
        "/proc/driver/nvidia/version": flood,
        "/etc/docker/daemon.json": '{"default-shm-size": "2G", "runti',
        "/etc/nvidia-container-runtime/config.toml": `[nvidia-container-cli\nno-cgroups = "${flood}`,
        "/var/run/cdi/nvidia.yaml": "kind",
        "/var/run/cdi/__proto__.json": `{"kind": "nvidia.com/gpu", "devices": [{"name": "__proto__"}`,
      },
      programs: {
        "stat -L": exited(`${flood}\n666 0 0 root relative\n`),
        "id -G": exited(flood),
        "nvidia-smi": exited(flood, 9),
        "nvidia-ctk --version": exited(flood),
        "nvidia-container-cli --version": {
          outcome: "too-much-output",
          code: undefined,
          stdout: flood,
          stderr: "",
        },
        "docker compose version --short": exited("\u0000\u001B[31mno\n"),
      },
      others: working,
    }),
  );
  expect(facts.nvidia.module.state).toBe("unknown");
  expect(facts.nvidia.toolkit.state).toBe("unknown");
  expect(facts.nvidia.library.state).toBe("unknown");
  expect(facts.compose.state).toBe("unknown");
  expect(valueOf(facts.user)?.groups).toEqual([]);
  expect(valueOf(facts.devices)?.every(({ access }) => access === undefined)).toBe(true);
  expect(valueOf(facts.daemon)?.isReadable).toBe(false);
  expect(valueOf(facts.cdi)).toEqual([
    {
      path: "/var/run/cdi/__proto__.json",
      kind: "nvidia.com/gpu",
      devices: ["__proto__"],
      driver: undefined,
    },
  ]);
});

test("a mismatch that nvidia-smi tells on standard output", async () => {
  const facts = await gather(
    services(fakeClock(), {
      programs: {
        "nvidia-smi": exited(
          "Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 570.124\n",
          18,
        ),
      },
    }),
  );
  expect(valueOf(facts.nvidia.smi)).toMatchObject({ library: "570.124", mismatch: true });
});

test("WSL: its own nvidia-smi, its device, and a Linux driver inside", async () => {
  const facts = await gather(
    services(fakeClock(), {
      files: {
        "/proc/version": "Linux version 5.15.167.4-microsoft-standard-WSL2 (builder@host) #1 SMP",
        "/dev/dxg": "",
        "/usr/lib/x86_64-linux-gnu/libcuda.so.550.54.15": "",
      },
      programs: {
        "/usr/lib/wsl/lib/nvidia-smi": exited(
          "| NVIDIA-SMI 610.10  KMD Version: 611.20  CUDA UMD Version: 13.3 |",
        ),
      },
    }),
  );
  expect(facts.wsl).toBe(2);
  expect(facts.nvidia.dxg).toBe(true);
  expect(valueOf(facts.nvidia.linuxLibrary)).toBe("/usr/lib/x86_64-linux-gnu/libcuda.so.550.54.15");
  expect(valueOf(facts.nvidia.smi)).toMatchObject({ driver: "611.20", cuda: "13.3" });
});

test("a rootless engine's configuration is the user's, and the old docker-compose is found", async () => {
  const facts = await gather(
    services(fakeClock(), {
      files: { "/home/ann/.config/docker/daemon.json": "{}" },
      programs: { "docker compose": exited("", 1), "docker-compose version": exited("1.29.2\n") },
      others: {
        engine: async () =>
          fakeEngine(
            async () => version(),
            async () => info({ rootless: true }),
          ),
      },
    }),
  );
  expect(valueOf(facts.daemon)?.path).toBe("/home/ann/.config/docker/daemon.json");
  expect(valueOf(facts.compose)).toBe("1.29.2");
});

test("a reading is told apart by vendor", () => {
  const amd = gpu({ vendor: "amd", name: "AMD Instinct MI210" });
  const bus = known([{ vendor: "amd", address: "0000:c1:00.0" } as const]);
  const mismatch = { id: "driver-mismatch", message: "They differ.", remedy: "Restart." } as const;
  const both = byVendor(reading([gpu(), amd]), unknown("denied"));
  expect(both.nvidia).toMatchObject({ state: "ready", value: { gpus: [{ vendor: "nvidia" }] } });
  expect(both.amd).toMatchObject({ state: "ready", value: { gpus: [{ vendor: "amd" }] } });
  const incomplete = reading([amd], { notes: [{ id: "incomplete", message: "", problem: mismatch }] });
  expect(byVendor(incomplete, bus).nvidia).toMatchObject({ problem: { id: "driver-mismatch" } });
  expect(byVendor(mismatch, bus)).toMatchObject({
    nvidia: { problem: { id: "gpu-none" } },
    amd: { problem: mismatch },
  });
  expect(byVendor(mismatch, known([]))).toMatchObject({
    nvidia: { problem: mismatch },
    amd: { problem: { id: "gpu-none" } },
  });
});
