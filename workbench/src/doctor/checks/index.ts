import type { Check } from "../check.ts";
import type { Facts } from "../facts.ts";
import { amdDevices } from "./amd-devices.ts";
import { amdDriver } from "./amd-driver.ts";
import { amdToolkit } from "./amd-toolkit.ts";
import { cdi } from "./cdi.ts";
import { cgroup } from "./cgroup.ts";
import { compose } from "./compose.ts";
import type { CudaFor } from "./cuda.ts";
import { cuda } from "./cuda.ts";
import { daemonConfig } from "./daemon-config.ts";
import { desktop } from "./desktop.ts";
import { nvidiaDevices } from "./nvidia-devices.ts";
import { engine } from "./engine.ts";
import { gpuAfterReload } from "./gpu-after-reload.ts";
import { gpu } from "./gpu.ts";
import { memory } from "./memory.ts";
import { noCgroups } from "./no-cgroups.ts";
import { checkNvidiaDriver } from "./nvidia-driver.ts";
import { nvidiaToolkit } from "./nvidia-toolkit.ts";
import { podman } from "./podman.ts";
import { defaultRuntime } from "./default-runtime.ts";
import { nvidiaRuntime } from "./nvidia-runtime.ts";
import { selinux } from "./selinux.ts";
import { sharedMemory } from "./shared-memory.ts";
import { testContainer } from "./test-container.ts";
import { wsl } from "./wsl.ts";

export interface Knowledge {
  readonly cudaFor: CudaFor;
}

/** Every check, from the hardware up to the container. Pure; each line stands on its own. */
export function runChecks(facts: Facts, { cudaFor }: Knowledge): readonly Check[] {
  return [
    gpu(facts),
    checkNvidiaDriver(facts),
    nvidiaDevices(facts),
    cuda(facts, cudaFor),
    amdDriver(facts),
    amdDevices(facts),
    wsl(facts),
    engine(facts),
    desktop(facts),
    podman(facts),
    nvidiaToolkit(facts),
    nvidiaRuntime(facts),
    defaultRuntime(facts),
    cdi(facts),
    noCgroups(facts),
    amdToolkit(facts),
    cgroup(facts),
    gpuAfterReload(facts),
    daemonConfig(facts),
    compose(facts),
    sharedMemory(facts),
    memory(facts),
    selinux(facts),
    testContainer(facts),
  ];
}
