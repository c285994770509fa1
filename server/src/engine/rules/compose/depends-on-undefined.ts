import type { ComposeProject, ComposeService } from "../../model/compose/project.ts";
import type { ComposeEntry, ComposeScalar, ComposeValue } from "../../model/compose/value.ts";
import { listOf, mapOf, textOf, valueOf } from "../../model/compose/value.ts";
import type { Files } from "../../model/files.ts";
import { nearest } from "../../text/nearest.ts";
import { shortened } from "../../text/shortened.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { declaredBeside } from "../shared/sibling-files.ts";
import type { UndefinedName, UndefinedUse } from "../shared/undefined-names.ts";
import { editsOf, undefinedNames } from "../shared/undefined-names.ts";
import type { PlacedEdit } from "../shared/yaml-edits.ts";
import { quoteIfNeeded, replaceScalar } from "../shared/yaml-edits.ts";

export default defineRule({
  name: "depends-on-undefined",
  subject: "compose",
  category: "syntax",
  severity: "error",
  since: "0.2.0",
  summary: "a service that needs one that does not exist, which Compose refuses",
  sources: ["Compose specification, depends_on; measured with Compose 2.26"],
  check: ({ project, source, files }) =>
    project.isFragment
      ? []
      : undefinedNames(project, undefinedServices(project, files)).map((one) => report(one, project, source)),
});

/** A place that names another service. */
interface Use extends UndefinedUse {
  /** The scalar with the name, or the entry whose key it is. */
  readonly written: ComposeScalar | ComposeEntry;
  /** What stands in front of the name and behind it. */
  readonly around: readonly [before: string, after: string];
}

function undefinedServices(project: ComposeProject, files: Files | undefined): readonly Use[] {
  const known = mapOf(project.root, "services")?.entries;
  const missing: Use[] = [];
  for (const service of project.services.values()) {
    for (const use of usesOf(service)) {
      if (use.name !== "" && known?.has(use.name) !== true) missing.push(use);
    }
  }
  if (missing.length === 0) return missing;
  const elsewhere = declaredBeside(project, files, "services");
  return elsewhere === "unknown" ? [] : missing.filter(({ name }) => !elsewhere.has(name));
}

function* usesOf(service: ComposeService): Generator<Use> {
  for (const entry of mapOf(service.value, "depends_on")?.entries.values() ?? [])
    yield { service, name: entry.key, at: entry.keyAt, written: entry, around: ["", ""] };
  for (const item of listOf(service.value, "depends_on")?.items ?? []) yield* used(service, item, PLAIN);
  for (const key of ["network_mode", "ipc", "pid", "uts"]) {
    const value = valueOf(service.value, key);
    if (value !== undefined) yield* used(service, value, NAMESPACE);
  }
  for (const item of listOf(service.value, "links")?.items ?? []) yield* used(service, item, BEFORE_COLON);
  for (const item of listOf(service.value, "volumes_from")?.items ?? []) {
    if (textOf(item)?.startsWith("container:") === false) yield* used(service, item, BEFORE_COLON);
  }
}

/** What stands in front of a name, the name, and what stands behind it. */
const PLAIN = /^()([^]+)()$/;
const NAMESPACE = /^(service:)([^]+)()$/;
const BEFORE_COLON = /^()([^:]+)(:[^]*)?$/;

function* used(service: ComposeService, value: ComposeValue, form: RegExp): Generator<Use> {
  const match = form.exec(textOf(value) ?? "");
  if (match === null || value.kind !== "scalar") return;
  const [, before = "", name = "", after = ""] = match;
  yield { service, name, at: value.at, written: value, around: [before, after] };
}

function report(
  { first, uses, severity, refused, others: more, related }: UndefinedName<Use>,
  project: ComposeProject,
  source: string,
): Finding {
  const { service, at } = first;
  const name = shortened(first.name, 60);
  const error = `service "${shortened(service.name, 60)}" depends on undefined service "${name}"`;
  const others = [...(mapOf(project.root, "services")?.entries.keys() ?? [])];
  const users = new Set(uses.map((use) => use.service.name));
  const meant = nearest(
    first.name,
    others.filter((other) => !users.has(other)),
  );
  const remedy = meant === undefined ? "Add the service, or name another" : `Write ${meant}`;
  return {
    at,
    severity,
    message: `There is no service ${name}, and ${refused}: '${error}'.${more} ${remedy}.`,
    related,
    fixes: meant === undefined ? [] : rename(uses, meant, source),
  };
}

function rename(uses: readonly Use[], meant: string, source: string): readonly Fix[] {
  const edits = editsOf(uses.map((use) => renamed(use, meant, source)));
  return edits === undefined ? [] : [{ title: `Change to ${meant}`, safety: "suggested", edits }];
}

function renamed({ written, service, around }: Use, meant: string, source: string): PlacedEdit | undefined {
  if ("key" in written) {
    const isTaken = mapOf(service.value, "depends_on")?.entries.has(meant) === true;
    return isTaken ? undefined : { span: written.keyPlace, text: quoteIfNeeded(meant) };
  }
  if (written.raw.includes("$")) return undefined;
  return replaceScalar(source, written, `${around[0]}${meant}${around[1]}`);
}
