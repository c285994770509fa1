import { PassThrough } from "node:stream";
import type {
  ClientCapabilities,
  Diagnostic,
  DocumentDiagnosticReport,
  FileSystemWatcher,
  InitializeResult,
  ProtocolConnection,
  PublishDiagnosticsParams,
  TextDocumentContentChangeEvent,
} from "vscode-languageserver/node";
import {
  CancellationTokenSource,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
  createConnection,
  createProtocolConnection,
} from "vscode-languageserver/node";
import type { Files } from "../../server/src/engine/model/files.ts";
import type { Rule } from "../../server/src/engine/rules/rule.ts";
import { diskFiles } from "../../server/src/host/files.ts";
import { startServer } from "../../server/src/lsp/server.ts";

export const URI = "file:///project/Dockerfile";
export const TODAY = "2026-11-23";

interface Registrations {
  readonly registrations?: readonly {
    readonly registerOptions?: { readonly watchers?: readonly FileSystemWatcher[] };
  }[];
}

/** What an editor like VS Code says of itself. */
export const MODERN: ClientCapabilities = {
  general: { positionEncodings: ["utf-16"] },
  workspace: {
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
    diagnostics: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
    workspaceEdit: { documentChanges: true, resourceOperations: ["create"] },
  },
  textDocument: {
    diagnostic: {},
    hover: { contentFormat: ["markdown", "plaintext"] },
    completion: { completionItem: { documentationFormat: ["markdown"] } },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "source"] } } },
  },
};

/** What the oldest editors say: nothing. */
export const PLAIN: ClientCapabilities = {};

export interface Options {
  readonly capabilities?: ClientCapabilities;
  readonly rules?: readonly Rule[];
  readonly files?: () => Files;
  readonly initializationOptions?: unknown;
  /** The folders that are open. */
  readonly roots?: readonly string[];
  /** The section `mlContainers` for a document; may make the server wait. */
  readonly configuration?: (uri: string) => unknown;
}

/** A language client over in-memory streams, with the server at their other end. */
export class TestClient {
  readonly connection: ProtocolConnection;
  readonly published: PublishDiagnosticsParams[] = [];
  readonly logged: string[] = [];
  /** Methods of the requests that the server sent. */
  readonly asked: string[] = [];
  /** What the server wants to be told of files, pattern by pattern. */
  readonly watched: FileSystemWatcher[] = [];
  #initialized: InitializeResult | undefined;
  #version = 0;

  private constructor(connection: ProtocolConnection) {
    this.connection = connection;
  }

  static async start(options: Options = {}): Promise<TestClient> {
    const up = new PassThrough();
    const down = new PassThrough();
    const server = createConnection(
      ProposedFeatures.all,
      new StreamMessageReader(up),
      new StreamMessageWriter(down),
    );
    startServer(server, {
      today: () => TODAY,
      files: options.files ?? diskFiles,
      ...(options.rules !== undefined && { rules: options.rules }),
    });
    const connection = createProtocolConnection(
      new StreamMessageReader(down),
      new StreamMessageWriter(up),
      undefined,
    );
    const client = new TestClient(connection);
    client.#listen(options);
    connection.listen();
    client.#initialized = await connection.sendRequest<InitializeResult>("initialize", {
      processId: null,
      rootUri: null,
      ...(options.roots !== undefined && {
        workspaceFolders: options.roots.map((uri) => ({ uri, name: uri })),
      }),
      capabilities: options.capabilities ?? MODERN,
      ...(options.initializationOptions !== undefined && {
        initializationOptions: options.initializationOptions,
      }),
    });
    await connection.sendNotification("initialized", {});
    return client;
  }

  get capabilities(): InitializeResult["capabilities"] {
    return this.#initialized?.capabilities ?? {};
  }

  async open(text: string, uri: string = URI, languageId = "dockerfile"): Promise<void> {
    this.#version = 1;
    await this.notify("textDocument/didOpen", {
      textDocument: { uri, languageId, version: this.#version, text },
    });
  }

  async change(changes: readonly TextDocumentContentChangeEvent[], uri: string = URI): Promise<void> {
    this.#version += 1;
    await this.notify("textDocument/didChange", {
      textDocument: { uri, version: this.#version },
      contentChanges: changes,
    });
  }

  /** Puts a text in the place of all that is there. */
  async replace(text: string, uri: string = URI): Promise<void> {
    await this.change([{ text }], uri);
  }

  async close(uri: string = URI): Promise<void> {
    await this.notify("textDocument/didClose", { textDocument: { uri } });
  }

  async notify(method: string, params: object): Promise<void> {
    await this.connection.sendNotification(method, params);
  }

  /** A request about the whole document. */
  async ask<Result>(method: string, params: object = {}, uri: string = URI): Promise<Result> {
    return this.connection.sendRequest<Result>(method, { textDocument: { uri }, ...params });
  }

  /** A request about the whole document that can be taken back. */
  cancellable(method: string, uri: string = URI): { readonly answer: Promise<unknown>; cancel(): void } {
    const source = new CancellationTokenSource();
    const answer = this.connection.sendRequest(method, { textDocument: { uri } }, source.token);
    return { answer, cancel: () => source.cancel() };
  }

  async pull(uri: string = URI, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    return this.ask("textDocument/diagnostic", { previousResultId }, uri);
  }

  /** The diagnostics of a document by pull. */
  async diagnostics(uri: string = URI): Promise<readonly Diagnostic[]> {
    const report = await this.pull(uri);
    if (report.kind !== "full") throw new Error("expected a full report");
    return report.items;
  }

  /** Waits until the server has published something that fits. */
  async publication(
    fits: (params: PublishDiagnosticsParams) => boolean = () => true,
  ): Promise<PublishDiagnosticsParams> {
    for (;;) {
      const found = this.published.find(fits);
      if (found !== undefined) return found;
      await new Promise((resolve) => {
        setTimeout(resolve, 2);
      });
    }
  }

  /** Waits until everything sent so far has been handled. */
  async settled(): Promise<void> {
    await this.ask("textDocument/hover", { position: { line: 0, character: 0 } }, "file:///nothing");
  }

  end(): void {
    this.connection.dispose();
  }

  #listen(options: Options): void {
    this.connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
      this.published.push(params);
    });
    this.connection.onNotification("window/logMessage", ({ message }: { readonly message: string }) => {
      this.logged.push(message);
    });
    this.connection.onRequest(
      "workspace/configuration",
      ({ items }: { readonly items: readonly { readonly scopeUri?: string }[] }) => {
        this.asked.push("workspace/configuration");
        return Promise.all(
          items.map(async ({ scopeUri }) => options.configuration?.(scopeUri ?? "") ?? null),
        );
      },
    );
    for (const method of [
      "client/registerCapability",
      "workspace/diagnostic/refresh",
      "workspace/inlayHint/refresh",
    ]) {
      this.connection.onRequest(method, (params?: Registrations) => {
        this.asked.push(method);
        for (const { registerOptions } of params?.registrations ?? []) {
          this.watched.push(...(registerOptions?.watchers ?? []));
        }
        return null;
      });
    }
  }
}

/** Where the marker `|` stands in a text, as a position, and the text without it. */
export function caret(marked: string): {
  readonly text: string;
  readonly position: { readonly line: number; readonly character: number };
} {
  const at = marked.indexOf("|");
  const before = marked.slice(0, at).split(/\r\n|\r|\n/);
  return {
    text: marked.slice(0, at) + marked.slice(at + 1),
    position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 },
  };
}
