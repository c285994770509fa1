import * as l10n from "@vscode/l10n";
import { deviceCount, gpuCount } from "../../text/counts.ts";
import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { devicesOf, engineIsHere, hasGpus } from "../relevance.ts";
import { listed, short } from "../words.ts";

const { ok, failed, unknown } = verdicts({
  id: "gpu",
  title: () => l10n.t("GPUs"),
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
      lost.problem?.remedy ?? l10n.t("Restart the machine, and look for Xid errors in its kernel log."),
    );
  }
  const gpus = values.flatMap((one) => one.gpus);
  if (gpus.length > 0) {
    const names = grouped(gpus.map((one) => short(one.name)));
    return ok(l10n.t("This machine has {0}: {1}.", gpuCount(gpus.length), listed(names)));
  }
  const elsewhere = [...devicesOf(facts, "nvidia.com/gpu"), ...devicesOf(facts, "amd.com/gpu")];
  if (!engineIsHere(facts)) {
    return elsewhere.length > 0
      ? ok(
          l10n.t(
            "The engine offers {0} by CDI: {1}.",
            deviceCount(elsewhere.length, "any"),
            listed(elsewhere),
          ),
        )
      : unknown(l10n.t("The engine runs on another machine, whose GPUs cannot be listed from here."));
  }
  const onBus = (valueOf(facts.pci) ?? []).filter((one) => one.vendor !== "other");
  if (onBus.length > 0) {
    const vendor = onBus.some((one) => one.vendor === "nvidia") ? "NVIDIA" : "AMD";
    return onBus.length === 1
      ? unknown(l10n.t("The PCI bus has 1 device of {0}, but no GPU tool lists a GPU.", vendor))
      : unknown(
          l10n.t("The PCI bus has {0} devices of {1}, but no GPU tool lists a GPU.", onBus.length, vendor),
        );
  }
  const hindered = snapshots.find((one) => one.state === "failed" && !NO_GPU.has(one.problem.id));
  if (hindered?.state === "failed")
    return unknown(l10n.t("The GPUs cannot be listed: {0}", short(hindered.problem.message, 200)));
  if (facts.pci.state === "unknown" && !snapshots.some(hasGpus)) {
    return unknown(l10n.t("No GPU tool lists a GPU, and the PCI bus cannot be read."));
  }
  return failed(
    l10n.t("No NVIDIA or AMD GPU was found on this machine."),
    l10n.t("Choose a Docker context whose engine runs on a machine with a GPU."),
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
