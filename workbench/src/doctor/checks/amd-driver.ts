import * as l10n from "@vscode/l10n";
import { gpuCount } from "../../text/counts.ts";
import type { Facts } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { engineIsHere, hasGpus, usesAmd } from "../relevance.ts";
import { short } from "../words.ts";

const { ok, failed, unknown, skipped } = verdicts({
  id: "amd-driver",
  title: () => l10n.t("AMD driver"),
  source: "instinct.docs.amd.com/projects/container-toolkit, Troubleshooting, Driver not loaded",
});

/** The kernel module amdgpu, and whether a tool of ROCm gets through to it. */
export function amdDriver(facts: Facts): Check {
  if (!usesAmd(facts)) return skipped(l10n.t("Nothing speaks for an AMD GPU that computes."));
  if (!engineIsHere(facts))
    return skipped(l10n.t("The engine runs on another machine, which cannot be seen from here."));
  const { module, snapshot } = facts.amd;
  if (module.state === "unknown") return unknown(l10n.t("The kernel module is unknown: {0}.", module.why));
  if (module.state === "absent") {
    return failed(
      l10n.t("The kernel module amdgpu is not loaded."),
      l10n.t("Install the package amdgpu-dkms, then load it with `sudo modprobe amdgpu`."),
    );
  }
  const version = module.value === "" ? undefined : short(module.value);
  if (hasGpus(snapshot) && snapshot.state === "ready") {
    const gpus = gpuCount(snapshot.value.gpus.length);
    return version === undefined
      ? ok(l10n.t("The kernel's own module amdgpu is loaded, and ROCm's tool lists {0}.", gpus))
      : ok(l10n.t("The module amdgpu {0} is loaded, and ROCm's tool lists {1}.", version, gpus));
  }
  if (snapshot.state === "failed" && !["gpu-tool-missing", "gpu-none"].includes(snapshot.problem.id)) {
    const words = short(snapshot.problem.message, 200);
    return failed(
      version === undefined
        ? l10n.t("The kernel's own module amdgpu is loaded, but its tool fails: {0}", words)
        : l10n.t("The module amdgpu {0} is loaded, but its tool fails: {1}", version, words),
      snapshot.problem.remedy,
    );
  }
  return version === undefined
    ? ok(l10n.t("The kernel's own module amdgpu is loaded."))
    : ok(l10n.t("The module amdgpu {0} is loaded.", version));
}
