import { gpusFile } from "./facts.ts";
import type { GpuArchitecture } from "./types.ts";
import { compareVersions, majorOf, minorOf } from "./version.ts";

/** The GPUs of a compute capability (`9.0`); undefined where none is known. */
export function gpuArchitecture(capability: string): GpuArchitecture | undefined {
  return gpusFile.architectures.find((one) => one.capability === capability);
}

/** What a program carries for GPUs. */
export interface Kernels {
  /** Compute capabilities that it holds machine code for. */
  readonly capabilities: readonly string[];
  /** Those that it holds PTX for. */
  readonly ptx: readonly string[];
}

/**
 * Whether a GPU runs a program: machine code runs on its own capability and on later ones of the same major, PTX is compiled for its own
 * and every later one. Undefined for a capability that is not known, and for systems on a chip, for which this is not promised.
 *
 * Source: CUDA C++ Programming Guide, binary and PTX compatibility.
 */
export function runsOn({ capabilities, ptx }: Kernels, capability: string): boolean | undefined {
  const architecture = gpuArchitecture(capability);
  if (architecture === undefined) return undefined;
  if (capabilities.includes(capability)) return true;
  if (architecture.tegra === true) return undefined;
  return (
    ptx.some((one) => compareVersions(one, capability) <= 0) ||
    capabilities.some(
      (one) =>
        gpuArchitecture(one)?.tegra !== true &&
        majorOf(one) === majorOf(capability) &&
        compareVersions(one, capability) <= 0,
    )
  );
}

/**
 * Whether torch of a release (`2.5.1`) for a CUDA (`12.4`) runs on a GPU; `conda` for the conda package. Undefined where it is not known
 * what it holds. What runs on one kind of processor counts: which one the host has nobody says.
 */
export function torchRunsOn(
  torch: string,
  cuda: string,
  capability: string,
  from: "wheel" | "conda" = "wheel",
): boolean | undefined {
  const torchMinor = minorOf(torch);
  const cudaMinor = minorOf(cuda);
  const rows = gpusFile.torchWheels.filter(
    (row) => torchMinor !== undefined && row.torch.includes(torchMinor) && row.cuda === cudaMinor,
  );
  const verdicts = rows.map(({ capabilities, ptx, condaPtx }) =>
    runsOn({ capabilities, ptx: [ptx, from === "conda" ? condaPtx : undefined].filter(isText) }, capability),
  );
  if (verdicts.includes(true)) return true;
  return verdicts.length === 0 || verdicts.includes(undefined) ? undefined : false;
}

/** Whether the x86-64 wheel of a release for a CUDA is known to hold machine code that a GPU runs: what can be advised. */
export function torchIsBuiltFor(torch: string, cuda: string, capability: string): boolean {
  return gpusFile.torchWheels.some(
    (row) =>
      row.torch.includes(minorOf(torch) ?? "") &&
      row.cuda === minorOf(cuda) &&
      row.platform === "linux-x86_64" &&
      runsOn({ capabilities: row.capabilities, ptx: [] }, capability) === true,
  );
}

function isText(text: string | undefined): text is string {
  return text !== undefined;
}
