import type { YamlFile } from "../../syntax/yaml.ts";
import { folderOf } from "../../text/path.ts";
import type { Loading, Scope } from "./loading.ts";
import { mergeFiles, settled } from "./merge.ts";
import { readValue } from "./read.ts";
import type { ComposeMap } from "./value.ts";
import { isNull } from "./value.ts";

/** The documents of a file that hold maps; problems say which do not. */
export function documentsOf(
  loading: Loading,
  path: string,
  yaml: YamlFile,
  { lookup }: Scope,
): readonly ComposeMap[] {
  const { problems, copies } = loading;
  const context = { file: path, source: yaml.source, lookup, problems, copies };
  const roots: ComposeMap[] = [];
  for (const { root: node, span } of yaml.documents) {
    const value = node === undefined ? undefined : readValue(node, context);
    if (value?.kind === "map") roots.push(value);
    else if (yaml.problems.length === 0) {
      const isEmpty = value === undefined || isNull(value);
      const at = value?.at ?? { file: path, ...span };
      if (!isEmpty) problems.push({ at, message: NO_MAP });
      else if (yaml.documents.length > 1) problems.push({ at, message: EMPTY_DOCUMENT });
    }
  }
  return roots;
}

/** The documents of one file laid over one another, with neither `include` nor `extends` followed. */
export function loadPlain(
  loading: Loading,
  path: string,
  yaml: YamlFile,
  scope: Scope,
): ComposeMap | undefined {
  if (!loading.settings.has(path)) loading.settings.set(path, { ...scope, folder: folderOf(path) });
  const roots = documentsOf(loading, path, yaml, scope);
  const model = roots.length < 2 ? roots[0] : roots.reduce((one, next) => mergeFiles(one, next));
  return model === undefined || !usesTags(yaml) ? model : settled(model);
}

/** Tags that act on what is merged. */
export function usesTags({ source }: YamlFile): boolean {
  return source.includes("!reset") || source.includes("!override");
}

const EMPTY_DOCUMENT =
  'Nothing stands in this document, which Compose refuses. Take the line "---" away, or write "services:" below it.';
const NO_MAP =
  'A compose file is a map of keys such as "services:"; this is none. Write its services below "services:".';
