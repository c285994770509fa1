import type { CodeLensProvider, Disposable, TextDocument } from "vscode";
import { CodeLens, Range, l10n, languages, workspace } from "vscode";
import { LANGUAGE_ID, SETTINGS_SECTION } from "../../../server/src/protocol.ts";
import { stagesOf } from "../live/images.ts";
import { COMMANDS } from "../manifest/commands.ts";
import { SETTINGS } from "../manifest/workbench-settings.ts";

/** Above each stage of a Dockerfile: build up to it; above the last one also: run the image. */
export function offerBuilds(): Disposable {
  return languages.registerCodeLensProvider({ language: LANGUAGE_ID, scheme: "file" }, provider);
}

const provider: CodeLensProvider = {
  provideCodeLenses(document: TextDocument): CodeLens[] {
    const settings = workspace.getConfiguration(SETTINGS_SECTION, document);
    if (settings.get<unknown>(SETTINGS.codeLens) === false) return [];
    const stages = stagesOf(document.getText());
    return stages.flatMap(({ name, line }, index) => {
      const isLast = index === stages.length - 1;
      // A stage without a name cannot be built alone.
      if (!isLast && name === undefined) return [];
      const range = new Range(line, 0, line, 0);
      const build = new CodeLens(range, {
        title: isLast ? l10n.t("Build Image…") : l10n.t("Build up to Here…"),
        command: COMMANDS.buildImage,
        arguments: [{ file: document.uri, stage: isLast ? "" : name }],
      });
      const run = new CodeLens(range, { title: l10n.t("Run with GPUs…"), command: COMMANDS.runWithGpus });
      return isLast ? [build, run] : [build];
    });
  },
};
