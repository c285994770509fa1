import type { Diagnostic, PublishDiagnosticsParams } from "vscode-languageserver";
import type { OpenDocument } from "./documents.ts";

/** How long typing must rest before diagnostics are pushed, in milliseconds. Clients that pull choose their own pace. */
const REST = 40;

/** Pushes diagnostics to clients that do not ask for them: the last text's only, and none once a document is closed. */
export class Publisher {
  readonly #find: (document: OpenDocument) => Promise<Diagnostic[]>;
  readonly #send: (params: PublishDiagnosticsParams) => void;
  readonly #waiting = new Map<OpenDocument, NodeJS.Timeout | undefined>();

  constructor(
    find: (document: OpenDocument) => Promise<Diagnostic[]>,
    send: (params: PublishDiagnosticsParams) => void,
  ) {
    this.#find = find;
    this.#send = send;
  }

  /** A document was opened: at once. It, or what it is judged by, changed: when typing rests. */
  changed(document: OpenDocument): void {
    const isNew = !this.#waiting.has(document);
    clearTimeout(this.#waiting.get(document));
    this.#waiting.set(document, isNew ? undefined : setTimeout(() => void this.#publish(document), REST));
    if (isNew) void this.#publish(document);
  }

  closed(document: OpenDocument): void {
    clearTimeout(this.#waiting.get(document));
    this.#waiting.delete(document);
    this.#send({ uri: document.uri, diagnostics: [] });
  }

  dispose(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }

  async #publish(document: OpenDocument): Promise<void> {
    const { version } = document.text;
    const diagnostics = await this.#find(document);
    const isCurrent = this.#waiting.has(document) && document.text.version === version;
    if (isCurrent) this.#send({ uri: document.uri, version, diagnostics });
  }
}
