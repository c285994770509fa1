import type { TextDocument } from "vscode";
import { CodeAction, Range, commands, window, workspace } from "vscode";
import { FIX_ALL_KIND } from "../../../server/src/protocol.ts";

/** Applies every safe fix to the file in the active editor, or says why nothing happened. */
export async function fixAllInActiveEditor(): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (document === undefined) {
    void window.showInformationMessage("No file is open. Open a Dockerfile or a compose file and try again.");
    return;
  }
  const actions = await fixAllActions(document);
  const edit = actions.find((action) => action.edit !== undefined)?.edit;
  if (edit === undefined) {
    void window.showInformationMessage("ML Containers: nothing in this file can be fixed safely.");
    return;
  }
  if (!(await workspace.applyEdit(edit))) {
    void window.showWarningMessage("The file changed in the meantime. Run the command again.");
  }
}

async function fixAllActions(document: TextDocument): Promise<readonly CodeAction[]> {
  const whole = new Range(document.positionAt(0), document.positionAt(document.getText().length));
  const actions = await commands.executeCommand<readonly unknown[] | undefined>(
    "vscode.executeCodeActionProvider",
    document.uri,
    whole,
    FIX_ALL_KIND,
  );
  return (actions ?? []).filter((action) => action instanceof CodeAction);
}
