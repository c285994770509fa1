import type { Facts } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { engineIsHere, hasGpus, usesAmd } from "../relevance.ts";
import { counted, short } from "../words.ts";

const { ok, failed, unknown, skipped } = verdicts({
  id: "amd-driver",
  title: "AMD driver",
  source: "instinct.docs.amd.com/projects/container-toolkit, Troubleshooting, Driver not loaded",
});

/** The kernel module amdgpu, and whether a tool of ROCm gets through to it. */
export function amdDriver(facts: Facts): Check {
  if (!usesAmd(facts)) return skipped("Nothing speaks for an AMD GPU that computes.");
  if (!engineIsHere(facts))
    return skipped("The engine runs on another machine, which cannot be seen from here.");
  const { module, snapshot } = facts.amd;
  if (module.state === "unknown") return unknown(`The kernel module is unknown: ${module.why}.`);
  if (module.state === "absent") {
    return failed(
      "The kernel module amdgpu is not loaded.",
      "Install the package amdgpu-dkms, then load it with `sudo modprobe amdgpu`.",
    );
  }
  const name =
    module.value === "" ? "The kernel's own module amdgpu" : `The module amdgpu ${short(module.value)}`;
  if (hasGpus(snapshot) && snapshot.state === "ready") {
    return ok(`${name} is loaded, and ROCm's tool lists ${counted(snapshot.value.gpus.length, "GPU")}.`);
  }
  return snapshot.state === "failed" && !["gpu-tool-missing", "gpu-none"].includes(snapshot.problem.id)
    ? failed(
        `${name} is loaded, but its tool fails: ${short(snapshot.problem.message, 200)}`,
        snapshot.problem.remedy,
      )
    : ok(`${name} is loaded.`);
}
