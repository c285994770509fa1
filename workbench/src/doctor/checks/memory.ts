import { bytesText } from "../../text/quantities.ts";
import type { Facts } from "../facts.ts";
import { valueOf } from "../facts.ts";
import type { Check } from "../check.ts";
import { verdicts } from "../check.ts";
import { hasNoEngine, isDesktop } from "../relevance.ts";
import { counted } from "../words.ts";

const { ok, unknown, skipped } = verdicts({
  id: "memory",
  title: "Memory",
  source:
    "docs.docker.com/reference/api/engine, GET /info; learn.microsoft.com/windows/wsl/wsl-config (memory)",
});

/** What the engine's machine has for all containers together. */
export function memory(facts: Facts): Check {
  if (hasNoEngine(facts)) return skipped("No engine answers.");
  const info = valueOf(facts.engine.info);
  if (info?.memoryBytes === undefined) return unknown("The engine did not tell its memory.");
  const cpus = info.cpus === undefined ? "" : ` and ${counted(info.cpus, "CPU")}`;
  const said = `The engine has ${bytesText(info.memoryBytes)}${cpus}`;
  if (facts.wsl !== undefined)
    return ok(`${said}: what WSL gets of Windows.`, "Raise memory in .wslconfig if it is too little.");
  if (isDesktop(facts)) {
    return ok(
      `${said}: what Docker Desktop gives its virtual machine.`,
      "Raise the memory in Docker Desktop's settings if it is too little.",
    );
  }
  return ok(`${said}.`);
}
