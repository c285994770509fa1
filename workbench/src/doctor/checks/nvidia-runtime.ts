import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { hasNoEngine, isDesktop, isPodman, usesNvidia } from "../relevance.ts";
import { listed } from "../words.ts";

const { ok, warning, unknown, skipped } = verdicts({
  id: "nvidia-runtime",
  title: "Runtime nvidia",
  source: "docs.nvidia.com/datacenter/cloud-native/container-toolkit, install guide, Configuring Docker",
});

/** Whether `runtime: nvidia` works. `--gpus` does without. */
export function nvidiaRuntime(facts: Facts): Check {
  if (!usesNvidia(facts)) return skipped("Without an NVIDIA GPU the runtime is not needed.");
  if (isPodman(facts)) return skipped("Podman takes GPUs by CDI name, not by a runtime.");
  if (hasNoEngine(facts)) return skipped("No engine answers.");
  const info = valueOf(facts.engine.info);
  if (info === undefined) return unknown("The engine did not tell its runtimes.");
  if (info.runtimes.includes("nvidia")) return ok("The engine knows the runtime nvidia.");
  if (isDesktop(facts))
    return skipped("Docker Desktop hands out GPUs by --gpus, without a runtime of that name.");
  return warning(
    `The engine knows the runtimes ${listed(info.runtimes) || "of no name"}: --gpus works without, but \`runtime: nvidia\` fails.`,
    info.rootless
      ? "Run `nvidia-ctk runtime configure --runtime=docker --config=$HOME/.config/docker/daemon.json`, then `systemctl --user restart docker`."
      : "Run `sudo nvidia-ctk runtime configure --runtime=docker`, then `sudo systemctl restart docker`.",
  );
}
