import * as l10n from "@vscode/l10n";
import type { GpuSnapshot } from "../../gpus/model.ts";
import type { Loadable } from "../../problem.ts";
import type { AmdFacts, Fact, NvidiaFacts } from "../facts.ts";
import { ABSENT, known, unknown } from "../facts.ts";
import type { NvidiaSmi } from "../read/driver.ts";
import { readBareVersion, readModuleVersion, readNvidiaSmi } from "../read/driver.ts";
import { readLabelledVersion, readToolkitConfig, readToolkitVersion } from "../read/toolkit.ts";
import { within } from "../within.ts";
import type { DoctorServices } from "./services.ts";

/** The driver, its libraries and the toolkit, each fact by itself. */
export async function nvidiaFacts(
  services: DoctorServices,
  wsl: 1 | 2 | undefined,
  snapshot: Promise<Loadable<GpuSnapshot>>,
  timeout: number,
): Promise<NvidiaFacts> {
  const { clock, disk } = services;
  const limited = <T>(promise: Promise<Fact<T>>): Promise<Fact<T>> =>
    within(clock, timeout, promise, unknown);
  const is = (promise: Promise<boolean>): Promise<boolean> => within(clock, timeout, promise, () => false);
  const exists = async (path: string): Promise<boolean> =>
    !["missing", "denied"].includes(await disk.kind(path));
  const hasProgram = async (name: string): Promise<boolean> =>
    (await Promise.all(FOLDERS.map((folder) => exists(`${folder}/${name}`)))).includes(true);
  const [taken, module, nouveau, smi, dxg, linuxLibrary, toolkit, library, config, runtimeHook, cdiHook] =
    await Promise.all([
      snapshot,
      limited(moduleVersion(services)),
      is(exists("/sys/module/nouveau")),
      limited(smiHeading(services, wsl, timeout)),
      is(exists("/dev/dxg")),
      limited(linuxCuda(services, wsl)),
      limited(versionOf(services, ["nvidia-ctk", "--version"], readToolkitVersion, timeout)),
      limited(versionOf(services, ["nvidia-container-cli", "--version"], readLabelledVersion, timeout)),
      limited(fileFact(services, "/etc/nvidia-container-runtime/config.toml", readToolkitConfig)),
      is(hasProgram("nvidia-container-runtime-hook")),
      is(hasProgram("nvidia-cdi-hook")),
    ]);
  return {
    module,
    nouveau,
    snapshot: taken,
    smi,
    dxg,
    linuxLibrary,
    toolkit,
    library,
    config,
    runtimeHook,
    cdiHook,
  };
}

/** Where an engine's own PATH usually leads. */
const FOLDERS = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

export async function amdFacts(
  services: DoctorServices,
  snapshot: Promise<Loadable<GpuSnapshot>>,
  timeout: number,
): Promise<AmdFacts> {
  const limited = <T>(promise: Promise<Fact<T>>): Promise<Fact<T>> =>
    within(services.clock, timeout, promise, unknown);
  const [taken, module, toolkit] = await Promise.all([
    snapshot,
    limited(amdModule(services)),
    limited(versionOf(services, ["amd-ctk", "version"], readLabelledVersion, timeout)),
  ]);
  return { snapshot: taken, module, toolkit };
}

async function moduleVersion({ disk, platform }: DoctorServices): Promise<Fact<string>> {
  if (platform !== "linux") return ABSENT;
  const [proc, sys] = await Promise.all([
    disk.read("/proc/driver/nvidia/version"),
    disk.read("/sys/module/nvidia/version"),
  ]);
  const version = readBareVersion(sys ?? "") ?? readModuleVersion(proc ?? "");
  if (version !== undefined) return known(version);
  return proc === undefined && sys === undefined ? ABSENT : unknown(l10n.t("it does not tell its version"));
}

async function amdModule({ disk, platform }: DoctorServices): Promise<Fact<string>> {
  if (platform !== "linux" || (await disk.kind("/sys/module/amdgpu")) !== "folder") return ABSENT;
  return known(readBareVersion((await disk.read("/sys/module/amdgpu/version")) ?? "") ?? "");
}

async function smiHeading(
  { programs }: DoctorServices,
  wsl: 1 | 2 | undefined,
  timeout: number,
): Promise<Fact<NvidiaSmi>> {
  const options = { timeout, limit: 256 * 1024 };
  const first = await programs.run(["nvidia-smi"], options);
  const result =
    first.outcome === "missing" && wsl === 2
      ? await programs.run(["/usr/lib/wsl/lib/nvidia-smi"], options)
      : first;
  if (result.outcome === "missing") return ABSENT;
  if (result.outcome !== "exited") return unknown(l10n.t("nvidia-smi did not answer"));
  return known(readNvidiaSmi(`${result.stdout}\n${result.stderr}`));
}

/** The library of a Linux driver, which has its version in its name; that of Windows lies in /usr/lib/wsl. */
async function linuxCuda({ disk }: DoctorServices, wsl: 1 | 2 | undefined): Promise<Fact<string>> {
  if (wsl === undefined) return ABSENT;
  for (const folder of ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64"]) {
    const name = (await disk.list(folder))?.find((one) => /^libcuda\.so\.\d{3,4}\.\d/.test(one));
    if (name !== undefined) return known(`${folder}/${name}`);
  }
  return ABSENT;
}

async function versionOf(
  { programs }: DoctorServices,
  argv: readonly string[],
  read: (output: string) => string | undefined,
  timeout: number,
): Promise<Fact<string>> {
  const result = await programs.run(argv, { timeout, limit: 64 * 1024 });
  if (result.outcome === "missing") return ABSENT;
  const version = read(`${result.stdout}\n${result.stderr}`);
  return version === undefined
    ? unknown(l10n.t("{0} did not tell its version", argv[0] ?? ""))
    : known(version);
}

async function fileFact<T>(
  { disk }: DoctorServices,
  path: string,
  read: (text: string) => T,
): Promise<Fact<T>> {
  const text = await disk.read(path);
  if (text !== undefined) return known(read(text));
  return (await disk.kind(path)) === "missing" ? ABSENT : unknown(l10n.t("it cannot be read"));
}
