import * as l10n from "@vscode/l10n";
import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { hasNoEngine, isDesktop, isPodman, usesNvidia } from "../relevance.ts";
import { listed } from "../words.ts";

const { ok, warning, unknown, skipped } = verdicts({
  id: "nvidia-runtime",
  title: () => l10n.t("Runtime nvidia"),
  source: "docs.nvidia.com/datacenter/cloud-native/container-toolkit, install guide, Configuring Docker",
});

/** Whether `runtime: nvidia` works. `--gpus` does without. */
export function nvidiaRuntime(facts: Facts): Check {
  if (!usesNvidia(facts)) return skipped(l10n.t("Without an NVIDIA GPU the runtime is not needed."));
  if (isPodman(facts)) return skipped(l10n.t("Podman takes GPUs by CDI name, not by a runtime."));
  if (hasNoEngine(facts)) return skipped(l10n.t("No engine answers."));
  const info = valueOf(facts.engine.info);
  if (info === undefined) return unknown(l10n.t("The engine did not tell its runtimes."));
  if (info.runtimes.includes("nvidia")) return ok(l10n.t("The engine knows the runtime nvidia."));
  if (isDesktop(facts))
    return skipped(l10n.t("Docker Desktop hands out GPUs by --gpus, without a runtime of that name."));
  return warning(
    info.runtimes.length === 0
      ? l10n.t("The engine names no runtimes: --gpus works without, but `runtime: nvidia` fails.")
      : l10n.t(
          "The engine knows the runtimes {0}: --gpus works without, but `runtime: nvidia` fails.",
          listed(info.runtimes),
        ),
    info.rootless
      ? l10n.t(
          "Run `nvidia-ctk runtime configure --runtime=docker --config=$HOME/.config/docker/daemon.json`, then `systemctl --user restart docker`.",
        )
      : l10n.t(
          "Run `sudo nvidia-ctk runtime configure --runtime=docker`, then `sudo systemctl restart docker`.",
        ),
  );
}
