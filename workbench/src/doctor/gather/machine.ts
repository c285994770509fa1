import * as l10n from "@vscode/l10n";
import type { Fact, PciGpu, User } from "../facts.ts";
import { ABSENT, known, unknown } from "../facts.ts";
import type { DeviceFile } from "../read/devices.ts";
import { isGpuDevice, readStat, STAT_FORMAT } from "../read/devices.ts";
import { readPciGpu, readWsl } from "../read/kernel.ts";
import type { DoctorServices } from "./services.ts";

export async function wslOf({ disk, platform }: DoctorServices): Promise<1 | 2 | undefined> {
  return platform === "linux" ? readWsl((await disk.read("/proc/version")) ?? "") : undefined;
}

const PCI = "/sys/bus/pci/devices";

/** GPUs on the bus, whether or not they have a driver. */
export async function pciGpus({ disk, platform }: DoctorServices): Promise<Fact<readonly PciGpu[]>> {
  if (platform !== "linux") return ABSENT;
  const addresses = await disk.list(PCI);
  if (addresses === undefined) {
    return (await disk.kind(PCI)) === "missing" ? known([]) : unknown(l10n.t("the bus cannot be read"));
  }
  const found = await Promise.all(
    addresses.slice(0, 1_024).map(async (address) => {
      const folder = `${PCI}/${address}`;
      const [vendor, deviceClass] = await Promise.all([
        disk.read(`${folder}/vendor`),
        disk.read(`${folder}/class`),
      ]);
      const kind =
        vendor === undefined || deviceClass === undefined ? undefined : readPciGpu(vendor, deviceClass);
      return kind === undefined ? [] : [{ vendor: kind, address }];
    }),
  );
  return known(found.flat());
}

/** Device files of GPUs, with who may open them where `stat` tells. */
export async function deviceFiles(
  { disk, programs, platform }: DoctorServices,
  timeout: number,
): Promise<Fact<readonly DeviceFile[]>> {
  if (platform !== "linux") return ABSENT;
  const names = await disk.list("/dev");
  if (names === undefined) return unknown(l10n.t("the folder /dev cannot be read"));
  const nodes = ((await disk.list("/dev/dri")) ?? []).filter((name) => /^renderD\d{1,4}$/.test(name));
  const paths = [
    ...names.filter(isGpuDevice).map((name) => `/dev/${name}`),
    ...nodes.map((name) => `/dev/dri/${name}`),
  ].slice(0, 128);
  if (paths.length === 0) return known([]);
  const result = await programs.run(["stat", "-L", "-c", STAT_FORMAT, ...paths], {
    timeout,
    env: { LC_ALL: "C" },
    limit: 64 * 1024,
  });
  const access = readStat(result.stdout);
  return known(paths.map((path) => ({ path, access: access.get(path) })));
}

export async function userOf({ programs, uid }: DoctorServices, timeout: number): Promise<Fact<User>> {
  if (uid === undefined) return ABSENT;
  const result = await programs.run(["id", "-G"], { timeout, limit: 64 * 1024 });
  if (result.outcome !== "exited" || result.code !== 0) return unknown(l10n.t("`id -G` did not answer"));
  const groups = result.stdout.split(/\s+/).filter((word) => /^\d{1,10}$/.test(word));
  return known({ uid, groups: groups.slice(0, 1_024).map(Number) });
}
