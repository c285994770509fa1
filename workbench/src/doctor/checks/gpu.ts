import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { devicesOf, engineIsHere, hasGpus } from "../relevance.ts";
import { counted, listed, short } from "../words.ts";

const { ok, failed, unknown } = verdicts({
  id: "gpu",
  title: "GPUs",
  source: "nvidia-smi(1) --query-gpu; amd-smi list; /sys/bus/pci/devices/*/class",
});

/** Whether there is a GPU at all. */
export function gpu(facts: Facts): Check {
  const snapshots = [facts.nvidia.snapshot, facts.amd.snapshot];
  const values = snapshots.flatMap((one) => (one.state === "ready" ? [one.value] : []));
  const lost = values.flatMap((one) => one.notes).find((note) => note.id === "gpu-lost");
  if (lost !== undefined) {
    return failed(
      lost.message,
      lost.problem?.remedy ?? "Restart the machine, and look for Xid errors in its kernel log.",
    );
  }
  const gpus = values.flatMap((one) => one.gpus);
  if (gpus.length > 0) {
    const names = grouped(gpus.map((one) => short(one.name)));
    return ok(`This machine has ${counted(gpus.length, "GPU")}: ${listed(names)}.`);
  }
  const elsewhere = [...devicesOf(facts, "nvidia.com/gpu"), ...devicesOf(facts, "amd.com/gpu")];
  if (!engineIsHere(facts)) {
    return elsewhere.length > 0
      ? ok(`The engine offers ${counted(elsewhere.length, "GPU device")} by CDI: ${listed(elsewhere)}.`)
      : unknown("The engine runs on another machine, whose GPUs cannot be listed from here.");
  }
  const onBus = (valueOf(facts.pci) ?? []).filter((one) => one.vendor !== "other");
  if (onBus.length > 0) {
    return unknown(
      `The PCI bus has ${counted(onBus.length, "device")} of ${onBus.some((one) => one.vendor === "nvidia") ? "NVIDIA" : "AMD"}, but no GPU tool lists a GPU.`,
    );
  }
  const hindered = snapshots.find((one) => one.state === "failed" && !NO_GPU.has(one.problem.id));
  if (hindered?.state === "failed")
    return unknown(`The GPUs cannot be listed: ${short(hindered.problem.message, 200)}`);
  if (facts.pci.state === "unknown" && !snapshots.some(hasGpus)) {
    return unknown("No GPU tool lists a GPU, and the PCI bus cannot be read.");
  }
  return failed(
    "No NVIDIA or AMD GPU was found on this machine.",
    "Choose a Docker context whose engine runs on a machine with a GPU.",
  );
}

/** `2 × A, B`. */
function grouped(names: readonly string[]): readonly string[] {
  return [...new Set(names)].map((name) => {
    const count = names.filter((one) => one === name).length;
    return count > 1 ? `${count} × ${name}` : name;
  });
}

const NO_GPU: ReadonlySet<string> = new Set(["gpu-tool-missing", "gpu-none", "nothing-there"]);
