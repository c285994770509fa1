import * as l10n from "@vscode/l10n";
import { cpuCount } from "../../text/counts.ts";
import { bytesText } from "../../text/quantities.ts";
import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { hasNoEngine, isDesktop } from "../relevance.ts";

const { ok, unknown, skipped } = verdicts({
  id: "memory",
  title: () => l10n.t("Memory"),
  source:
    "docs.docker.com/reference/api/engine, GET /info; learn.microsoft.com/windows/wsl/wsl-config (memory)",
});

/** What the engine's machine has for all containers together. */
export function memory(facts: Facts): Check {
  if (hasNoEngine(facts)) return skipped(l10n.t("No engine answers."));
  const info = valueOf(facts.engine.info);
  if (info?.memoryBytes === undefined) return unknown(l10n.t("The engine did not tell its memory."));
  const bytes = bytesText(info.memoryBytes);
  const share = info.cpus === undefined ? bytes : l10n.t("{0} and {1}", bytes, cpuCount(info.cpus));
  if (facts.wsl !== undefined) {
    return ok(
      l10n.t("The engine has {0}: what WSL gets of Windows.", share),
      l10n.t("Raise memory in .wslconfig if it is too little."),
    );
  }
  if (isDesktop(facts)) {
    return ok(
      l10n.t("The engine has {0}: what Docker Desktop gives its virtual machine.", share),
      l10n.t("Raise the memory in Docker Desktop's settings if it is too little."),
    );
  }
  return ok(l10n.t("The engine has {0}.", share));
}
