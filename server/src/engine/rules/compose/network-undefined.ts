import { networkModeOf } from "../../model/compose/settings.ts";
import type { ComposeProject, ComposeService } from "../../model/compose/project.ts";
import type { ComposeEntry, ComposeScalar } from "../../model/compose/value.ts";
import { mapOf, textOf, valueOf } from "../../model/compose/value.ts";
import type { Files } from "../../model/files.ts";
import { nearest } from "../../text/nearest.ts";
import { shortened } from "../../text/shortened.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { declaredBeside } from "../shared/sibling-files.ts";
import type { UndefinedName, UndefinedUse } from "../shared/undefined-names.ts";
import { editsOf, undefinedNames } from "../shared/undefined-names.ts";
import { declaration } from "../shared/volume-declaration.ts";
import type { PlacedEdit } from "../shared/yaml-edits.ts";
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
    return undefinedNames(project, missing).map((one) => report(one, project, source, fix));
  },
});

interface Missing extends UndefinedUse {
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
  { first, uses, severity, refused, others: more, related }: UndefinedName<Missing>,
  project: ComposeProject,
  source: string,
  declare: Fix | undefined,
): Finding {
  const { service, name, at } = first;
  const shown = shortened(name, 80);
  const error = `service "${shortened(service.name, 60)}" refers to undefined network ${shown}`;
  const said = `The network ${shown} is declared nowhere, and ${refused}: "${error}".${more}`;
  const common = { at, severity, related };
  if (MODES.has(name))
    return { ...common, message: `${said} For the engine's own write network_mode: ${name}.` };
  const others = [...(mapOf(project.root, "networks")?.entries.keys() ?? [])];
  const meant = nearest(name, others);
  if (meant === undefined) {
    const fixes = declare === undefined || !NAME.test(name) ? [] : [declare];
    return { ...common, message: `${said} Declare it under networks.`, fixes };
  }
  const edits = editsOf(uses.map((use) => rename(use, meant, source)));
  return {
    ...common,
    message: `${said} Write ${meant}, or declare it under networks.`,
    fixes: edits === undefined ? [] : [{ title: `Change to ${meant}`, safety: "suggested", edits }],
  };
}

function rename({ service, written }: Missing, text: string, source: string): PlacedEdit | undefined {
  if (!("key" in written))
    return written.raw.includes("$") ? undefined : replaceScalar(source, written, text);
  const isTaken = mapOf(service.value, "networks")?.entries.has(text) === true;
  return isTaken ? undefined : { span: written.keyPlace, text: quoteIfNeeded(text) };
}
