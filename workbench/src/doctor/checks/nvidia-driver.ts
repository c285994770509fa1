import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { engineIsHere, hasGpus, nvidiaDriver, onBus, usesNvidia } from "../relevance.ts";
import { compareVersions } from "../version.ts";
import { counted, short } from "../words.ts";

const { ok, warning, failed, unknown, skipped } = verdicts({
  id: "nvidia-driver",
  title: "NVIDIA driver",
  source:
    "NVIDIA driver README, Using the /proc file system interface; nvidia-smi(1), Return value; github.com/NVIDIA/nvidia-container-toolkit/issues/394",
});

/** The kernel module, the libraries beside it, and whether nvidia-smi gets through to them. */
export function checkNvidiaDriver(facts: Facts): Check {
  const { module, snapshot, smi, nouveau } = facts.nvidia;
  if (!engineIsHere(facts) && !hasGpus(snapshot)) {
    return skipped("The engine runs on another machine, whose driver cannot be seen from here.");
  }
  if (!usesNvidia(facts)) return skipped("Nothing on this machine speaks for an NVIDIA GPU.");
  const version = valueOf(module);
  const said = valueOf(smi);
  if (said?.mismatch === true || isMismatch(facts)) {
    return failed(
      `The kernel module that is loaded is ${version ?? "another version"}, and the driver's libraries are ${said?.library ?? "not of its version"}.`,
      "Restart the machine, so that the kernel module of the installed driver is loaded.",
    );
  }
  if (snapshot.state === "ready" && snapshot.value.gpus.length > 0) {
    const driver = nvidiaDriver(facts);
    const sees = `nvidia-smi sees ${counted(snapshot.value.gpus.length, "GPU")}`;
    if (driver === undefined) return ok(`The driver works: ${sees}.`);
    if (facts.wsl !== undefined) return ok(`The driver of Windows, ${short(driver)}, serves WSL: ${sees}.`);
    const loaded =
      version !== undefined && snapshot.value.driver !== undefined ? snapshot.value.driver : undefined;
    return loaded !== undefined && compareVersions(loaded, driver) !== 0
      ? warning(
          `The kernel module is ${short(driver)}, while nvidia-smi speaks of ${short(loaded)}.`,
          "Restart the machine, so that the kernel module of the installed driver is loaded.",
        )
      : ok(`Driver ${short(driver)} is loaded, and ${sees}.`);
  }
  if (version !== undefined) return withoutTool(facts, version);
  if (nouveau) {
    return failed(
      "The nouveau module holds the GPU, so that NVIDIA's driver cannot.",
      "Install NVIDIA's driver by the package of your distribution, which keeps nouveau from being loaded, and restart.",
    );
  }
  if (facts.wsl !== undefined) {
    return failed(
      "WSL sees no GPU through the driver of Windows.",
      "Install or update NVIDIA's driver on Windows, then run `wsl --shutdown` there.",
    );
  }
  if (module.state === "unknown") return unknown(`The kernel module is unknown: ${module.why}.`);
  return failed(
    onBus(facts, "nvidia")
      ? "The machine has an NVIDIA GPU, but the kernel module nvidia is not loaded."
      : "The kernel module nvidia is not loaded.",
    "Install NVIDIA's driver by the package of your distribution, or load it with `sudo modprobe nvidia`.",
  );
}

function isMismatch({ nvidia: { snapshot } }: Facts): boolean {
  return snapshot.state === "failed" && snapshot.problem.id === "driver-mismatch";
}

/** The module is there; nvidia-smi is missing or fails. */
function withoutTool({ nvidia: { snapshot } }: Facts, version: string): Check {
  if (snapshot.state === "failed" && snapshot.problem.id === "gpu-suspended") {
    return ok(`Driver ${version} is loaded, and the GPU sleeps.`);
  }
  if (snapshot.state === "failed" && !["gpu-tool-missing", "gpu-none"].includes(snapshot.problem.id)) {
    return failed(
      `Driver ${version} is loaded, but nvidia-smi fails: ${short(snapshot.problem.message, 200)}`,
      snapshot.problem.remedy,
    );
  }
  const isMissing = snapshot.state === "failed" && snapshot.problem.id === "gpu-tool-missing";
  return warning(
    `Driver ${version} is loaded, but nvidia-smi ${isMissing ? "is missing" : "lists no GPU"}.`,
    isMissing
      ? "Install the driver's tools, on Debian and Ubuntu the package nvidia-utils of the same version."
      : "Look for the GPU's errors in the kernel log, for example by `sudo dmesg | grep -i nvrm`.",
  );
}
