import * as l10n from "@vscode/l10n";
import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { devicesOf, engineIsHere, givesByCdi, hasNoEngine, isPodman, usesNvidia } from "../relevance.ts";

const { ok, failed, warning, unknown, skipped } = verdicts({
  id: "no-cgroups",
  title: () => l10n.t("Device access (no-cgroups)"),
  source:
    "docs.nvidia.com/datacenter/cloud-native/container-toolkit, install guide, Rootless mode; github.com/NVIDIA/nvidia-container-toolkit/issues/381",
});

/** The toolkit's setting that a rootless engine needs and any other must not have. */
export function noCgroups(facts: Facts): Check {
  if (!usesNvidia(facts) || !engineIsHere(facts) || isPodman(facts)) {
    return skipped(l10n.t("The setting does not matter here."));
  }
  if (valueOf(facts.nvidia.toolkit) === undefined && facts.nvidia.config.state !== "known") {
    return skipped(l10n.t("Without the toolkit there is no such setting."));
  }
  if (hasNoEngine(facts)) return skipped(l10n.t("No engine answers."));
  const info = valueOf(facts.engine.info);
  if (info === undefined)
    return unknown(l10n.t("Without the engine's answer it is not known which value is right."));
  const { config } = facts.nvidia;
  if (config.state === "unknown")
    return unknown(l10n.t("The toolkit's config.toml is unknown: {0}.", config.why));
  const set = valueOf(config)?.noCgroups === true;
  if (givesByCdi(facts)) {
    return set
      ? ok(
          l10n.t("In the toolkit no-cgroups = true, which matters little: the engine hands out GPUs by CDI."),
        )
      : ok(
          l10n.t(
            "In the toolkit no-cgroups is not true, which matters little: the engine hands out GPUs by CDI.",
          ),
        );
  }
  if (!info.rootless) {
    return set
      ? failed(
          l10n.t(
            "The toolkit has no-cgroups = true, so containers of this engine, which runs as root, may not open the GPU.",
          ),
          l10n.t("Run `sudo nvidia-ctk config --set nvidia-container-cli.no-cgroups=false --in-place`."),
        )
      : ok(
          l10n.t(
            "The toolkit sets up device access itself (no-cgroups is not true), as an engine that runs as root needs it.",
          ),
        );
  }
  if (set) return ok(l10n.t("The toolkit has no-cgroups = true, as a rootless engine needs it."));
  return devicesOf(facts, "nvidia.com/gpu").length > 0
    ? warning(
        l10n.t(
          "The engine is rootless, and in the toolkit no-cgroups is not true: GPUs are to be had by CDI name only.",
        ),
        l10n.t(
          "Run `sudo nvidia-ctk config --set nvidia-container-cli.no-cgroups --in-place`, unless an engine that runs as root needs the toolkit as well.",
        ),
      )
    : failed(
        l10n.t(
          "The engine is rootless, and in the toolkit no-cgroups is not true, so that containers with a GPU do not start.",
        ),
        l10n.t("Run `sudo nvidia-ctk config --set nvidia-container-cli.no-cgroups --in-place`."),
      );
}
