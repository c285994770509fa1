import type {
  Connection,
  Diagnostic,
  DocumentDiagnosticReport,
  InitializeParams,
  ServerCapabilities,
} from "vscode-languageserver";
import {
  CodeActionKind,
  DidChangeConfigurationNotification,
  FileChangeType,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import { VERSION } from "../docs.ts";
import type {
  DocumentParams,
  DockerfileOutlineParams,
  ServiceLocation,
  ServiceLocationParams,
} from "../protocol.ts";
import {
  COMPOSE_SERVICES,
  DIAGNOSTIC_SOURCE,
  DOCKERFILE_OUTLINE,
  FIX_ALL_KIND,
  SERVICE_LOCATION,
  SETTINGS_SECTION,
} from "../protocol.ts";
import { readClientSupport } from "./client-support.ts";
import type { OpenDocument } from "./documents.ts";
import { pathOf } from "./places.ts";
import { Publisher } from "./publisher.ts";
import { Refresher } from "./refresher.ts";
import { buildOutline } from "./requests/build-outline.ts";
import { codeActionsIn } from "./requests/code-actions.ts";
import { NOTHING, TRIGGERS, completionsAt } from "./requests/completion.ts";
import { composeServices } from "./requests/compose-services.ts";
import { diagnosticsOf, notAnalysed } from "./requests/diagnostics.ts";
import { hoverAt } from "./requests/hover.ts";
import { inlayHintsIn } from "./requests/inlay-hints.ts";
import { linksOf } from "./requests/links.ts";
import { serviceLocation } from "./requests/service-location.ts";
import { Session } from "./session.ts";
import type { ServerWorld } from "./world.ts";

/** Serves one client over a connection until it closes. Nothing here touches the network; of the disk, what the files name is read. */
export function startServer(connection: Connection, world: ServerWorld): void {
  const session = new Session(connection, world);
  connection.onInitialize((params) => {
    introduce(session, connection, params);
    return { capabilities: capabilities(), serverInfo: { name: DIAGNOSTIC_SOURCE, version: VERSION } };
  });
  listenToSettings(session, connection);
  answerRequests(session, connection);
  answerClient(session, connection);
  reportFindings(session, connection);
  session.documents.listen(connection);
  connection.listen();
}

function introduce(session: Session, connection: Connection, params: InitializeParams): void {
  const client = readClientSupport(params.capabilities);
  const ask = (uri: string): Promise<unknown> =>
    connection.workspace.getConfiguration({ scopeUri: uri, section: SETTINGS_SECTION });
  session.introduce(client, ask, sectionOf(params.initializationOptions), rootsOf(params));
}

function capabilities(): ServerCapabilities {
  return {
    positionEncoding: "utf-16",
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    diagnosticProvider: {
      identifier: DIAGNOSTIC_SOURCE,
      interFileDependencies: true,
      workspaceDiagnostics: false,
    },
    hoverProvider: true,
    completionProvider: { triggerCharacters: [...TRIGGERS] },
    inlayHintProvider: true,
    documentLinkProvider: {},
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL_KIND] },
  };
}

function listenToSettings(session: Session, connection: Connection): void {
  connection.onInitialized(() => {
    session.watcher.start(session.client);
    if (!session.client.watchesConfiguration) return;
    quietly(
      connection.client.register(DidChangeConfigurationNotification.type, { section: SETTINGS_SECTION }),
    );
  });
}

function answerRequests(session: Session, connection: Connection): void {
  connection.onHover(session.answer("hover", null, hoverAt));
  connection.onCompletion(session.answer("completion", NOTHING, completionsAt));
  connection.onCodeAction(session.answer("code actions", [], codeActionsIn));
  connection.onDocumentLinks(session.answer("document links", [], linksOf));
  connection.languages.inlayHint.on(session.answer("inlay hints", [], inlayHintsIn));
}

/** What our own client asks beside the protocol. */
function answerClient(session: Session, connection: Connection): void {
  connection.onRequest<ServiceLocation, unknown>(SERVICE_LOCATION, (params: ServiceLocationParams) =>
    serviceLocation(session, params),
  );
  connection.onRequest(
    COMPOSE_SERVICES,
    session.answer<DocumentParams, ReturnType<typeof composeServices>>(
      "compose services",
      null,
      composeServices,
    ),
  );
  connection.onRequest(
    DOCKERFILE_OUTLINE,
    session.answer<DockerfileOutlineParams, ReturnType<typeof buildOutline>>(
      "Dockerfile outline",
      null,
      buildOutline,
    ),
  );
}

/** Diagnostics, pulled by the client or pushed to it; both say the same. */
function reportFindings(session: Session, connection: Connection): void {
  const { documents } = session;
  const none: DocumentDiagnosticReport = { kind: "full", items: [] };
  connection.languages.diagnostics.on(
    session.guard("diagnostics", none, (document, settings, params): DocumentDiagnosticReport => {
      const analysed = session.analyse(document, settings);
      if (analysed === undefined) return { kind: "full", items: instead(document) };
      const resultId = analysed.id;
      if (params.previousResultId === resultId) return { kind: "unchanged", resultId };
      return { kind: "full", resultId, items: diagnosticsOf(session.opened(document, analysed, settings)) };
    }),
  );

  const publisher = new Publisher(
    (document) => findings(session, document),
    (params) => quietly(connection.sendDiagnostics(params)),
  );
  const askAgain = (): void => {
    if (session.client.refreshesDiagnostics) quietly(connection.languages.diagnostics.refresh());
    if (session.client.refreshesInlayHints) quietly(connection.languages.inlayHint.refresh());
  };
  const refresher = new Refresher(askAgain);
  const pushes = (document: OpenDocument): boolean =>
    document.kind !== undefined && !session.client.pullsDiagnostics;
  const judgeAgain = (affected: readonly OpenDocument[]): void => {
    for (const document of affected) if (pushes(document)) publisher.changed(document);
    if (affected.length > 0) refresher.request();
  };
  const textChanged = ({ path }: OpenDocument): void => {
    if (path !== undefined) judgeAgain(session.touched({ path, isListed: false }));
  };
  documents.onDidChangeContent(({ document }) => {
    if (pushes(document)) publisher.changed(document);
    textChanged(document);
  });
  documents.onDidClose(({ document }) => {
    session.settings.forget(document.uri);
    if (pushes(document)) publisher.closed(document);
    textChanged(document);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const affected = changes.flatMap(({ uri, type }) => {
      const path = pathOf(uri);
      return path === undefined ? [] : session.touched({ path, isListed: type !== FileChangeType.Changed });
    });
    judgeAgain([...new Set(affected)]);
  });
  connection.onDidChangeConfiguration(({ settings }) => {
    session.settings.changed(sectionOf(settings));
    for (const document of documents.all()) if (pushes(document)) publisher.changed(document);
    askAgain();
  });
  connection.onShutdown(() => {
    publisher.dispose();
    refresher.dispose();
  });
}

async function findings(session: Session, document: OpenDocument): Promise<Diagnostic[]> {
  const settings = await session.settings.for(document.uri);
  try {
    const analysed = session.analyse(document, settings);
    return analysed === undefined
      ? instead(document)
      : diagnosticsOf(session.opened(document, analysed, settings));
  } catch (error) {
    session.troubles.request("diagnostics", error);
    return [];
  }
}

/** What stands in the place of the findings of a text that is not analysed. */
function instead(document: OpenDocument): Diagnostic[] {
  const { kind, obstacle } = document;
  return obstacle === undefined || kind === undefined ? [] : [notAnalysed(obstacle, kind)];
}

/** The paths of the folders that the client has open. */
function rootsOf({ workspaceFolders, rootUri }: InitializeParams): readonly string[] {
  const uris = workspaceFolders?.map(({ uri }) => uri) ?? (typeof rootUri === "string" ? [rootUri] : []);
  return uris.map(pathOf).filter((path) => path !== undefined);
}

/** The product's section of settings that may hold others', or the settings themselves. */
function sectionOf(settings: unknown): unknown {
  if (typeof settings !== "object" || settings === null) return undefined;
  return Object.hasOwn(settings, SETTINGS_SECTION) ? Reflect.get(settings, SETTINGS_SECTION) : settings;
}

/** A message to a client that is gone fails, and that concerns nobody. */
function quietly(sending: Promise<unknown>): void {
  sending.catch(() => undefined);
}
