import type { CancellationToken, Connection, TextDocumentIdentifier } from "vscode-languageserver";
import { LSPErrorCodes, ResponseError, TextDocuments } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { rules } from "../engine/rules/index.ts";
import type { ClientSupport } from "./client-support.ts";
import { readClientSupport } from "./client-support.ts";
import type { Analysed } from "./documents.ts";
import { OpenDocument } from "./documents.ts";
import { TroubleLog } from "./log.ts";
import type { Opened } from "./requests/opened.ts";
import type { ServerSettings } from "./settings.ts";
import { SettingsStore } from "./settings.ts";
import type { ServerWorld } from "./world.ts";

/** What the server remembers between messages: the client, its settings, the open documents, the failures already said. */
export class Session {
  readonly documents: TextDocuments<OpenDocument>;
  readonly troubles: TroubleLog;
  readonly #world: ServerWorld;
  #client: ClientSupport = readClientSupport({});
  #settings = new SettingsStore(undefined, undefined, []);

  constructor(connection: Connection, world: ServerWorld) {
    this.#world = world;
    this.troubles = new TroubleLog((line) => connection.console.error(line));
    let serial = 0;
    this.documents = new TextDocuments({
      create: (uri, language, version, text) => {
        serial += 1;
        return new OpenDocument(TextDocument.create(uri, language, version, text), serial);
      },
      update: (document, changes, version) => document.update(changes, version),
    });
  }

  /** What the client says of itself when it connects; `ask` fetches its settings for a document. */
  introduce(client: ClientSupport, ask: (uri: string) => Promise<unknown>, settings: unknown): void {
    const names = (this.#world.rules ?? rules).map(({ name }) => name);
    this.#client = client;
    this.#settings = new SettingsStore(client.configuration ? ask : undefined, settings, names);
  }

  get client(): ClientSupport {
    return this.#client;
  }

  get settings(): SettingsStore {
    return this.#settings;
  }

  /** The findings of a document under its settings; undefined for what is no Dockerfile or cannot be one. */
  analyse(document: OpenDocument, settings: ServerSettings): Analysed | undefined {
    if (!document.isDockerfile || document.obstacle !== undefined) return undefined;
    const analysed = document.analyse(this.#world, settings);
    for (const complaint of settings.complaints) this.troubles.setting(complaint);
    for (const crash of analysed.analysis.crashes) this.troubles.rule(crash.rule, crash.error);
    return analysed;
  }

  /**
   * A handler for requests about one document. It answers `nothing` for documents that are not open, are no Dockerfile or cannot
   * be one, and where `handle` throws; it never waits for anything but the client's settings.
   */
  answer<Params extends { readonly textDocument: TextDocumentIdentifier }, Result>(
    name: string,
    nothing: Result,
    handle: (opened: Opened, params: Params) => Result,
  ): (params: Params, token: CancellationToken) => Promise<Result | ResponseError<never>> {
    return this.guard(name, nothing, (document, settings, params) => {
      const analysed = this.analyse(document, settings);
      if (analysed === undefined) return nothing;
      return handle(
        { document: document.text, analysis: analysed.analysis, settings, client: this.#client },
        params,
      );
    });
  }

  /** As `answer`, for handlers that must also see documents which are not analysed. */
  guard<Params extends { readonly textDocument: TextDocumentIdentifier }, Result>(
    name: string,
    nothing: Result,
    handle: (document: OpenDocument, settings: ServerSettings, params: Params) => Result,
  ): (params: Params, token: CancellationToken) => Promise<Result | ResponseError<never>> {
    return async (params, token) => {
      try {
        const { uri } = params.textDocument;
        if (this.documents.get(uri) === undefined) return nothing;
        const settings = await this.#settings.for(uri);
        if (token.isCancellationRequested) {
          return new ResponseError<never>(
            LSPErrorCodes.RequestCancelled,
            "The client cancelled the request.",
          );
        }
        const document = this.documents.get(uri);
        return document === undefined ? nothing : handle(document, settings, params);
      } catch (error) {
        this.troubles.request(name, error);
        return nothing;
      }
    };
  }
}
