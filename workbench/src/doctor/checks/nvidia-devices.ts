import * as l10n from "@vscode/l10n";
import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { mayUse } from "../read/devices.ts";
import { engineIsHere, usesNvidia } from "../relevance.ts";
import { listed, short } from "../words.ts";

const { ok, warning, failed, unknown, skipped } = verdicts({
  id: "nvidia-devices",
  title: () => l10n.t("NVIDIA device files"),
  source: "nvidia-modprobe(1); NVIDIA driver README, FAQ: device files and NVreg_DeviceFileMode",
});

/** Whether the files are there by which programs reach the driver, and may be opened. */
export function nvidiaDevices(facts: Facts): Check {
  if (facts.platform !== "linux" || facts.wsl !== undefined || !engineIsHere(facts) || !usesNvidia(facts)) {
    return skipped(l10n.t("Here no NVIDIA device files are to be expected."));
  }
  const files = valueOf(facts.devices);
  if (files === undefined) return unknown(l10n.t("The folder /dev cannot be read."));
  const has = (name: RegExp) => files.some((file) => name.test(file.path));
  const missing = [
    ...(has(/^\/dev\/nvidiactl$/) ? [] : ["/dev/nvidiactl"]),
    ...(has(/^\/dev\/nvidia\d+$/) ? [] : ["/dev/nvidia0"]),
    ...(has(/^\/dev\/nvidia-uvm$/) ? [] : ["/dev/nvidia-uvm"]),
  ];
  if (missing.length > 0) {
    return failed(
      l10n.t("Missing: {0}.", missing.join(", ")),
      l10n.t("Run `sudo nvidia-modprobe -c 0 -u`, which loads the modules and makes the files."),
    );
  }
  const own = files.filter((file) => file.path.startsWith("/dev/nvidia"));
  const user = valueOf(facts.user);
  const needed = own.filter((file) => /^\/dev\/nvidia(?:\d+|ctl|-uvm)$/.test(file.path));
  const closed = needed.find(
    ({ access }) => access !== undefined && user !== undefined && !mayUse(access, user.uid, user.groups),
  );
  if (closed?.access !== undefined) {
    const { mode, groupName } = closed.access;
    return warning(
      l10n.t(
        "You may not open {0} (mode {1}, group {2}), nor may a container's program that is not root.",
        closed.path,
        mode.toString(8),
        short(groupName),
      ),
      groupName === "root" || (mode & 0o060) !== 0o060
        ? l10n.t("Give the kernel module nvidia the option NVreg_DeviceFileMode=0666, its default.")
        : l10n.t("Add your user to the group {0}, then log in again.", short(groupName)),
    );
  }
  const found = listed(
    needed.map((file) => file.path),
    6,
  );
  return user === undefined || needed.some((file) => file.access === undefined)
    ? ok(l10n.t("There are {0}.", found))
    : ok(l10n.t("You may open {0}.", found));
}
