import * as l10n from "@vscode/l10n";
import { renderNodeCount } from "../../text/counts.ts";
import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { mayUse } from "../read/devices.ts";
import { engineIsHere, usesAmd } from "../relevance.ts";
import { short } from "../words.ts";

const { ok, warning, failed, unknown, skipped } = verdicts({
  id: "amd-devices",
  title: () => l10n.t("AMD device files"),
  source:
    "rocm.docs.amd.com/projects/install-on-linux, Running ROCm Docker containers; the same, Post-installation (groups render and video)",
});

/** /dev/kfd and the render nodes, which ROCm computes through. */
export function amdDevices(facts: Facts): Check {
  if (!usesAmd(facts)) return skipped(l10n.t("Nothing speaks for an AMD GPU that computes."));
  if (!engineIsHere(facts))
    return skipped(l10n.t("The engine runs on another machine, which cannot be seen from here."));
  const files = valueOf(facts.devices);
  if (files === undefined) return unknown(l10n.t("The folder /dev cannot be read."));
  const kfd = files.find((file) => file.path === "/dev/kfd");
  const nodes = files.filter((file) => file.path.startsWith("/dev/dri/renderD"));
  if (kfd === undefined || nodes.length === 0) {
    const missing = [
      ...(kfd === undefined ? ["/dev/kfd"] : []),
      ...(nodes.length === 0 ? ["/dev/dri/renderD128"] : []),
    ];
    return failed(
      l10n.t("Missing: {0}.", missing.join(", ")),
      l10n.t("Install the package amdgpu-dkms, then restart the machine."),
    );
  }
  const user = valueOf(facts.user);
  const closed = [kfd, ...nodes].find(
    ({ access }) => access !== undefined && user !== undefined && !mayUse(access, user.uid, user.groups),
  );
  if (closed?.access !== undefined) {
    const group = short(closed.access.groupName);
    return warning(
      l10n.t(
        "You may not open {0} (mode {1}, group {2} {3}), nor may a container's program that is not root.",
        short(closed.path),
        closed.access.mode.toString(8),
        group,
        closed.access.group,
      ),
      l10n.t(
        'Run `sudo usermod -a -G render,video $LOGNAME` and log in again, and give containers group_add: ["{0}"].',
        closed.access.group,
      ),
    );
  }
  return ok(l10n.t("There are /dev/kfd and {0}.", renderNodeCount(nodes.length)));
}
