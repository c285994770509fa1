import { Range, Uri, l10n, window, workspace } from "vscode";
import type { ComposeOrigin } from "../../../../workbench/src/containers/model.ts";
import { systemDisk } from "../../../../workbench/src/exec/disk.ts";
import { visible } from "../../../../workbench/src/text/visible.ts";
import { inert } from "../../live/inert.ts";
import { serviceLine } from "../../live/service-line.ts";

/**
 * Opens the compose file where it declares the service of a container. The paths come from the container's labels, which anybody may
 * write: only YAML files of this machine are opened.
 */
export async function goToService(compose: ComposeOrigin | undefined): Promise<void> {
  if (compose === undefined) {
    void window.showInformationMessage(l10n.t("Compose did not make this container."));
    return;
  }
  const files = compose.files.slice(0, MOST_FILES).filter(isLocalYaml);
  const texts = await Promise.all(files.map((file) => systemDisk.read(file)));
  const readable = files.flatMap((file, index) => {
    const text = texts[index];
    return text === undefined ? [] : [{ file, line: serviceLine(text, compose.service) }];
  });
  // Of several files the last that speaks of the service is the one that counts.
  const found = readable.findLast(({ line }) => line !== undefined) ?? readable[0];
  if (found === undefined) {
    const file = visible(compose.files[0] ?? "");
    void window.showWarningMessage(
      inert(
        l10n.t("The compose file {0} can't be read on this machine. Open the folder that holds it.", file),
      ),
    );
    return;
  }
  const document = await workspace.openTextDocument(Uri.file(found.file));
  const line = Math.min(found.line ?? 0, document.lineCount - 1);
  await window.showTextDocument(document, { selection: new Range(line, 0, line, 0) });
}

const MOST_FILES = 20;

/** A path of another machine's share would make Windows send the user's name there. */
function isLocalYaml(file: string): boolean {
  return /\.ya?ml$/i.test(file) && !/^[\\/]{2}/.test(file);
}
