import * as l10n from "@vscode/l10n";
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
  title: () => l10n.t("CUDA"),
  source: "docs.nvidia.com/cuda/cuda-toolkit-release-notes, tables 2 and 3",
});

/** The newest CUDA whose images the driver runs. */
export function cuda(facts: Facts, cudaFor: CudaFor): Check {
  if (!usesNvidia(facts)) return skipped(l10n.t("There is no NVIDIA driver."));
  const said = valueOf(facts.nvidia.smi)?.cuda;
  const driver = nvidiaDriver(facts);
  // The driver of Windows has version numbers of its own.
  const isLinux = facts.platform === "linux" && facts.wsl === undefined;
  const reach = driver === undefined || !isLinux ? undefined : cudaFor(driver);
  if (driver !== undefined && reach !== undefined) {
    return reach.major === undefined
      ? ok(l10n.t("Driver {0} runs images up to CUDA {1}.", short(driver), reach.toolkit))
      : ok(
          l10n.t(
            "Driver {0} runs images up to CUDA {1}, and by minor-version compatibility images of any CUDA {2}.",
            short(driver),
            reach.toolkit,
            reach.major,
          ),
        );
  }
  if (said !== undefined) {
    return driver === undefined
      ? ok(l10n.t("The driver runs images up to CUDA {0}, as nvidia-smi says.", said))
      : ok(l10n.t("The driver {0} runs images up to CUDA {1}, as nvidia-smi says.", short(driver), said));
  }
  return driver === undefined
    ? unknown(l10n.t("The driver's version is not known, so neither is the newest CUDA that it runs."))
    : unknown(l10n.t("Which CUDA the driver {0} runs is not known.", short(driver)));
}
