import type { LogOutputChannel } from "vscode";
import { ConfigurationTarget, ProgressLocation, l10n, window, workspace } from "vscode";
import { SETTINGS_SECTION } from "../../../server/src/protocol.ts";
import type { SetupQuestion, SetupReport, SetupServices } from "../live/setup-report.ts";
import { setupReport } from "../live/setup-report.ts";
import { showProblem } from "./notify.ts";
import { readSettings } from "./settings.ts";
import type { TextDocuments } from "./text-documents.ts";

/** Examines the GPU set-up of the engine that the views show, shows the report, and offers what it found to the linter. */
export async function checkSetup(
  services: SetupServices,
  documents: TextDocuments,
  log: LogOutputChannel,
): Promise<void> {
  const mayRun = await askForTest();
  if (mayRun === undefined) return;
  const report = await examine(services, { choice: readSettings().choice, mayRun });
  if (report === undefined) return;
  if ("message" in report) {
    await showProblem(report, log);
    return;
  }
  await documents.show("gpu setup", l10n.t("GPU setup.txt"), report.text);
  await offerHost(report);
}

/** Undefined where a person breaks off. */
async function askForTest(): Promise<boolean | undefined> {
  const picked = await window.showQuickPick(
    [
      {
        label: l10n.t("Look Only"),
        detail: l10n.t("Nothing is started and nothing is changed."),
        mayRun: false,
      },
      {
        label: l10n.t("Look, and Run a Test Container"),
        detail: l10n.t(
          "nvidia-smi in a container of a CUDA image that the engine has; nothing is pulled, and the container is removed.",
        ),
        mayRun: true,
      },
    ],
    { placeHolder: l10n.t("How shall the GPU setup be checked?") },
  );
  return picked?.mayRun;
}

function examine(services: SetupServices, question: SetupQuestion): ReturnType<typeof setupReport> {
  const options = {
    location: ProgressLocation.Notification,
    title: l10n.t("Checking the GPU setup"),
    cancellable: true,
  };
  return Promise.resolve(
    window.withProgress(options, (_, token) => {
      const control = new AbortController();
      token.onCancellationRequested(() => control.abort());
      return setupReport(services, question, control.signal);
    }),
  );
}

/** Findings may then go by the machine's driver and versions; nothing is written without an answer. */
async function offerHost({ host }: SetupReport): Promise<void> {
  const settings = workspace.getConfiguration(SETTINGS_SECTION);
  const known = settings.get<Readonly<Record<string, unknown>>>("host") ?? {};
  const isKnown = Object.entries(host).every(([key, value]) => String(known[key]) === String(value));
  if (isKnown || workspace.workspaceFolders === undefined) return;
  const found = Object.entries(host).map(([key, value]) => `${key} ${String(value)}`);
  const use = l10n.t("Use in This Workspace");
  const answer = await window.showInformationMessage(
    l10n.t(
      "Shall the findings in this workspace go by what was found here ({0})? It is kept in the setting mlContainers.host.",
      found.join(", "),
    ),
    use,
  );
  if (answer === use) await settings.update("host", { ...known, ...host }, ConfigurationTarget.Workspace);
}
