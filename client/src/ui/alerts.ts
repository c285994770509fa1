import { commands, l10n, window } from "vscode";
import type { Alert, AlertAction } from "../../../workbench/src/alerts/alert.ts";
import { visible } from "../../../workbench/src/text/visible.ts";
import { inert } from "../live/inert.ts";
import { COMMANDS } from "../manifest/commands.ts";
import { VIEWS } from "../manifest/views.ts";

/** Tells of an alert, with the one thing to do and the way to be told no more of its kind. */
export async function showAlert({ message, action, subject }: Alert): Promise<void> {
  const does = titleOf(action);
  const settings = l10n.t("Alerts…");
  const answer = await window.showWarningMessage(inert(visible(message)), does, settings);
  if (answer === does) await commands.executeCommand(commandOf(action), subject);
  if (answer === settings) {
    await commands.executeCommand("workbench.action.openSettings", "mlContainers.alerts");
  }
}

function titleOf(action: AlertAction): string {
  switch (action) {
    case "show-logs":
      return l10n.t("Show Logs");
    case "show-gpu":
      return l10n.t("Show GPUs");
    case "show-container":
      return l10n.t("Show Containers");
    default:
      return l10n.t("Restart Container…");
  }
}

function commandOf(action: AlertAction): string {
  switch (action) {
    case "show-logs":
      return COMMANDS.showContainerLogs;
    case "show-gpu":
      return `${VIEWS.gpus}.focus`;
    case "show-container":
      return `${VIEWS.containers}.focus`;
    default:
      return COMMANDS.restartContainer;
  }
}
