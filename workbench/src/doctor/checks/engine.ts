import * as l10n from "@vscode/l10n";
import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { isPodman } from "../relevance.ts";
import { isAtLeast } from "../version.ts";
import { short } from "../words.ts";

const { ok, failed, unknown } = verdicts({
  id: "engine",
  title: () => l10n.t("Container engine"),
  source:
    "docs.nvidia.com/datacenter/cloud-native/container-toolkit, Specialized configurations with Docker (--gpus from 19.03); docs.docker.com/reference/api/engine/version-history",
});

/** Whether an engine answers, and is new enough to be asked for GPUs. */
export function engine(facts: Facts): Check {
  const { problem, version: fact } = facts.engine;
  const version = valueOf(fact);
  if (version === undefined) {
    if (problem !== undefined) return failed(short(problem.message, 300), problem.remedy);
    return fact.state === "unknown"
      ? unknown(l10n.t("The engine's version is unknown: {0}.", fact.why))
      : unknown(l10n.t("The engine's version is unknown."));
  }
  const name = `${isPodman(facts) ? "Podman" : "Docker Engine"} ${short(version.version)}`;
  const api = short(version.apiVersion);
  const platform = `${short(version.os)}/${short(version.architecture)}`;
  if (version.os !== "" && version.os !== "linux") {
    return failed(
      l10n.t("{0} with API {1} on {2} runs no Linux containers.", name, api, platform),
      l10n.t("Switch Docker to Linux containers."),
    );
  }
  if (!isPodman(facts) && isAtLeast(version.version, "19.3.0") === false) {
    return failed(
      l10n.t("{0} with API {1} on {2} is too old to be asked for GPUs.", name, api, platform),
      l10n.t("Update the Docker Engine; --gpus came with 19.03."),
    );
  }
  return ok(l10n.t("{0} with API {1} on {2} answers.", name, api, platform));
}
