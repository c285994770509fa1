import * as l10n from "@vscode/l10n";
import type { Facts } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { isPodman } from "../relevance.ts";

const { warning, skipped } = verdicts({
  id: "podman",
  title: () => l10n.t("Podman"),
  source:
    "docs.nvidia.com/datacenter/cloud-native/container-toolkit, Configuring Podman; github.com/containers/podman/issues/22645",
});

/** Podman's Docker API takes a request for GPUs and passes over it. */
export function podman(facts: Facts): Check {
  if (!isPodman(facts)) return skipped(l10n.t("The engine is not Podman."));
  return warning(
    l10n.t(
      "The engine is Podman, whose Docker API accepts requests for GPUs (gpus, deploy.resources) and ignores them.",
    ),
    l10n.t(
      "Ask for GPUs by CDI name: `podman run --device nvidia.com/gpu=all`, or devices: [nvidia.com/gpu=all] in a compose file.",
    ),
  );
}
