import type { Diagnostic, PublishDiagnosticsParams } from "vscode-languageserver";
import type { OpenDocument } from "./documents.ts";

/** A text that takes longer to judge than this, in milliseconds, waits until typing rests; others are judged at once. */
const QUICK = 20;
/** The longest wait, in milliseconds. */
const LONGEST_REST = 400;

/** Pushes diagnostics to clients that do not ask for them: the last text's only, and none once a document is closed. */
export class Publisher {
  readonly #find: (document: OpenDocument) => Promise<Diagnostic[]>;
  readonly #send: (params: PublishDiagnosticsParams) => void;
  readonly #waiting = new Map<OpenDocument, NodeJS.Timeout | undefined>();
  /** How long the last judgement of a document took, in milliseconds. */
  readonly #took = new WeakMap<OpenDocument, number>();

  constructor(
    find: (document: OpenDocument) => Promise<Diagnostic[]>,
    send: (params: PublishDiagnosticsParams) => void,
  ) {
    this.#find = find;
    this.#send = send;
  }

  /**
   * A document was opened, or it or what it is judged by changed. Changes that have already arrived are taken together; a
   * document that takes long waits until typing rests.
   */
  changed(document: OpenDocument): void {
    const isNew = !this.#waiting.has(document);
    clearTimeout(this.#waiting.get(document));
    const rest = this.#restAfter(document);
    this.#waiting.set(document, isNew ? undefined : setTimeout(() => void this.#publish(document), rest));
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

  #restAfter(document: OpenDocument): number {
    const took = this.#took.get(document) ?? 0;
    return took < QUICK ? 0 : Math.min(LONGEST_REST, 4 * took);
  }

  async #publish(document: OpenDocument): Promise<void> {
    const { version } = document.text;
    const start = performance.now();
    const diagnostics = await this.#find(document);
    this.#took.set(document, performance.now() - start);
    const isCurrent = this.#waiting.has(document) && document.text.version === version;
    if (isCurrent) this.#send({ uri: document.uri, version, diagnostics });
  }
}
