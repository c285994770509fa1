import * as l10n from "@vscode/l10n";
import type { Facts } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { isAtLeast } from "../version.ts";
import { short } from "../words.ts";

const { ok, warning, unknown } = verdicts({
  id: "compose",
  title: () => l10n.t("Docker Compose"),
  source:
    "docs.docker.com/compose/how-tos/gpu-support; docker/compose and the compose-go of each release (gpus: 2.30.0 and 2.33.0)",
});

function update(): string {
  return l10n.t(
    "Update the package docker-compose-plugin, or ask for GPUs through deploy.resources.reservations.devices.",
  );
}

/** Whether Compose reads the key `gpus`, which older ones accept and ignore. */
export function compose({ compose: fact }: Facts): Check {
  if (fact.state === "absent") {
    return warning(
      l10n.t("Docker Compose is not installed."),
      l10n.t("Install the package docker-compose-plugin."),
    );
  }
  if (fact.state === "unknown")
    return unknown(l10n.t("The version of Docker Compose is unknown: {0}.", fact.why));
  const version = fact.value;
  if (isAtLeast(version, "2.0.0") === false) {
    return warning(
      l10n.t("Docker Compose {0} is the old docker-compose, which knows no key gpus.", short(version)),
      l10n.t("Install the package docker-compose-plugin, and call it as `docker compose`."),
    );
  }
  if (isAtLeast(version, "2.30.0") === false) {
    return warning(
      l10n.t(
        "Docker Compose {0} accepts the key gpus and ignores it, so that services start without a GPU.",
        short(version),
      ),
      update(),
    );
  }
  if (isAtLeast(version, "2.33.0") === false) {
    return warning(
      l10n.t("Docker Compose {0} reads a list of gpus, but ignores `gpus: all`.", short(version)),
      update(),
    );
  }
  return ok(l10n.t("Docker Compose {0} reads gpus in every form.", short(version)));
}
