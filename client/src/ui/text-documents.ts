import type { Disposable, Event, TextDocumentContentProvider, Uri } from "vscode";
import { EventEmitter, Uri as UriClass, window, workspace } from "vscode";

const SCHEME = "ml-containers-text";

/** Shows texts that we made as documents that nobody can change: what an engine says of a container, a report. */
export class TextDocuments implements TextDocumentContentProvider, Disposable {
  readonly #emitter = new EventEmitter<Uri>();
  readonly onDidChange: Event<Uri> = this.#emitter.event;
  readonly #texts = new Map<string, string>();
  readonly #registration: Disposable;

  constructor() {
    this.#registration = workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.#texts.get(uri.query) ?? "";
  }

  /** A document with the same `key` is shown anew. The file's name may be hostile; its ending tells the editor the language. */
  async show(key: string, file: string, text: string): Promise<void> {
    this.#texts.delete(key);
    this.#texts.set(key, text);
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size <= MOST) break;
      this.#texts.delete(oldest);
    }
    const path = `/${file.replaceAll(/[^\w .-]/g, "_").slice(-80)}`;
    const uri = UriClass.from({ scheme: SCHEME, path, query: key });
    this.#emitter.fire(uri);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }

  dispose(): void {
    this.#registration.dispose();
    this.#emitter.dispose();
  }
}

const MOST = 20;
