import type { Problem } from "../problem.ts";
import type { PciGpu } from "./machine.ts";

/** No tool of any vendor is there: what is missing depends on whether the kernel lists a GPU. */
export function noTool(devices: readonly PciGpu[] | undefined): Problem {
  const vendor = devices?.[0]?.vendor;
  if (vendor !== undefined) {
    return {
      id: "gpu-tool-missing",
      message: `This machine has ${vendor === "nvidia" ? "an NVIDIA" : "an AMD"} GPU, but ${TOOLS[vendor]}.`,
      remedy:
        vendor === "nvidia"
          ? "Install the NVIDIA driver, which brings nvidia-smi; in a container, ask for GPUs when it is made."
          : "Install ROCm, which brings amd-smi, or put its bin folder on the PATH.",
    };
  }
  if (devices !== undefined) {
    return {
      id: "gpu-none",
      message: "This machine has no GPU of NVIDIA or AMD.",
      remedy: "Open the folder on the machine that has the GPUs, through Remote-SSH for example.",
    };
  }
  return {
    id: "gpu-tool-missing",
    message: "Neither nvidia-smi nor amd-smi nor rocm-smi was found.",
    remedy: "Install the driver of the GPU, or open the folder on the machine that has the GPUs.",
  };
}

/** Every GPU of the vendor sleeps. */
export function asleep(vendor: PciGpu["vendor"]): Problem {
  return {
    id: "gpu-suspended",
    message: `The ${vendor === "nvidia" ? "NVIDIA" : "AMD"} GPU sleeps to save power, and reading it would wake it.`,
    remedy: "Refresh the view to wake it, or start a program that uses it.",
  };
}

const TOOLS = { nvidia: "not nvidia-smi", amd: "neither amd-smi nor rocm-smi" } as const;
