import * as l10n from "@vscode/l10n";
import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { engineIsHere, isPodman, usesNvidia } from "../relevance.ts";

const { ok, unknown, skipped } = verdicts({
  id: "selinux",
  title: () => l10n.t("SELinux"),
  source:
    "docs.nvidia.com/datacenter/cloud-native/container-toolkit, Troubleshooting, NVML: Insufficient permissions and SELinux",
});

/** SELinux alone is no fault; the test container tells whether it keeps the GPU from containers. */
export function selinux(facts: Facts): Check {
  if (!engineIsHere(facts) || !usesNvidia(facts)) return skipped(l10n.t("SELinux does not matter here."));
  if (facts.selinux.state === "absent") return skipped(l10n.t("This machine has no SELinux."));
  const mode = valueOf(facts.selinux);
  if (mode === undefined) return unknown(l10n.t("Whether SELinux is enforcing cannot be read."));
  return mode === "enforcing" && isPodman(facts)
    ? ok(
        l10n.t("SELinux is enforcing."),
        l10n.t("Add --security-opt=label=disable where a GPU container says `Insufficient Permissions`."),
      )
    : ok(l10n.t("SELinux is {0}.", mode));
}
