import * as l10n from "@vscode/l10n";
import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { engineIsHere, givesByCdi, isPodman, usesNvidia } from "../relevance.ts";
import { isAtLeast } from "../version.ts";

const { ok, warning, failed, unknown, skipped } = verdicts({
  id: "nvidia-toolkit",
  title: () => l10n.t("NVIDIA Container Toolkit"),
  source:
    "docs.nvidia.com/datacenter/cloud-native/container-toolkit, install guide and release notes 1.17.4 and 1.18.0; moby/moby daemon/devices_nvidia_linux.go",
});

/** Whether the toolkit is there, and whole enough for the engine to hand out GPUs. */
export function nvidiaToolkit(facts: Facts): Check {
  if (!usesNvidia(facts)) return skipped(l10n.t("Without an NVIDIA GPU the toolkit is not needed."));
  if (!engineIsHere(facts))
    return skipped(l10n.t("The engine's machine has the toolkit or not; it cannot be seen from here."));
  const { toolkit, library, runtimeHook, cdiHook } = facts.nvidia;
  const version = valueOf(toolkit) ?? valueOf(library);
  if (version === undefined) {
    if (runtimeHook || cdiHook)
      return unknown(l10n.t("The toolkit is there, but does not tell its version."));
    if (toolkit.state === "unknown")
      return unknown(l10n.t("Whether the toolkit is there is unknown: {0}.", toolkit.why));
    return failed(
      l10n.t("The NVIDIA Container Toolkit is not installed, so the engine cannot hand out NVIDIA GPUs."),
      l10n.t("Install the package nvidia-container-toolkit, then restart the engine."),
    );
  }
  // libnvidia-container and the toolkit are released together and, from 1.18 on, have to match.
  const beside = valueOf(library);
  if (beside !== undefined && beside !== version && isAtLeast(version, "1.18.0") === true) {
    return warning(
      l10n.t("The toolkit is {0}, but nvidia-container-cli is {1}.", version, beside),
      l10n.t(
        "Update the packages nvidia-container-toolkit, libnvidia-container-tools and libnvidia-container1 together.",
      ),
    );
  }
  if (!isPodman(facts) && !runtimeHook && !(cdiHook && givesByCdi(facts))) {
    return failed(
      l10n.t(
        "The toolkit {0} is there, but nvidia-container-runtime-hook is not, by which the engine answers --gpus.",
        version,
      ),
      l10n.t("Install the package nvidia-container-toolkit, not only nvidia-container-toolkit-base."),
    );
  }
  if (isAtLeast(version, "1.17.4") === false) {
    return warning(
      l10n.t("The toolkit {0} lets a hostile image out of its container (CVE-2025-23359).", version),
      l10n.t("Update the package nvidia-container-toolkit to 1.17.4 or newer, best to the newest."),
    );
  }
  return ok(l10n.t("The toolkit {0} is installed.", version));
}
