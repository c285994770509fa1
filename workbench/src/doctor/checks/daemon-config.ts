import * as l10n from "@vscode/l10n";
import type { Facts } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { engineIsHere, hasNoEngine, isPodman } from "../relevance.ts";
import { short } from "../words.ts";

const { ok, failed, unknown, skipped } = verdicts({
  id: "daemon-config",
  title: () => l10n.t("Engine configuration"),
  source: "docs.docker.com/reference/cli/dockerd, Daemon configuration file",
});

/** Whether daemon.json can be read at all: an engine does not start again with one that is broken. */
export function daemonConfig(facts: Facts): Check {
  const { daemon } = facts;
  if (!engineIsHere(facts) || isPodman(facts))
    return skipped(l10n.t("There is no daemon.json of the engine on this machine."));
  if (hasNoEngine(facts) && daemon.state === "absent") return skipped(l10n.t("No engine answers."));
  if (daemon.state === "absent")
    return ok(l10n.t("The engine has no daemon.json and runs with its defaults."));
  if (daemon.state === "unknown")
    return unknown(l10n.t("The engine's daemon.json is unknown: {0}.", daemon.why));
  const path = short(daemon.value.path);
  return daemon.value.isReadable
    ? ok(l10n.t("{0} is a JSON object.", path))
    : failed(
        l10n.t("{0} is no JSON object, so that the engine will not start again.", path),
        l10n.t("Correct {0}, and try it with `dockerd --validate`.", path),
      );
}
