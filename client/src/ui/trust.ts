import { commands, l10n, window, workspace } from "vscode";

/** Whether programs may be run and engines be reached; says so where not. */
export async function isTrusted(): Promise<boolean> {
  if (workspace.isTrusted) return true;
  const manage = l10n.t("Manage Workspace Trust");
  const answer = await window.showErrorMessage(
    l10n.t("In a workspace that is not trusted no connection to an engine is made. Trust it first."),
    manage,
  );
  if (answer === manage) await commands.executeCommand("workbench.trust.manage");
  return workspace.isTrusted;
}
