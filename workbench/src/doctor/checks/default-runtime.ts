import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { hasNoEngine } from "../relevance.ts";
import { listed, short } from "../words.ts";

const { ok, failed, unknown, skipped } = verdicts({
  id: "default-runtime",
  title: "Default runtime",
  source: "docs.docker.com/reference/cli/dockerd, Configure container runtimes",
});

/** What runs the containers that name no runtime. */
export function defaultRuntime(facts: Facts): Check {
  if (hasNoEngine(facts)) return skipped("No engine answers.");
  const info = valueOf(facts.engine.info);
  const name = info?.defaultRuntime;
  if (info === undefined || name === undefined)
    return unknown("The engine did not tell its default runtime.");
  if (info.runtimes.length > 0 && !info.runtimes.includes(name)) {
    return failed(
      `The default runtime ${short(name)} is none of those that the engine knows (${listed(info.runtimes)}).`,
      "Correct default-runtime in the engine's daemon.json, then restart the engine.",
    );
  }
  return name === "nvidia"
    ? ok("The default runtime is nvidia: images that set NVIDIA_VISIBLE_DEVICES get GPUs unasked.")
    : ok(`The default runtime is ${short(name)}: a container gets a GPU only where it asks for one.`);
}
