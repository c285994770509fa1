import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { isPodman } from "../relevance.ts";
import { isAtLeast } from "../version.ts";
import { short } from "../words.ts";

const { ok, failed, unknown } = verdicts({
  id: "engine",
  title: "Container engine",
  source:
    "docs.nvidia.com/datacenter/cloud-native/container-toolkit, Specialized configurations with Docker (--gpus from 19.03); docs.docker.com/reference/api/engine/version-history",
});

/** Whether an engine answers, and is new enough to be asked for GPUs. */
export function engine(facts: Facts): Check {
  const { problem, version: fact } = facts.engine;
  const version = valueOf(fact);
  if (version === undefined) {
    if (problem !== undefined) return failed(short(problem.message, 300), problem.remedy);
    return unknown(`The engine's version is unknown${fact.state === "unknown" ? `: ${fact.why}` : ""}.`);
  }
  const name = isPodman(facts) ? "Podman" : "Docker Engine";
  const said = `${name} ${short(version.version)} with API ${short(version.apiVersion)} on ${short(version.os)}/${short(version.architecture)}`;
  if (version.os !== "" && version.os !== "linux") {
    return failed(`${said} runs no Linux containers.`, "Switch Docker to Linux containers.");
  }
  if (!isPodman(facts) && isAtLeast(version.version, "19.3.0") === false) {
    return failed(
      `${said} is too old to be asked for GPUs.`,
      "Update the Docker Engine; --gpus came with 19.03.",
    );
  }
  return ok(`${said} answers.`);
}
