import type { ComposeSchemaNode } from "../../knowledge/index.ts";
import {
  compareVersions,
  composeSchemaRelease,
  misplacedComposeKey,
  noteOnMisplacedKey,
  pathsOfComposeKey,
} from "../../knowledge/index.ts";
import type { ComposeEntry, ComposeMap } from "../../model/compose/value.ts";
import { mapOf, valueOf } from "../../model/compose/value.ts";
import { nearest } from "../../text/nearest.ts";
import { shortened } from "../../text/shortened.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { checkedValues } from "../shared/checked-values.ts";

export default defineRule({
  name: "key-unknown",
  subject: "compose",
  category: "syntax",
  severity: "error",
  since: "0.2.0",
  summary: "a key that Compose does not know at its place, so that it refuses the file",
  sources: ["compose-spec schema of Compose 5.5; measured with Compose 2.26"],
  *check({ project, host }) {
    // What cannot be read has other mistakes, and keys may be something else than they seem.
    if (project.yaml.problems.length > 0) return;
    const { compose } = host;
    const mayBeNew = compose !== undefined && compareVersions(compose, composeSchemaRelease()) > 0;
    for (const { value, schema } of checkedValues(project)) {
      if (value.kind === "map" && schema.keys !== undefined) yield* unknownKeys(value, schema, mayBeNew);
    }
  },
});

function* unknownKeys(map: ComposeMap, schema: ComposeSchemaNode, mayBeNew: boolean): Generator<Finding> {
  const keys = schema.keys ?? new Set();
  const isTop = schema.path === "";
  const unknown = [...map.entries.values()].filter(({ key }) => !keys.has(key) && !key.startsWith("x-"));
  // One service at the top is like the next: the first says it.
  let hasService = false;
  for (const entry of unknown) {
    const isService = looksLikeService(entry);
    const where = whereOf(entry, schema, isService);
    const meant = where === undefined ? nearest(entry.key.replaceAll("-", "_"), [...keys]) : undefined;
    if (isTop && isService && hasService) continue;
    hasService ||= isService;
    // Without services it may be no compose file, and a later Compose may know more keys.
    const isSure = where !== undefined || meant !== undefined;
    if (!isSure && (mayBeNew || (isTop && mapOf(map, "services") === undefined))) continue;
    yield report(entry, map, schema, where, meant);
  }
}

function report(
  entry: ComposeEntry,
  map: ComposeMap,
  schema: ComposeSchemaNode,
  where: string | undefined,
  meant: string | undefined,
): Finding {
  const key = shortened(entry.key, 60);
  const remedy = where ?? (meant === undefined ? "Mend its name, or take it out" : `It is called ${meant}`);
  return {
    at: entry.keyAt,
    message: `Compose refuses the key "${key}" of ${placeName(schema.path)} ("Additional property ${key} is not allowed"). ${remedy}.`,
    fixes: meant === undefined || map.entries.has(meant) ? [] : rename(entry, meant),
  };
}

/** Where the key belongs, as a sentence; undefined where nobody knows. */
function whereOf(entry: ComposeEntry, { path }: ComposeSchemaNode, isService: boolean): string | undefined {
  if (path === "") return isService ? "It is a service: put it below services" : undefined;
  const { key } = entry;
  if (path === SERVICE && isService) return "It is a service: begin it in the column of the others";
  if (!path.startsWith(SERVICE)) return undefined;
  const own = path.slice(SERVICE.length + 1);
  const full = own === "" ? key : `${own}.${key}`;
  const instead = misplacedComposeKey(full);
  const note = noteOnMisplacedKey(full);
  if (instead !== undefined)
    return `${note === undefined ? "" : `${note} `}${isRename(full, instead) ? "It is called" : "Its place is"} ${instead}`;
  const paths = pathsOfComposeKey(key).filter((other) => other.startsWith(SERVICE));
  if (own !== "" && paths.includes(SERVICE)) return `It is a key of the service itself`;
  const [only, ...others] = paths;
  if (only === undefined || others.length > 0 || only.includes("[]") || only.endsWith("*")) return undefined;
  return `Its place is ${only.slice(SERVICE.length + 1)}.${key}`;
}

const SERVICE = "services.*";

function isRename(full: string, instead: string): boolean {
  return !full.includes(".") && !instead.includes(".");
}

function looksLikeService({ value }: ComposeEntry): boolean {
  return value.kind === "map" && (valueOf(value, "image") ?? valueOf(value, "build")) !== undefined;
}

/** A map as people call it: "a service", "deploy.resources", "an item of ports". */
function placeName(path: string): string {
  if (path === "") return "the top level";
  const own = path.startsWith(`${SERVICE}.`) ? path.slice(SERVICE.length + 1) : path;
  const [, section, rest] = /^(service|network|volume|secret|config|model)s\.\*(?:\.(.+))?$/.exec(own) ?? [];
  if (section !== undefined)
    return rest === undefined ? `a ${section}` : `${namedPlace(rest)} of a ${section}`;
  return namedPlace(own);
}

function namedPlace(path: string): string {
  if (path.endsWith("[]")) return `an item of ${path.slice(0, -2).replaceAll("[]", "")}`;
  if (path.endsWith(".*")) return `an entry of ${path.slice(0, -2).replaceAll("[]", "")}`;
  return path.replaceAll("[]", "");
}

function rename({ keyPlace }: ComposeEntry, text: string): readonly Fix[] {
  return [{ title: `Change to ${text}`, safety: "suggested", edits: [{ span: keyPlace, text }] }];
}
