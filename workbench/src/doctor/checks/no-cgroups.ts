import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { devicesOf, engineIsHere, givesByCdi, hasNoEngine, isPodman, usesNvidia } from "../relevance.ts";

const { ok, failed, warning, unknown, skipped } = verdicts({
  id: "no-cgroups",
  title: "Device access (no-cgroups)",
  source:
    "docs.nvidia.com/datacenter/cloud-native/container-toolkit, install guide, Rootless mode; github.com/NVIDIA/nvidia-container-toolkit/issues/381",
});

/** The toolkit's setting that a rootless engine needs and any other must not have. */
export function noCgroups(facts: Facts): Check {
  if (!usesNvidia(facts) || !engineIsHere(facts) || isPodman(facts)) {
    return skipped("The setting does not matter here.");
  }
  if (valueOf(facts.nvidia.toolkit) === undefined && facts.nvidia.config.state !== "known") {
    return skipped("Without the toolkit there is no such setting.");
  }
  if (hasNoEngine(facts)) return skipped("No engine answers.");
  const info = valueOf(facts.engine.info);
  if (info === undefined) return unknown("Without the engine's answer it is not known which value is right.");
  const { config } = facts.nvidia;
  if (config.state === "unknown") return unknown(`The toolkit's config.toml is unknown: ${config.why}.`);
  const set = valueOf(config)?.noCgroups === true;
  const shown = set ? "no-cgroups = true" : "no-cgroups is not true";
  if (givesByCdi(facts))
    return ok(`In the toolkit ${shown}, which matters little: the engine hands out GPUs by CDI.`);
  if (!info.rootless) {
    return set
      ? failed(
          `The toolkit has ${shown}, so containers of this engine, which runs as root, may not open the GPU.`,
          "Run `sudo nvidia-ctk config --set nvidia-container-cli.no-cgroups=false --in-place`.",
        )
      : ok(`The toolkit sets up device access itself (${shown}), as an engine that runs as root needs it.`);
  }
  if (set) return ok(`The toolkit has ${shown}, as a rootless engine needs it.`);
  return devicesOf(facts, "nvidia.com/gpu").length > 0
    ? warning(
        `The engine is rootless, and in the toolkit ${shown}: GPUs are to be had by CDI name only.`,
        "Run `sudo nvidia-ctk config --set nvidia-container-cli.no-cgroups --in-place`, unless an engine that runs as root needs the toolkit as well.",
      )
    : failed(
        `The engine is rootless, and in the toolkit ${shown}, so that containers with a GPU do not start.`,
        "Run `sudo nvidia-ctk config --set nvidia-container-cli.no-cgroups --in-place`.",
      );
}
