import type { CodeLensProvider, TextDocument } from "vscode";
import { CodeLens, Disposable, EventEmitter, Range, l10n, languages, workspace } from "vscode";
import type { ComposeServices, DockerfileOutline, TextRange } from "../../../server/src/protocol.ts";
import {
  COMPOSE_LANGUAGE_ID,
  COMPOSE_NAMES,
  COMPOSE_SERVICES,
  DOCKERFILE_OUTLINE,
  LANGUAGE_ID,
  SETTINGS_SECTION,
} from "../../../server/src/protocol.ts";
import { COMMANDS } from "../manifest/commands.ts";
import { SETTINGS } from "../manifest/workbench-settings.ts";
import type { LanguageServer } from "./language-server.ts";

/** What can be built and run, above the stages of Dockerfiles and the services of compose files, as the language server reads them. */
export function offerLenses(server: LanguageServer): Disposable {
  const changed = new EventEmitter<void>();
  const compose = [
    { language: COMPOSE_LANGUAGE_ID, scheme: "file" },
    ...COMPOSE_NAMES.map((name) => ({ pattern: `**/${name}`, scheme: "file" })),
  ];
  return Disposable.from(
    changed,
    workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${SETTINGS_SECTION}.${SETTINGS.codeLens}`)) changed.fire();
    }),
    languages.registerCodeLensProvider(
      { language: LANGUAGE_ID, scheme: "file" },
      provider(changed, (document) => stageLenses(document, server)),
    ),
    languages.registerCodeLensProvider(
      compose,
      provider(changed, (document) => serviceLenses(document, server)),
    ),
  );
}

function provider(
  changed: EventEmitter<void>,
  lensesOf: (document: TextDocument) => Promise<CodeLens[]>,
): CodeLensProvider {
  return {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses(document): Promise<CodeLens[]> {
      const settings = workspace.getConfiguration(SETTINGS_SECTION, document);
      // All of them run something.
      if (!workspace.isTrusted || settings.get<unknown>(SETTINGS.codeLens) === false) return [];
      return lensesOf(document);
    },
  };
}

/** Build up to each stage; above the last one also: run the image. */
async function stageLenses(document: TextDocument, server: LanguageServer): Promise<CodeLens[]> {
  const outline = await server.ask<DockerfileOutline | null>(DOCKERFILE_OUTLINE, about(document));
  const stages = outline?.stages ?? [];
  return stages.flatMap(({ name, range: at }, index) => {
    const isLast = index === stages.length - 1;
    // A stage without a name cannot be built alone.
    if (!isLast && name === undefined) return [];
    const build = lens(
      at,
      isLast ? l10n.t("Build Image…") : l10n.t("Build up to Here…"),
      COMMANDS.buildImage,
      {
        file: document.uri,
        stage: isLast ? "" : name,
      },
    );
    if (!isLast) return [build];
    return [
      build,
      lens(at, l10n.t("Run with GPUs…"), COMMANDS.runWithGpus, { file: document.uri, stage: "" }),
    ];
  });
}

async function serviceLenses(document: TextDocument, server: LanguageServer): Promise<CodeLens[]> {
  const found = await server.ask<ComposeServices | null>(COMPOSE_SERVICES, about(document));
  return (found?.services ?? []).flatMap(({ name, range: at, isBuilt }) => {
    const argument = { file: document.uri, service: name };
    const up = lens(at, l10n.t("Up"), COMMANDS.composeUp, argument);
    const build = lens(at, l10n.t("Build"), COMMANDS.composeBuild, argument);
    const logs = lens(at, l10n.t("Logs"), COMMANDS.composeLogs, argument);
    return isBuilt ? [up, build, logs] : [up, logs];
  });
}

function about({ uri }: TextDocument): object {
  return { textDocument: { uri: uri.toString() } };
}

function lens({ start: { line } }: TextRange, title: string, command: string, argument: object): CodeLens {
  return new CodeLens(new Range(line, 0, line, 0), { title, command, arguments: [argument] });
}
