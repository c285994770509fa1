import type { Disposable, Event, TextDocumentContentProvider, Uri } from "vscode";
import { EventEmitter, Uri as UriClass, window, workspace } from "vscode";

const SCHEME = "ml-containers-inspect";

/** Shows what an engine says of a container as a JSON document that nobody can change. */
export class InspectDocuments implements TextDocumentContentProvider, Disposable {
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

  async show(id: string, name: string, value: unknown): Promise<void> {
    this.#texts.delete(id);
    this.#texts.set(id, `${JSON.stringify(value, undefined, 2)}\n`);
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size <= MOST) break;
      this.#texts.delete(oldest);
    }
    const file = `${name.replaceAll(/[^\w.-]/g, "_").slice(0, 80)}.json`;
    const uri = UriClass.from({ scheme: SCHEME, path: `/${file}`, query: id });
    this.#emitter.fire(uri);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }

  dispose(): void {
    this.#registration.dispose();
    this.#emitter.dispose();
  }
}

const MOST = 20;
