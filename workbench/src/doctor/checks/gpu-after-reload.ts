import * as l10n from "@vscode/l10n";
import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { givesByCdi, hasNoEngine, isPodman, usesNvidia } from "../relevance.ts";
import { isAtLeast } from "../version.ts";
import { short } from "../words.ts";

const { ok, warning, unknown, skipped } = verdicts({
  id: "gpu-after-reload",
  title: () => l10n.t("GPU after a reload of systemd"),
  source:
    "github.com/NVIDIA/nvidia-container-toolkit/issues/48; docs.nvidia.com/datacenter/cloud-native/container-toolkit, Troubleshooting, Containers losing access to GPUs",
});

/** With systemd's driver a `daemon-reload` takes the GPU from containers that got it from a hook, behind runc's back. */
export function gpuAfterReload(facts: Facts): Check {
  const info = valueOf(facts.engine.info);
  if (!usesNvidia(facts)) return skipped(l10n.t("There is no NVIDIA GPU to lose."));
  if (isPodman(facts)) return skipped(l10n.t("Podman hands out GPUs by CDI, which a reload does not touch."));
  if (hasNoEngine(facts)) return skipped(l10n.t("No engine answers."));
  if (info?.cgroupDriver === undefined) return unknown(l10n.t("The engine did not tell its cgroup driver."));
  if (info.cgroupDriver !== "systemd") {
    return ok(
      l10n.t(
        "The cgroup driver is {0}: a reload of systemd takes no GPU from a container.",
        short(info.cgroupDriver),
      ),
    );
  }
  if (givesByCdi(facts)) {
    return ok(
      l10n.t("The cgroup driver is systemd, and the engine hands out GPUs by CDI: a reload takes none away."),
    );
  }
  const toolkit = valueOf(facts.nvidia.toolkit);
  const isRuntimeSafe =
    toolkit !== undefined && isAtLeast(toolkit, "1.18.0") === true && info.runtimes.includes("nvidia");
  return warning(
    isRuntimeSafe
      ? l10n.t(
          "The cgroup driver is systemd: `systemctl daemon-reload` takes the GPU from containers that asked by --gpus or gpus; containers with `runtime: nvidia` are safe.",
        )
      : l10n.t(
          "The cgroup driver is systemd: `systemctl daemon-reload` takes the GPU from containers that asked by --gpus or gpus.",
        ),
    l10n.t(
      'Ask for GPUs by CDI name (nvidia.com/gpu=all), or set "exec-opts": ["native.cgroupdriver=cgroupfs"] in /etc/docker/daemon.json and restart Docker.',
    ),
  );
}
