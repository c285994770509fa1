import * as l10n from "@vscode/l10n";
import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { hasNoEngine, isPodman } from "../relevance.ts";
import { isAtLeast } from "../version.ts";
import { short } from "../words.ts";

const { ok, warning, unknown, skipped } = verdicts({
  id: "cgroup",
  title: () => l10n.t("Control groups"),
  source: "docs.docker.com/engine/security/rootless; github.com/moby/moby/issues/51111",
});

/** Version and driver of the control groups, on which limits of memory and CPU depend. */
export function cgroup(facts: Facts): Check {
  if (hasNoEngine(facts)) return skipped(l10n.t("No engine answers."));
  const info = valueOf(facts.engine.info);
  if (info?.cgroupDriver === undefined) return unknown(l10n.t("The engine did not tell its control groups."));
  const version = short(info.cgroupVersion ?? "1");
  const driver = short(info.cgroupDriver);
  if (info.cgroupDriver === "none") {
    return warning(
      l10n.t(
        "The engine runs without control groups (cgroup version {0}, driver {1}): limits of memory and CPU are ignored.",
        version,
        driver,
      ),
      l10n.t("Boot with cgroup version 2 and systemd, and start the rootless engine by `systemctl --user`."),
    );
  }
  const engine = valueOf(facts.engine.version)?.version;
  if (
    info.cgroupVersion === "1" &&
    !isPodman(facts) &&
    engine !== undefined &&
    isAtLeast(engine, "29.0.0") === true
  ) {
    return warning(
      l10n.t(
        "The engine uses cgroup version {0}, driver {1}; Docker will give up version 1 by May 2029.",
        version,
        driver,
      ),
      l10n.t("Boot with cgroup version 2, the default of current distributions."),
    );
  }
  return ok(l10n.t("The engine uses cgroup version {0}, driver {1}.", version, driver));
}
