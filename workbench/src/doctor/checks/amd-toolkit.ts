import * as l10n from "@vscode/l10n";
import { deviceCount } from "../../text/counts.ts";
import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { devicesOf, engineIsHere, isPodman, usesAmd } from "../relevance.ts";
import { isAtLeast } from "../version.ts";
import { listed, short } from "../words.ts";

const { ok, warning, failed, skipped } = verdicts({
  id: "amd-toolkit",
  title: () => l10n.t("AMD Container Toolkit"),
  source: "instinct.docs.amd.com/projects/container-toolkit, Requirements and Running workloads",
});

/** The toolkit; /dev/kfd and /dev/dri can be passed on without it. */
export function amdToolkit(facts: Facts): Check {
  if (!usesAmd(facts)) return skipped(l10n.t("Nothing speaks for an AMD GPU that computes."));
  const info = valueOf(facts.engine.info);
  const engine = valueOf(facts.engine.version)?.version;
  const devices = devicesOf(facts, "amd.com/gpu");
  const known = info?.runtimes.includes("amd") === true;
  if (known && info.rootless) {
    return failed(
      l10n.t("The engine is rootless, where AMD's runtime does not work."),
      l10n.t("Use an engine that runs as root, or pass on /dev/kfd and /dev/dri as devices."),
    );
  }
  if (devices.length > 0)
    return ok(
      l10n.t("The engine has found {0} by CDI: {1}.", deviceCount(devices.length, "amd"), listed(devices)),
    );
  if (known) {
    return engine !== undefined && isAtLeast(engine, "28.3.0") === false
      ? ok(
          l10n.t(
            "The engine knows the runtime amd; --gpus for AMD comes with Docker Engine 28.3, and this is {0}.",
            short(engine),
          ),
        )
      : ok(l10n.t("The engine knows the runtime amd."));
  }
  const version = valueOf(facts.amd.toolkit);
  if (engineIsHere(facts) && version !== undefined && !isPodman(facts)) {
    return warning(
      l10n.t("The toolkit {0} is installed, but the engine does not know it.", version),
      l10n.t("Run `sudo amd-ctk runtime configure`, then `sudo systemctl restart docker`."),
    );
  }
  return skipped(
    l10n.t("The toolkit is not set up; containers get the GPU by the devices /dev/kfd and /dev/dri."),
  );
}
