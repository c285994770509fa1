import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { mayUse } from "../read/devices.ts";
import { engineIsHere, usesAmd } from "../relevance.ts";
import { counted, short } from "../words.ts";

const { ok, warning, failed, unknown, skipped } = verdicts({
  id: "amd-devices",
  title: "AMD device files",
  source:
    "rocm.docs.amd.com/projects/install-on-linux, Running ROCm Docker containers; the same, Post-installation (groups render and video)",
});

/** /dev/kfd and the render nodes, which ROCm computes through. */
export function amdDevices(facts: Facts): Check {
  if (!usesAmd(facts)) return skipped("Nothing speaks for an AMD GPU that computes.");
  if (!engineIsHere(facts))
    return skipped("The engine runs on another machine, which cannot be seen from here.");
  const files = valueOf(facts.devices);
  if (files === undefined) return unknown("The folder /dev cannot be read.");
  const kfd = files.find((file) => file.path === "/dev/kfd");
  const nodes = files.filter((file) => file.path.startsWith("/dev/dri/renderD"));
  if (kfd === undefined || nodes.length === 0) {
    return failed(
      `Missing: ${[...(kfd === undefined ? ["/dev/kfd"] : []), ...(nodes.length === 0 ? ["/dev/dri/renderD128"] : [])].join(", ")}.`,
      "Install the package amdgpu-dkms, then restart the machine.",
    );
  }
  const user = valueOf(facts.user);
  const closed = [kfd, ...nodes].find(
    ({ access }) => access !== undefined && user !== undefined && !mayUse(access, user.uid, user.groups),
  );
  if (closed?.access !== undefined) {
    const group = short(closed.access.groupName);
    return warning(
      `You may not open ${short(closed.path)} (mode ${closed.access.mode.toString(8)}, group ${group} ${closed.access.group}), nor may a container's program that is not root.`,
      `Run \`sudo usermod -a -G render,video $LOGNAME\` and log in again, and give containers group_add: ["${closed.access.group}"].`,
    );
  }
  return ok(`There are /dev/kfd and ${counted(nodes.length, "render node")}.`);
}
