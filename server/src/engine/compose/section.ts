import { perProject } from "../model/memo.ts";
import type { ComposeProject } from "../model/compose/project.ts";
import type { YamlNode } from "../syntax/yaml.ts";
import { ITEM } from "./typed.ts";

/**
 * The path that content has in a service, with `services` and the service's name in front. Content of an anchor outside the services
 * counts as where its first alias puts it, that of an extension field without one as a service's. Undefined for anything else.
 */
export function sectionOf(project: ComposeProject, path: readonly string[]): readonly string[] | undefined {
  let at = path;
  for (let depth = 0; depth < MOST_TEMPLATES; depth += 1) {
    if (at[0] === "services") return at;
    const used = usedAs(project, at);
    if (used === undefined) break;
    at = used;
  }
  return at[0]?.startsWith("x-") === true ? ["services", "", ...at.slice(1)] : undefined;
}

/**
 * The path of a key relative to its service, as the facts write it: `deploy.resources.reservations.devices[].count`; "" for the service
 * itself, undefined outside the services.
 */
export function servicePath(section: readonly string[] | undefined): string | undefined {
  if (section === undefined || section.length < 2) return undefined;
  let text = "";
  for (const part of section.slice(2)) text += part === ITEM || text === "" ? part : `.${part}`;
  return text;
}

/** More templates within templates than anybody writes. */
const MOST_TEMPLATES = 8;

/** The path by way of the innermost anchor around it that an alias refers to. */
function usedAs(project: ComposeProject, path: readonly string[]): readonly string[] | undefined {
  const uses = aliasUses(project);
  if (uses.size === 0) return undefined;
  let node: YamlNode | undefined = project.yaml.documents[0]?.root;
  let found: readonly string[] | undefined;
  for (const [index, key] of path.entries()) {
    if (node?.kind !== "map") break;
    node = node.entries.find((entry) => entry.key.kind === "scalar" && entry.key.text === key)?.value;
    const used = node === undefined ? undefined : uses.get(node);
    if (used !== undefined) found = [...used, ...path.slice(index + 1)];
  }
  return found;
}

/** Where the first alias of each anchored value puts it; a merge key puts it into the map that it stands in. */
const aliasUses = perProject(({ yaml }): ReadonlyMap<YamlNode, readonly string[]> => {
  const uses = new Map<YamlNode, readonly string[]>();
  const walk = (node: YamlNode, path: readonly string[]): void => {
    if (node.kind === "alias") {
      if (node.target !== undefined && !uses.has(node.target)) uses.set(node.target, path);
    } else if (node.kind === "list") for (const item of node.items) walk(item, [...path, ITEM]);
    else if (node.kind === "map") {
      for (const { key, value } of node.entries) {
        if (key.kind !== "scalar") continue;
        if (key.text !== "<<") walk(value, [...path, key.text]);
        else if (value.kind === "list") for (const item of value.items) walk(item, path);
        else walk(value, path);
      }
    }
  };
  const root = yaml.documents[0]?.root;
  if (root !== undefined) walk(root, []);
  return uses;
});
