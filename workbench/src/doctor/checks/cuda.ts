import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { nvidiaDriver, usesNvidia } from "../relevance.ts";
import { short } from "../words.ts";

/** What a Linux driver runs, as the linter's knowledge has it; undefined where it knows nothing. */
export type CudaFor = (
  driver: string,
) => { readonly toolkit: string; readonly major: number | undefined } | undefined;

const { ok, unknown, skipped } = verdicts({
  id: "cuda",
  title: "CUDA",
  source: "docs.nvidia.com/cuda/cuda-toolkit-release-notes, tables 2 and 3",
});

/** The newest CUDA whose images the driver runs. */
export function cuda(facts: Facts, cudaFor: CudaFor): Check {
  if (!usesNvidia(facts)) return skipped("There is no NVIDIA driver.");
  const said = valueOf(facts.nvidia.smi)?.cuda;
  const driver = nvidiaDriver(facts);
  // The driver of Windows has version numbers of its own.
  const isLinux = facts.platform === "linux" && facts.wsl === undefined;
  const reach = driver === undefined || !isLinux ? undefined : cudaFor(driver);
  if (driver !== undefined && reach !== undefined) {
    const major =
      reach.major === undefined
        ? ""
        : `, and by minor-version compatibility images of any CUDA ${reach.major}`;
    return ok(`Driver ${short(driver)} runs images up to CUDA ${reach.toolkit}${major}.`);
  }
  if (said !== undefined) {
    return ok(
      `The driver${driver === undefined ? "" : ` ${short(driver)}`} runs images up to CUDA ${said}, as nvidia-smi says.`,
    );
  }
  return driver === undefined
    ? unknown("The driver's version is not known, so neither is the newest CUDA that it runs.")
    : unknown(`Which CUDA the driver ${short(driver)} runs is not known.`);
}
