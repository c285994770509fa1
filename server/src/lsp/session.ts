import type { CancellationToken, Connection, TextDocumentIdentifier } from "vscode-languageserver";
import { LSPErrorCodes, ResponseError, TextDocuments } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Files } from "../engine/model/files.ts";
import { rules } from "../engine/rules/index.ts";
import { overlaid } from "../host/files.ts";
import type { ClientSupport } from "./client-support.ts";
import { readClientSupport } from "./client-support.ts";
import type { Analysed } from "./documents.ts";
import { OpenDocument, locationIn } from "./documents.ts";
import { TroubleLog } from "./log.ts";
import type { Touched } from "./neighbours.ts";
import { uriOf } from "./places.ts";
import type { Opened } from "./requests/opened.ts";
import type { ServerSettings } from "./settings.ts";
import { SettingsStore } from "./settings.ts";
import { Watcher } from "./watcher.ts";
import type { ServerWorld } from "./world.ts";

/**
 * What the server remembers between messages: the client, its settings, the open documents and the files that they rest on, the
 * failures already said.
 */
export class Session {
  readonly documents: TextDocuments<OpenDocument>;
  readonly troubles: TroubleLog;
  readonly watcher: Watcher;
  readonly #world: ServerWorld;
  #client: ClientSupport = readClientSupport({});
  #settings = new SettingsStore(undefined, undefined, []);
  #roots: readonly string[] = [];

  constructor(connection: Connection, world: ServerWorld) {
    this.#world = world;
    this.watcher = new Watcher(connection);
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

  /** What the client says of itself when it connects: `ask` fetches its settings for a document, `roots` are its folders' paths. */
  introduce(
    client: ClientSupport,
    ask: (uri: string) => Promise<unknown>,
    settings: unknown,
    roots: readonly string[],
  ): void {
    this.#roots = roots;
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

  /** The findings of a document under its settings; undefined for what is none of the server's files or cannot be one. */
  analyse(document: OpenDocument, settings: ServerSettings): Analysed | undefined {
    const { kind, obstacle } = document;
    if (kind === undefined || obstacle !== undefined) return undefined;
    const analysed = document.analyse(kind, this.#world, settings, () => this.files());
    if (analysed.neighbours !== undefined) this.watcher.cover(analysed.neighbours.paths);
    for (const complaint of settings.complaints) this.troubles.setting(complaint);
    const { config } = analysed;
    if (config !== undefined) this.troubles.config(config);
    for (const crash of analysed.analysis.crashes) this.troubles.rule(crash.rule, crash.error);
    return analysed;
  }

  /** Something happened to a file, on the disk or in the editor: forgets what rests on it, and returns the documents that do. */
  touched(what: Touched): readonly OpenDocument[] {
    return this.documents.all().filter((document) => document.touched(what));
  }

  /** The files as the editor shows them, else as they lie on the disk. */
  files(): Files {
    return overlaid(this.#world.files(), (path) => this.#at(path)?.text.getText());
  }

  /** The address of a file: the editor's own where it is open. */
  addressOf(path: string): string {
    return this.#at(path)?.uri ?? uriOf(path);
  }

  #at(path: string): OpenDocument | undefined {
    return this.documents.all().find((document) => document.path === path);
  }

  /**
   * A handler for requests about one document. It answers `nothing` for documents that are not open, are none of the server's
   * files or cannot be one, and where `handle` throws; it never waits for anything but the client's settings.
   */
  answer<Params extends { readonly textDocument: TextDocumentIdentifier }, Result>(
    name: string,
    nothing: Result,
    handle: (opened: Opened, params: Params) => Result,
  ): (params: Params, token: CancellationToken) => Promise<Result | ResponseError<never>> {
    return this.guard(name, nothing, (document, settings, params) => {
      const analysed = this.analyse(document, settings);
      if (analysed === undefined) return nothing;
      return handle(this.opened(document, analysed, settings), params);
    });
  }

  opened(document: OpenDocument, analysed: Analysed, settings: ServerSettings): Opened {
    const { analysis, neighbours, config } = analysed;
    return {
      document: document.text,
      analysis,
      settings,
      client: this.#client,
      path: document.path,
      files: neighbours,
      config,
      roots: this.#roots,
      locate: (path, span) => locationIn(neighbours, this.addressOf(path), path, span),
      addressOf: (path) => this.addressOf(path),
      versionOf: (path) => this.#at(path)?.text.version ?? null,
    };
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
