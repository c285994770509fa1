import * as l10n from "@vscode/l10n";
import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { short } from "../words.ts";

const { ok, warning, failed, skipped } = verdicts({
  id: "wsl",
  title: () => l10n.t("WSL"),
  source: "docs.nvidia.com/cuda/wsl-user-guide; learn.microsoft.com/windows/ai/directml/gpu-cuda-in-wsl",
});

/** In WSL the driver of Windows serves, through /dev/dxg; a driver inside stands in its way. */
export function wsl(facts: Facts): Check {
  if (facts.wsl === undefined) return skipped(l10n.t("This is not WSL."));
  if (facts.wsl === 1) {
    return failed(
      l10n.t("This is WSL 1, which has no GPU."),
      l10n.t("Change the distribution to WSL 2 with `wsl --set-version NAME 2` on Windows."),
    );
  }
  if (!facts.nvidia.dxg) {
    return failed(
      l10n.t("This is WSL 2, but the device /dev/dxg of the GPU is missing."),
      l10n.t(
        "Run `wsl --update` on Windows, install its current GPU driver there, then run `wsl --shutdown`.",
      ),
    );
  }
  const library = valueOf(facts.nvidia.linuxLibrary);
  if (library !== undefined) {
    return warning(
      l10n.t("A Linux driver is installed inside WSL ({0}), which hides that of Windows.", short(library)),
      l10n.t("Remove the NVIDIA driver's packages inside WSL; the driver of Windows is enough."),
    );
  }
  return ok(l10n.t("This is WSL 2 with /dev/dxg, and no Linux driver stands in the way."));
}
