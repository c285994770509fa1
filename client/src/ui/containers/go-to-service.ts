import { Range, Uri, l10n, window, workspace } from "vscode";
import type { ServiceLocation, ServiceLocationParams } from "../../../../server/src/protocol.ts";
import { SERVICE_LOCATION } from "../../../../server/src/protocol.ts";
import type { ComposeOrigin } from "../../../../workbench/src/containers/model.ts";
import { visible } from "../../../../workbench/src/text/visible.ts";
import { inert } from "../../live/inert.ts";
import type { LanguageServer } from "../language-server.ts";

/**
 * Opens the compose file where it declares the service of a container. The paths come from the container's labels, which anybody may
 * write: only YAML files of this machine are read.
 */
export async function goToService(compose: ComposeOrigin | undefined, server: LanguageServer): Promise<void> {
  if (compose === undefined) {
    void window.showInformationMessage(l10n.t("Compose did not make this container."));
    return;
  }
  const files = compose.files.filter(isLocalYaml).map((file) => Uri.file(file).toString());
  const params: ServiceLocationParams = { files, service: compose.service };
  const found = await server.ask<ServiceLocation>(SERVICE_LOCATION, params);
  if (found === undefined) return;
  if (found.state === "unreadable") {
    const file = visible(compose.files[0] ?? "").slice(0, 200);
    const message = l10n.t(
      "The compose file {0} can't be read on this machine. Open the folder that holds it.",
      file,
    );
    void window.showWarningMessage(inert(message));
    return;
  }
  const document = await workspace.openTextDocument(Uri.parse(found.uri));
  if (found.state === "undeclared") {
    await window.showTextDocument(document);
    const service = visible(compose.service).slice(0, 100);
    const message = l10n.t("The compose file has no service {0} any more. Look for its new name.", service);
    void window.showWarningMessage(inert(message));
    return;
  }
  const { line, character } = found.range.start;
  await window.showTextDocument(document, { selection: new Range(line, character, line, character) });
}

/** A path of another machine's share would make Windows send the user's name there. */
function isLocalYaml(file: string): boolean {
  return /\.ya?ml$/i.test(file) && !/^[\\/]{2}/.test(file);
}
