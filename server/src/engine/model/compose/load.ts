import type { YamlFile } from "../../syntax/yaml.ts";
import { documentsOf, usesTags } from "./documents.ts";
import { extendServices } from "./extends.ts";
import { included } from "./include.ts";
import type { Loading, Scope } from "./loading.ts";
import { mergeFiles, settled } from "./merge.ts";
import type { ComposeMap } from "./value.ts";

/** Reads files that are laid over one another, with what they include and extend; undefined where none holds anything. */
export function loadFiles(
  loading: Loading,
  paths: readonly { readonly path: string; readonly yaml: YamlFile }[],
  scope: Scope,
): ComposeMap | undefined {
  let model: ComposeMap | undefined;
  for (const { path, yaml } of paths) {
    loading.settings.set(path, scope);
    for (const root of documentsOf(loading, path, yaml, scope)) {
      const extended = extendServices(loading, path, root, scope);
      const whole = included(loading, extended, loadFiles, {
        ...scope,
        includedBy: [...scope.includedBy, paths[0]?.path ?? path],
      });
      model = model === undefined ? whole : mergeFiles(model, whole);
    }
  }
  if (model === undefined || !paths.some(({ yaml }) => usesTags(yaml))) return model;
  return settled(model);
}
