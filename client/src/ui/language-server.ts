import type { Disposable, LogOutputChannel, TextDocument } from "vscode";
import { languages, window, workspace } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { SETTINGS_SECTION } from "../../../server/src/protocol.ts";
import { SERVED, SYNCHRONIZED } from "./selectors.ts";

/** The language server's process and the connection to it. */
export class LanguageServer implements Disposable {
  readonly #module: string;
  readonly #log: LogOutputChannel;
  #client: LanguageClient | undefined;
  #starting: Promise<void> = Promise.resolve();
  #waiting: Disposable | undefined;
  #isWanted = false;

  /** `module` is the bundled server's path. */
  constructor(module: string, log: LogOutputChannel) {
    this.#module = module;
    this.#log = log;
  }

  /** Starts once a document is open that it is there for: the editor cannot tell before which YAML files are compose files. */
  async startWhenNeeded(): Promise<void> {
    if (workspace.textDocuments.some(isServed)) return this.start();
    this.#waiting = workspace.onDidOpenTextDocument((document) => {
      if (isServed(document)) void this.start();
    });
  }

  /** Never rejects: a server that does not start is said once, with what to do. */
  start(): Promise<void> {
    this.#waiting?.dispose();
    this.#isWanted = true;
    this.#starting = this.#start();
    return this.#starting;
  }

  /** The server's answer to a request of ours; undefined where the server does not run, which has been said, or is ended meanwhile. */
  async ask<Answer>(method: string, params: object): Promise<Answer | undefined> {
    if (this.#isWanted) await this.#starting;
    else await this.start();
    if (this.#client?.isRunning() !== true) return undefined;
    try {
      return await this.#client.sendRequest<Answer>(method, params);
    } catch (error) {
      this.#log.warn(`The language server gave no answer to ${method}.`, String(error));
      return undefined;
    }
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Never rejects: a process that does not answer is ended all the same. */
  async stop(): Promise<void> {
    await this.#starting;
    if (this.#client?.needsStop() !== true) return;
    try {
      await this.#client.stop();
    } catch (error) {
      this.#log.warn(
        "The language server did not stop in order.",
        error instanceof Error ? error : String(error),
      );
    }
  }

  dispose(): void {
    this.#waiting?.dispose();
    void this.stop();
  }

  async #start(): Promise<void> {
    try {
      this.#client ??= await clientOf(this.#module, this.#log);
      await this.#client.start();
    } catch (error) {
      this.#log.error("The language server did not start.", error instanceof Error ? error : String(error));
      void this.#offerLog();
    }
  }

  async #offerLog(): Promise<void> {
    const restart = "Restart";
    const showLog = "Show Log";
    const answer = await window.showErrorMessage(
      "ML Containers could not start its language server; Dockerfiles and compose files are not checked. Restart it, or look into the log for the reason.",
      restart,
      showLog,
    );
    if (answer === restart) await this.restart();
    if (answer === showLog) this.#log.show();
  }
}

function isServed(document: TextDocument): boolean {
  return languages.match([...SERVED], document) > 0;
}

/** The client's library is larger than all the rest of the extension: it is loaded with the first file that needs it. */
async function clientOf(module: string, log: LogOutputChannel): Promise<LanguageClient> {
  const { LanguageClient, RevealOutputChannelOn, TransportKind } = await import("vscode-languageclient/node");
  const transport = TransportKind.ipc;
  return new LanguageClient(
    SETTINGS_SECTION,
    "ML Containers",
    {
      run: { module, transport },
      debug: { module, transport, options: { execArgv: ["--inspect=6011"] } },
    },
    {
      documentSelector: [...SYNCHRONIZED],
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      diagnosticCollectionName: SETTINGS_SECTION,
    },
  );
}
