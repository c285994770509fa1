import type { WorkspaceEdit } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { CONFIG_NAMES, repositoryOf } from "../../engine/config/find.ts";
import { newConfigWithout, switchOff } from "../../engine/config/switch-off.ts";
import { folderOf, joinPath } from "../../engine/text/path.ts";
import { toTextEdit } from "../convert.ts";
import type { Opened } from "./opened.ts";

/**
 * Switches a rule off in the project config that holds for a document; where there is none, in a new one at the top of the repository,
 * else of the folder that the editor has open. Undefined where that is impossible or would change nothing.
 */
export function ignoreInProject(opened: Opened, rule: string): WorkspaceEdit | undefined {
  const { path, files, config, settings } = opened;
  // What the editor's own settings say of a rule counts more than any config.
  if (path === undefined || files === undefined || Object.hasOwn(settings.wishes.severities, rule))
    return undefined;
  if (config === undefined) {
    const folder = folderOf(path);
    return created(opened, repositoryOf(files, folder) ?? rootOf(opened, path) ?? folder, rule);
  }
  const edit = switchOff(config.source, rule, { folder: config.folder, path });
  if (edit === undefined) return undefined;
  const uri = opened.addressOf(config.path);
  const edits = [toTextEdit(TextDocument.create(uri, "yaml", 0, config.source), edit)];
  if (!opened.client.versionedEdits) return { changes: { [uri]: edits } };
  return { documentChanges: [{ textDocument: { uri, version: opened.versionOf(config.path) }, edits }] };
}

function created(opened: Opened, folder: string, rule: string): WorkspaceEdit | undefined {
  const [name] = CONFIG_NAMES;
  if (!opened.client.createsFiles || name === undefined) return undefined;
  const uri = opened.addressOf(joinPath(folder, name));
  const start = { line: 0, character: 0 };
  const edits = [{ range: { start, end: start }, newText: newConfigWithout(rule) }];
  return {
    documentChanges: [
      { kind: "create", uri },
      { textDocument: { uri, version: null }, edits },
    ],
  };
}

/** The innermost of the editor's folders that holds a file. */
function rootOf({ roots }: Opened, path: string): string | undefined {
  return roots
    .filter((root) => path.startsWith(root.endsWith("/") ? root : `${root}/`))
    .toSorted((a, b) => b.length - a.length)[0];
}
