import * as l10n from "@vscode/l10n";
import { gpuCount } from "../../text/counts.ts";
import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { engineIsHere, hasGpus, nvidiaDriver, onBus, usesNvidia } from "../relevance.ts";
import { compareVersions } from "../version.ts";
import { short } from "../words.ts";

const { ok, warning, failed, unknown, skipped } = verdicts({
  id: "nvidia-driver",
  title: () => l10n.t("NVIDIA driver"),
  source:
    "NVIDIA driver README, Using the /proc file system interface; nvidia-smi(1), Return value; github.com/NVIDIA/nvidia-container-toolkit/issues/394",
});

/** The kernel module, the libraries beside it, and whether nvidia-smi gets through to them. */
export function checkNvidiaDriver(facts: Facts): Check {
  const { module, snapshot, smi, nouveau } = facts.nvidia;
  if (!engineIsHere(facts) && !hasGpus(snapshot)) {
    return skipped(l10n.t("The engine runs on another machine, whose driver cannot be seen from here."));
  }
  if (!usesNvidia(facts)) return skipped(l10n.t("Nothing on this machine speaks for an NVIDIA GPU."));
  const version = valueOf(module);
  const said = valueOf(smi);
  if (said?.mismatch === true || isMismatch(facts)) {
    return failed(
      mismatchText(version, said?.library),
      l10n.t("Restart the machine, so that the kernel module of the installed driver is loaded."),
    );
  }
  if (snapshot.state === "ready" && snapshot.value.gpus.length > 0) {
    const driver = nvidiaDriver(facts);
    const gpus = gpuCount(snapshot.value.gpus.length);
    if (driver === undefined) return ok(l10n.t("The driver works: nvidia-smi sees {0}.", gpus));
    if (facts.wsl !== undefined)
      return ok(l10n.t("The driver of Windows, {0}, serves WSL: nvidia-smi sees {1}.", short(driver), gpus));
    const loaded =
      version !== undefined && snapshot.value.driver !== undefined ? snapshot.value.driver : undefined;
    return loaded !== undefined && compareVersions(loaded, driver) !== 0
      ? warning(
          l10n.t("The kernel module is {0}, while nvidia-smi speaks of {1}.", short(driver), short(loaded)),
          l10n.t("Restart the machine, so that the kernel module of the installed driver is loaded."),
        )
      : ok(l10n.t("Driver {0} is loaded, and nvidia-smi sees {1}.", short(driver), gpus));
  }
  if (version !== undefined) return withoutTool(facts, version);
  if (nouveau) {
    return failed(
      l10n.t("The nouveau module holds the GPU, so that NVIDIA's driver cannot."),
      l10n.t(
        "Install NVIDIA's driver by the package of your distribution, which keeps nouveau from being loaded, and restart.",
      ),
    );
  }
  if (facts.wsl !== undefined) {
    return failed(
      l10n.t("WSL sees no GPU through the driver of Windows."),
      l10n.t("Install or update NVIDIA's driver on Windows, then run `wsl --shutdown` there."),
    );
  }
  if (module.state === "unknown") return unknown(l10n.t("The kernel module is unknown: {0}.", module.why));
  return failed(
    onBus(facts, "nvidia")
      ? l10n.t("The machine has an NVIDIA GPU, but the kernel module nvidia is not loaded.")
      : l10n.t("The kernel module nvidia is not loaded."),
    l10n.t(
      "Install NVIDIA's driver by the package of your distribution, or load it with `sudo modprobe nvidia`.",
    ),
  );
}

function mismatchText(version: string | undefined, library: string | undefined): string {
  if (version === undefined) {
    return library === undefined
      ? l10n.t(
          "The kernel module that is loaded is another version, and the driver's libraries are not of its version.",
        )
      : l10n.t(
          "The kernel module that is loaded is another version, and the driver's libraries are {0}.",
          library,
        );
  }
  return library === undefined
    ? l10n.t(
        "The kernel module that is loaded is {0}, and the driver's libraries are not of its version.",
        version,
      )
    : l10n.t(
        "The kernel module that is loaded is {0}, and the driver's libraries are {1}.",
        version,
        library,
      );
}

function isMismatch({ nvidia: { snapshot } }: Facts): boolean {
  return snapshot.state === "failed" && snapshot.problem.id === "driver-mismatch";
}

/** The module is there; nvidia-smi is missing or fails. */
function withoutTool({ nvidia: { snapshot } }: Facts, version: string): Check {
  if (snapshot.state === "failed" && snapshot.problem.id === "gpu-suspended") {
    return ok(l10n.t("Driver {0} is loaded, and the GPU sleeps.", version));
  }
  if (snapshot.state === "failed" && !["gpu-tool-missing", "gpu-none"].includes(snapshot.problem.id)) {
    return failed(
      l10n.t(
        "Driver {0} is loaded, but nvidia-smi fails: {1}",
        version,
        short(snapshot.problem.message, 200),
      ),
      snapshot.problem.remedy,
    );
  }
  const isMissing = snapshot.state === "failed" && snapshot.problem.id === "gpu-tool-missing";
  return warning(
    isMissing
      ? l10n.t("Driver {0} is loaded, but nvidia-smi is missing.", version)
      : l10n.t("Driver {0} is loaded, but nvidia-smi lists no GPU.", version),
    isMissing
      ? l10n.t(
          "Install the driver's tools, on Debian and Ubuntu the package nvidia-utils of the same version.",
        )
      : l10n.t("Look for the GPU's errors in the kernel log, for example by `sudo dmesg | grep -i nvrm`."),
  );
}
