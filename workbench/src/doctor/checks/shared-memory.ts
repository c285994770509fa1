import { bytesText } from "../../text/quantities.ts";
import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { engineIsHere, hasNoEngine } from "../relevance.ts";

const { ok, warning, unknown, skipped } = verdicts({
  id: "shared-memory",
  title: "Shared memory",
  source:
    "docs.docker.com/reference/cli/dockerd (default-shm-size, 64 MiB); github.com/pytorch/pytorch#using-pre-built-images",
});

/** The size of /dev/shm for containers that ask for nothing else; the workers of data loaders share through it. */
export function sharedMemory(facts: Facts): Check {
  const { daemon } = facts;
  if (!engineIsHere(facts)) return skipped("The engine's daemon.json cannot be seen from here.");
  if (hasNoEngine(facts) && daemon.state === "absent") return skipped("No engine answers.");
  if (daemon.state === "unknown") return unknown(`The engine's daemon.json is unknown: ${daemon.why}.`);
  if (daemon.state === "known" && !daemon.value.isReadable)
    return unknown(`${daemon.value.path} is no JSON object.`);
  const bytes = valueOf(daemon)?.shmBytes ?? DEFAULT_SHM;
  const remedy =
    "Set shm_size for services whose data loaders have workers, or default-shm-size in daemon.json.";
  const said = `Containers get ${bytesText(bytes)} of /dev/shm unless they ask for more`;
  if (bytes < DEFAULT_SHM) return warning(`${said}, less than Docker's own 64 MiB.`, remedy);
  return bytes < 1024 ** 3 ? ok(`${said}.`, remedy) : ok(`${said}.`);
}

/** Docker's own. */
const DEFAULT_SHM = 64 * 1024 * 1024;
