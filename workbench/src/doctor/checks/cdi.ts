import * as l10n from "@vscode/l10n";
import { deviceCount } from "../../text/counts.ts";
import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import type { CdiSpec } from "../read/cdi.ts";
import { devicesOf, engineIsHere, isPodman, usesNvidia } from "../relevance.ts";
import { compareVersions, isAtLeast } from "../version.ts";
import { listed, short } from "../words.ts";

const { ok, warning, failed, unknown, skipped } = verdicts({
  id: "cdi",
  title: () => l10n.t("CDI"),
  source:
    "docs.nvidia.com/datacenter/cloud-native/container-toolkit, Support for Container Device Interface; docs.docker.com/engine/release-notes/28 (28.2.0: CDI on by default, discovered devices)",
});
const KIND = "nvidia.com/gpu";

/** Whether GPUs can be asked for by CDI name, and the specification fits the driver that is loaded. */
export function cdi(facts: Facts): Check {
  if (!usesNvidia(facts)) return skipped(l10n.t("There is no NVIDIA GPU to name."));
  const specs = engineIsHere(facts) ? valueOf(facts.cdi)?.filter((spec) => spec.kind === KIND) : undefined;
  const inForce = specs?.at(-1);
  const stale = inForce === undefined ? undefined : staleness(facts, inForce);
  if (stale !== undefined) return failed(stale, renew(facts));
  if (isPodman(facts)) return podman(facts, specs);
  const version = valueOf(facts.engine.version)?.version;
  const info = valueOf(facts.engine.info);
  if (version === undefined || info === undefined)
    return unknown(l10n.t("Without the engine's answer it is not known whether CDI is on."));
  if (isAtLeast(version, "25.0.0") === false) {
    return skipped(l10n.t("Docker Engine {0} has no CDI, which came with 25.", short(version)));
  }
  if ((info.cdiSpecDirs ?? []).length === 0) {
    return skipped(
      isAtLeast(version, "28.2.0") === true
        ? l10n.t("CDI is switched off in Docker Engine {0}.", short(version))
        : l10n.t("CDI is off in Docker Engine {0}, as it is by default before 28.2.", short(version)),
      l10n.t('Set "features": {"cdi": true} in the engine\'s daemon.json if you want to name GPUs by CDI.'),
    );
  }
  const devices = devicesOf(facts, KIND);
  if (devices.length > 0)
    return ok(
      l10n.t("The engine has found {0} by CDI: {1}.", deviceCount(devices.length, "nvidia"), listed(devices)),
    );
  const folders = listed(info.cdiSpecDirs ?? []);
  if (inForce !== undefined && info.discoveredDevices === undefined) {
    return ok(
      l10n.t(
        "CDI is on, and {0} names {1}: {2}.",
        short(inForce.path),
        deviceCount(inForce.devices.length, "nvidia"),
        listed(inForce.devices),
      ),
    );
  }
  if (inForce !== undefined) {
    return warning(
      l10n.t(
        "{0} names NVIDIA devices, but the engine, which looks in {1}, has found none.",
        short(inForce.path),
        folders,
      ),
      l10n.t("Run `nvidia-ctk --debug cdi list`, which tells what is wrong with the specification."),
    );
  }
  if (info.discoveredDevices === undefined && specs === undefined) {
    return unknown(l10n.t("CDI is on; which devices the engine knows cannot be seen from here."));
  }
  return warning(l10n.t("CDI is on, but no specification in {0} names {1}.", folders, KIND), renew(facts));
}

/** Podman has CDI from 4.1 on and knows no other way. */
function podman(facts: Facts, specs: readonly CdiSpec[] | undefined): Check {
  const spec = specs?.at(-1);
  if (spec !== undefined)
    return ok(
      l10n.t(
        "{0} names {1}: {2}.",
        short(spec.path),
        deviceCount(spec.devices.length, "nvidia"),
        listed(spec.devices),
      ),
    );
  return specs === undefined
    ? unknown(l10n.t("The specifications on the engine's machine cannot be seen from here."))
    : failed(l10n.t("Podman takes GPUs by CDI name, but no specification names {0}.", KIND), renew(facts));
}

/** After an update of the driver an old specification mounts libraries that are gone. */
function staleness(facts: Facts, spec: CdiSpec): string | undefined {
  const driver = valueOf(facts.nvidia.module);
  if (driver === undefined || spec.driver === undefined || compareVersions(driver, spec.driver) === 0)
    return undefined;
  return l10n.t("{0} was written for driver {1}, but {2} is loaded.", short(spec.path), spec.driver, driver);
}

function renew(facts: Facts): string {
  const toolkit = valueOf(facts.nvidia.toolkit);
  return toolkit !== undefined && isAtLeast(toolkit, "1.18.0") === true
    ? l10n.t("Run `sudo systemctl restart nvidia-cdi-refresh.service`, which writes the specification anew.")
    : l10n.t(
        "Run `sudo nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml`, again after every update of the driver.",
      );
}
