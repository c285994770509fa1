import type { Disposable, LogOutputChannel } from "vscode";
import { window } from "vscode";
import type { LanguageClientOptions, ServerOptions } from "vscode-languageclient/node";
import { LanguageClient, RevealOutputChannelOn, TransportKind } from "vscode-languageclient/node";
import { DOCKERFILE_NAMES, LANGUAGE_ID, SETTINGS_SECTION } from "../../../server/src/protocol.ts";

/** The language server's process and the connection to it. */
export class LanguageServer implements Disposable {
  readonly #client: LanguageClient;
  readonly #log: LogOutputChannel;
  #starting: Promise<void> = Promise.resolve();

  /** `module` is the bundled server's path. */
  constructor(module: string, log: LogOutputChannel) {
    this.#log = log;
    this.#client = new LanguageClient(
      SETTINGS_SECTION,
      "ML Containers",
      serverOptions(module),
      clientOptions(log),
    );
  }

  /** Never rejects: a server that does not start is said once, with what to do. */
  start(): Promise<void> {
    this.#starting = this.#start();
    return this.#starting;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Never rejects: a process that does not answer is ended all the same. */
  async stop(): Promise<void> {
    await this.#starting;
    if (!this.#client.needsStop()) return;
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
    void this.stop();
  }

  async #start(): Promise<void> {
    try {
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
      "ML Containers could not start its language server; Dockerfiles are not checked. Restart it, or look into the log for the reason.",
      restart,
      showLog,
    );
    if (answer === restart) await this.restart();
    if (answer === showLog) this.#log.show();
  }
}

function serverOptions(module: string): ServerOptions {
  return {
    run: { module, transport: TransportKind.ipc },
    debug: { module, transport: TransportKind.ipc, options: { execArgv: ["--inspect=6011"] } },
  };
}

/** No scheme is named: the server gets every text from the editor, so files on disk, unsaved and remote ones are alike. */
function clientOptions(log: LogOutputChannel): LanguageClientOptions {
  return {
    documentSelector: [
      { language: LANGUAGE_ID },
      ...DOCKERFILE_NAMES.map((name) => ({ pattern: `**/${name}` })),
    ],
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    diagnosticCollectionName: SETTINGS_SECTION,
  };
}
