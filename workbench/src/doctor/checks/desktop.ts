import * as l10n from "@vscode/l10n";
import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { isDesktop, usesAmd, usesNvidia } from "../relevance.ts";

const { ok, warning, failed, skipped } = verdicts({
  id: "desktop",
  title: () => l10n.t("Docker Desktop"),
  source: "docs.docker.com/desktop/features/gpu",
});

/** Docker Desktop's virtual machine has a GPU on Windows alone. */
export function desktop(facts: Facts): Check {
  if (
    facts.platform === "darwin" &&
    facts.engine.endpoint?.isLocal !== false &&
    valueOf(facts.engine.info) !== undefined
  ) {
    return warning(
      l10n.t("Containers on macOS run in a virtual machine, which has no NVIDIA or AMD GPU."),
      l10n.t("Choose a Docker context whose engine runs on a Linux machine with a GPU."),
    );
  }
  if (!isDesktop(facts)) return skipped(l10n.t("The engine is not that of Docker Desktop."));
  if (facts.platform === "win32" || facts.wsl === 2) {
    return ok(l10n.t("Docker Desktop hands out NVIDIA GPUs through WSL 2; the driver of Windows serves."));
  }
  return usesNvidia(facts) || usesAmd(facts)
    ? failed(
        l10n.t(
          "Docker Desktop on Linux runs containers in a virtual machine without a GPU, though this machine has one.",
        ),
        l10n.t("Install Docker Engine beside it, and switch to it with `docker context use default`."),
      )
    : warning(
        l10n.t("Docker Desktop hands out GPUs on Windows alone."),
        l10n.t("Choose a Docker context whose engine runs on a Linux machine with a GPU."),
      );
}
