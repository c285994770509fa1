import * as l10n from "@vscode/l10n";
import type { Problem } from "../problem.ts";
import type { PciGpu } from "./machine.ts";

/** No tool of any vendor is there: what is missing depends on whether the kernel lists a GPU. */
export function noTool(devices: readonly PciGpu[] | undefined): Problem {
  const vendor = devices?.[0]?.vendor;
  if (vendor === "nvidia") {
    return {
      id: "gpu-tool-missing",
      message: l10n.t("This machine has an NVIDIA GPU, but not nvidia-smi."),
      remedy: l10n.t(
        "Install the NVIDIA driver, which brings nvidia-smi; in a container, ask for GPUs when it is made.",
      ),
    };
  }
  if (vendor === "amd") {
    return {
      id: "gpu-tool-missing",
      message: l10n.t("This machine has an AMD GPU, but neither amd-smi nor rocm-smi."),
      remedy: l10n.t("Install ROCm, which brings amd-smi, or put its bin folder on the PATH."),
    };
  }
  if (devices !== undefined) {
    return {
      id: "gpu-none",
      message: l10n.t("This machine has no GPU of NVIDIA or AMD."),
      remedy: l10n.t("Open the folder on the machine that has the GPUs, through Remote-SSH for example."),
    };
  }
  return {
    id: "gpu-tool-missing",
    message: l10n.t("Neither nvidia-smi nor amd-smi nor rocm-smi was found."),
    remedy: l10n.t("Install the driver of the GPU, or open the folder on the machine that has the GPUs."),
  };
}

/** Every GPU of the vendor sleeps. */
export function asleep(vendor: PciGpu["vendor"]): Problem {
  return {
    id: "gpu-suspended",
    message:
      vendor === "nvidia"
        ? l10n.t("The NVIDIA GPU sleeps to save power, and reading it would wake it.")
        : l10n.t("The AMD GPU sleeps to save power, and reading it would wake it."),
    remedy: l10n.t("Refresh the view to wake it, or start a program that uses it."),
  };
}
