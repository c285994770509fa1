import type { Disk } from "../services.ts";
import { hostMemory } from "./memory.ts";
import type { HostMemory } from "./memory.ts";

/** What the machine says of its GPUs before a tool is asked, which could wake one. */
export interface GpuMachine {
  /** From the kernel's list of PCI devices; undefined where there is none (macOS, Windows). */
  readonly devices: readonly PciGpu[] | undefined;
  readonly wsl: boolean;
  readonly inContainer: boolean;
  readonly memory: HostMemory | undefined;
}

export interface PciGpu {
  readonly vendor: "nvidia" | "amd";
  /** As `0000:01:00.0`. */
  readonly address: string;
  /** True where the kernel has put it to sleep: reading it would wake it, and cost a laptop its battery. */
  readonly suspended: boolean;
}

/** Looks at the machine. Which PCI devices are GPUs is found out once for a list of devices: a server has hundreds. */
export class MachineReader {
  readonly #disk: Disk;
  #addresses = "";
  #gpus: readonly KnownGpu[] = [];

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  async read(): Promise<GpuMachine> {
    const [devices, release, docker, podman, meminfo] = await Promise.all([
      this.#devices(),
      this.#disk.read("/proc/sys/kernel/osrelease"),
      this.#disk.kind("/.dockerenv"),
      this.#disk.kind("/run/.containerenv"),
      this.#disk.read("/proc/meminfo"),
    ]);
    return {
      devices,
      wsl: /microsoft/i.test(release ?? ""),
      inContainer: docker === "file" || podman === "file",
      memory: hostMemory(meminfo),
    };
  }

  async #devices(): Promise<readonly PciGpu[] | undefined> {
    const addresses = await this.#disk.list(FOLDER);
    if (addresses === undefined) return undefined;
    const joined = addresses.join(" ");
    if (joined !== this.#addresses) {
      const found = await Promise.all(
        addresses.slice(0, MOST).map((address) => knownGpu(this.#disk, address)),
      );
      this.#gpus = found.flatMap((gpu) => gpu ?? []);
      this.#addresses = joined;
    }
    return Promise.all(
      this.#gpus.map(async ({ vendor, address }) => {
        const status = await this.#disk.read(`${FOLDER}/${address}/power/runtime_status`);
        return { vendor, address, suspended: status?.trim() === "suspended" };
      }),
    );
  }
}

type KnownGpu = Pick<PciGpu, "vendor" | "address">;

const FOLDER = "/sys/bus/pci/devices";

/** PCI vendor numbers (pci.ids). */
const VENDORS: ReadonlyMap<string, PciGpu["vendor"]> = new Map([
  ["0x10de", "nvidia"],
  ["0x1002", "amd"],
]);

/** Devices that are looked at; a server with 16 GPUs and all their bridges has a few hundred. */
const MOST = 4096;

async function knownGpu(disk: Disk, address: string): Promise<KnownGpu | undefined> {
  const folder = `${FOLDER}/${address}`;
  const vendor = VENDORS.get((await disk.read(`${folder}/vendor`))?.trim() ?? "");
  if (vendor === undefined) return undefined;
  // Base classes of the PCI code and ID assignment specification: 03 display controller, 12 processing accelerator.
  if (!/^0x(?:03|12)/.test((await disk.read(`${folder}/class`)) ?? "")) return undefined;
  return { vendor, address };
}
