import { isComposeName } from "../../file-names.ts";
import type { ComposeProject } from "../../model/compose/project.ts";
import type { Files } from "../../model/files.ts";
import type { YamlMap } from "../../syntax/yaml.ts";
import { parseYaml } from "../../syntax/yaml.ts";
import { folderOf, joinPath, nameOf } from "../../text/path.ts";

/**
 * The top level of each compose file beside the project's own: what `docker compose -f` may lay the file over. "unknown" for one
 * that cannot be read. None where nobody knows the files.
 */
export function siblingFiles(
  { path, files: own }: ComposeProject,
  files: Files | undefined,
): readonly (YamlMap | "unknown")[] {
  const folder = folderOf(path);
  const names = (files?.list(folder) ?? []).filter(isComposeName);
  const found: (YamlMap | "unknown")[] = [];
  for (const name of names.slice(0, MOST)) {
    const sibling = joinPath(folder, name);
    if (files === undefined || name === nameOf(path) || own.includes(sibling)) continue;
    const file = files.read(sibling);
    if (file.state === "missing") continue;
    const roots = file.state === "text" ? parseYaml(file.text).documents.map(({ root }) => root) : [];
    if (roots.length === 0) found.push("unknown");
    for (const root of roots) found.push(root?.kind === "map" ? root : "unknown");
  }
  return names.length > MOST ? [...found, "unknown"] : found;
}

/**
 * The names below a key at the top of the files that may complete the project: none where Compose takes the project's own by
 * itself, and "unknown" where one of them cannot be read.
 */
export function declaredBeside(
  project: ComposeProject,
  files: Files | undefined,
  section: "services" | "volumes" | "networks",
): ReadonlySet<string> | "unknown" {
  const names = new Set<string>();
  if (isUsedAlone(project)) return names;
  for (const root of siblingFiles(project, files)) {
    if (root === "unknown") return "unknown";
    const found = root.entries.find(({ key }) => key.kind === "scalar" && key.text === section)?.value;
    if (found?.kind !== "map") continue;
    for (const { key } of found.entries) if (key.kind === "scalar") names.add(key.text);
  }
  return names;
}

/** Whether the file has a name that Compose takes by itself, without the files beside it. */
export function isUsedAlone({ path }: ComposeProject): boolean {
  return /^(?:docker-)?compose\.ya?ml$/.test(nameOf(path));
}

/** A folder with more is a collection of examples. */
const MOST = 40;
