import * as l10n from "@vscode/l10n";
import { bytesText } from "../../text/quantities.ts";
import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { engineIsHere, hasNoEngine } from "../relevance.ts";

const { ok, warning, unknown, skipped } = verdicts({
  id: "shared-memory",
  title: () => l10n.t("Shared memory"),
  source:
    "docs.docker.com/reference/cli/dockerd (default-shm-size, 64 MiB); github.com/pytorch/pytorch#using-pre-built-images",
});

/** The size of /dev/shm for containers that ask for nothing else; the workers of data loaders share through it. */
export function sharedMemory(facts: Facts): Check {
  const { daemon } = facts;
  if (!engineIsHere(facts)) return skipped(l10n.t("The engine's daemon.json cannot be seen from here."));
  if (hasNoEngine(facts) && daemon.state === "absent") return skipped(l10n.t("No engine answers."));
  if (daemon.state === "unknown")
    return unknown(l10n.t("The engine's daemon.json is unknown: {0}.", daemon.why));
  if (daemon.state === "known" && !daemon.value.isReadable)
    return unknown(l10n.t("{0} is no JSON object.", daemon.value.path));
  const bytes = valueOf(daemon)?.shmBytes ?? DEFAULT_SHM;
  const remedy = l10n.t(
    "Set shm_size for services whose data loaders have workers, or default-shm-size in daemon.json.",
  );
  if (bytes < DEFAULT_SHM) {
    return warning(
      l10n.t(
        "Containers get {0} of /dev/shm unless they ask for more, less than Docker's own 64 MiB.",
        bytesText(bytes),
      ),
      remedy,
    );
  }
  const finding = l10n.t("Containers get {0} of /dev/shm unless they ask for more.", bytesText(bytes));
  return bytes < 1024 ** 3 ? ok(finding, remedy) : ok(finding);
}

/** Docker's own. */
const DEFAULT_SHM = 64 * 1024 * 1024;
