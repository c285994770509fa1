import type { Facts } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { isAtLeast } from "../version.ts";
import { short } from "../words.ts";

const { ok, warning, unknown } = verdicts({
  id: "compose",
  title: "Docker Compose",
  source:
    "docs.docker.com/compose/how-tos/gpu-support; docker/compose and the compose-go of each release (gpus: 2.30.0 and 2.33.0)",
});
const UPDATE =
  "Update the package docker-compose-plugin, or ask for GPUs through deploy.resources.reservations.devices.";

/** Whether Compose reads the key `gpus`, which older ones accept and ignore. */
export function compose({ compose: fact }: Facts): Check {
  if (fact.state === "absent") {
    return warning("Docker Compose is not installed.", "Install the package docker-compose-plugin.");
  }
  if (fact.state === "unknown") return unknown(`The version of Docker Compose is unknown: ${fact.why}.`);
  const version = fact.value;
  if (isAtLeast(version, "2.0.0") === false) {
    return warning(
      `Docker Compose ${short(version)} is the old docker-compose, which knows no key gpus.`,
      "Install the package docker-compose-plugin, and call it as `docker compose`.",
    );
  }
  if (isAtLeast(version, "2.30.0") === false) {
    return warning(
      `Docker Compose ${short(version)} accepts the key gpus and ignores it, so that services start without a GPU.`,
      UPDATE,
    );
  }
  if (isAtLeast(version, "2.33.0") === false) {
    return warning(
      `Docker Compose ${short(version)} reads a list of gpus, but ignores \`gpus: all\`.`,
      UPDATE,
    );
  }
  return ok(`Docker Compose ${short(version)} reads gpus in every form.`);
}
