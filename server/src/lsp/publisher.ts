import type { Diagnostic, PublishDiagnosticsParams } from "vscode-languageserver";
import type { OpenDocument } from "./documents.ts";

/** A text that takes longer to judge than this, in milliseconds, may have to wait until typing rests. */
const QUICK = 100;
/** The longest wait, in milliseconds. */
const LONGEST_REST = 300;

/** Pushes diagnostics to clients that do not ask for them: the last text's only, and none once a document is closed. */
export class Publisher {
  readonly #find: (document: OpenDocument) => Promise<Diagnostic[]>;
  readonly #send: (params: PublishDiagnosticsParams) => void;
  /** By document, how to call off the judgement that is due. */
  readonly #waiting = new Map<OpenDocument, () => void>();
  /** How long the last judgement of a document took, in milliseconds. */
  readonly #took = new WeakMap<OpenDocument, number>();
  /** When a document changed last, in milliseconds. */
  readonly #changedAt = new WeakMap<OpenDocument, number>();

  constructor(
    find: (document: OpenDocument) => Promise<Diagnostic[]>,
    send: (params: PublishDiagnosticsParams) => void,
  ) {
    this.#find = find;
    this.#send = send;
  }

  /**
   * A document was opened, or it or what it is judged by changed. Changes that have already arrived are taken together; while
   * they come faster than the document can be judged, it waits until typing rests.
   */
  changed(document: OpenDocument): void {
    this.#waiting.get(document)?.();
    this.#waiting.set(
      document,
      soon(this.#restAfter(document), () => void this.#publish(document)),
    );
  }

  closed(document: OpenDocument): void {
    this.#waiting.get(document)?.();
    this.#waiting.delete(document);
    this.#send({ uri: document.uri, diagnostics: [] });
  }

  dispose(): void {
    for (const callOff of this.#waiting.values()) callOff();
    this.#waiting.clear();
  }

  #restAfter(document: OpenDocument): number {
    const now = performance.now();
    const since = now - (this.#changedAt.get(document) ?? Number.NEGATIVE_INFINITY);
    this.#changedAt.set(document, now);
    const took = this.#took.get(document) ?? 0;
    return took < QUICK || since > took ? 0 : Math.min(LONGEST_REST, took);
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

/** Runs something once the messages that have arrived are read, or after a rest in milliseconds; returns how to call it off. */
function soon(rest: number, run: () => void): () => void {
  if (rest === 0) {
    const immediate = setImmediate(run);
    return () => clearImmediate(immediate);
  }
  const timeout = setTimeout(run, rest);
  return () => clearTimeout(timeout);
}
