import * as l10n from "@vscode/l10n";
import type { GpuSnapshot } from "../../gpus/model.ts";
import type { Loadable, Problem } from "../../problem.ts";
import type { Fact, PciGpu } from "../facts.ts";
import { valueOf } from "../facts.ts";

export interface GpusByVendor {
  readonly nvidia: Loadable<GpuSnapshot>;
  readonly amd: Loadable<GpuSnapshot>;
}

/**
 * One reading of all GPUs, told apart by vendor. A failure is that of the vendor whose GPU is on the bus, and NVIDIA's where the bus does
 * not tell; a reading of one vendor alone holds the other's failure in a note.
 */
export function byVendor(answer: GpuSnapshot | Problem, pci: Fact<readonly PciGpu[]>): GpusByVendor {
  if ("id" in answer) {
    const vendors = new Set((valueOf(pci) ?? []).map(({ vendor }) => vendor));
    const isAmd = vendors.has("amd") && !vendors.has("nvidia");
    const failed: Loadable<GpuSnapshot> = { state: "failed", problem: answer };
    return { nvidia: isAmd ? none() : failed, amd: isAmd ? failed : none() };
  }
  return { nvidia: ofVendor(answer, "nvidia"), amd: ofVendor(answer, "amd") };
}

function ofVendor(snapshot: GpuSnapshot, vendor: "nvidia" | "amd"): Loadable<GpuSnapshot> {
  const gpus = snapshot.gpus.filter((gpu) => gpu.vendor === vendor);
  const all = gpus.length === snapshot.gpus.length;
  if (gpus.length > 0) return { state: "ready", value: all ? snapshot : { ...snapshot, gpus } };
  const problem = snapshot.notes.find(
    (note) => note.gpu === undefined && note.problem !== undefined,
  )?.problem;
  return problem === undefined || problem.id === "gpu-lost" ? none() : { state: "failed", problem };
}

function none(): Loadable<GpuSnapshot> {
  return {
    state: "failed",
    problem: {
      id: "gpu-none",
      message: l10n.t("This machine has no GPU of this vendor."),
      remedy: l10n.t("Choose a Docker context whose engine runs on a machine with a GPU."),
    },
  };
}
