import * as l10n from "@vscode/l10n";
import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { hasNoEngine } from "../relevance.ts";
import { listed, short } from "../words.ts";

const { ok, failed, unknown, skipped } = verdicts({
  id: "default-runtime",
  title: () => l10n.t("Default runtime"),
  source: "docs.docker.com/reference/cli/dockerd, Configure container runtimes",
});

/** What runs the containers that name no runtime. */
export function defaultRuntime(facts: Facts): Check {
  if (hasNoEngine(facts)) return skipped(l10n.t("No engine answers."));
  const info = valueOf(facts.engine.info);
  const name = info?.defaultRuntime;
  if (info === undefined || name === undefined)
    return unknown(l10n.t("The engine did not tell its default runtime."));
  if (info.runtimes.length > 0 && !info.runtimes.includes(name)) {
    return failed(
      l10n.t(
        "The default runtime {0} is none of those that the engine knows ({1}).",
        short(name),
        listed(info.runtimes),
      ),
      l10n.t("Correct default-runtime in the engine's daemon.json, then restart the engine."),
    );
  }
  return name === "nvidia"
    ? ok(l10n.t("The default runtime is nvidia: images that set NVIDIA_VISIBLE_DEVICES get GPUs unasked."))
    : ok(
        l10n.t("The default runtime is {0}: a container gets a GPU only where it asks for one.", short(name)),
      );
}
