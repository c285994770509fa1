import { networkModeOf } from "../../model/compose/settings.ts";
import type { ComposeProject, ComposeService } from "../../model/compose/project.ts";
import type { ComposeEntry, ComposeScalar, Place } from "../../model/compose/value.ts";
import { mapOf, textOf, valueOf } from "../../model/compose/value.ts";
import type { Files } from "../../model/files.ts";
import { nearest } from "../../text/nearest.ts";
import { shortened } from "../../text/shortened.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { declaredBeside } from "../shared/sibling-files.ts";
import { declaration } from "../shared/volume-declaration.ts";
import { quoteIfNeeded, replaceScalar } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "network-undefined",
  subject: "compose",
  category: "syntax",
  severity: "error",
  since: "0.2.0",
  summary: "a network of a service that the file does not declare, which Compose refuses",
  sources: ["Compose specification, networks; measured with Compose 2.26"],
  check: ({ project, source, files }) => {
    if (project.isFragment) return [];
    const missing = undefinedNetworks(project, files);
    const names = [...new Set(missing.map(({ name }) => name))].filter((name) => NAME.test(name));
    const fix = names.length === 0 ? undefined : declaration(project, source, "networks", names);
    return missing.map((one) => report(one, project, source, fix));
  },
});

interface Missing {
  readonly service: ComposeService;
  readonly name: string;
  readonly at: Place;
  /** The list's item, or the entry of the map. */
  readonly written: ComposeScalar | ComposeEntry;
}

function undefinedNetworks(project: ComposeProject, files: Files | undefined): readonly Missing[] {
  const declared = mapOf(project.root, "networks")?.entries;
  const missing: Missing[] = [];
  for (const service of project.services.values()) {
    // Both together are refused for another reason.
    if (networkModeOf(service) !== undefined) continue;
    for (const use of usesOf(service)) {
      if (use.name === "" || use.name === "default" || declared?.has(use.name) === true) continue;
      missing.push({ service, ...use });
    }
  }
  if (missing.length === 0) return missing;
  const elsewhere = declaredBeside(project, files, "networks");
  return elsewhere === "unknown" ? [] : missing.filter(({ name }) => !elsewhere.has(name));
}

function usesOf({ value }: ComposeService): readonly Omit<Missing, "service">[] {
  const networks = valueOf(value, "networks");
  if (networks?.kind === "map")
    return [...networks.entries.values()].map((entry) => ({
      name: entry.key,
      at: entry.keyAt,
      written: entry,
    }));
  if (networks?.kind !== "list") return [];
  return networks.items.flatMap((item) => {
    const name = textOf(item);
    return item.kind !== "scalar" || name === undefined ? [] : [{ name, at: item.at, written: item }];
  });
}

/** What Compose takes for a network's key. */
const NAME = /^[\w.-]+$/;

/** What the engine has by itself; a service joins it by its mode. */
const MODES: ReadonlySet<string> = new Set(["host", "bridge", "none"]);

function report(
  { service, name, at, written }: Missing,
  project: ComposeProject,
  source: string,
  declare: Fix | undefined,
): Finding {
  const shown = shortened(name, 80);
  const error = `service "${shortened(service.name, 60)}" refers to undefined network ${shown}`;
  const refused = `The network ${shown} is declared nowhere, and Compose refuses the file: "${error}".`;
  if (MODES.has(name)) return { at, message: `${refused} For the engine's own write network_mode: ${name}.` };
  const others = [...(mapOf(project.root, "networks")?.entries.keys() ?? [])];
  const meant = nearest(name, others);
  if (meant === undefined) {
    const fixes = declare === undefined || !NAME.test(name) ? [] : [declare];
    return { at, message: `${refused} Declare it under networks.`, fixes };
  }
  const isTaken = "key" in written && mapOf(service.value, "networks")?.entries.has(meant) === true;
  return {
    at,
    message: `${refused} Write ${meant}, or declare it under networks.`,
    fixes: isTaken || !isLiteral(written) ? [] : [rename(written, meant, source)],
  };
}

function isLiteral(written: ComposeScalar | ComposeEntry): boolean {
  return "key" in written || !written.raw.includes("$");
}

function rename(written: ComposeScalar | ComposeEntry, text: string, source: string): Fix {
  const edit =
    "key" in written
      ? { span: written.keyPlace, text: quoteIfNeeded(text) }
      : replaceScalar(source, written, text);
  return { title: `Change to ${text}`, safety: "suggested", edits: [edit] };
}
