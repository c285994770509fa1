import type { TextDocumentContentChangeEvent } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Analysis } from "../engine/analyze.ts";
import { analyze } from "../engine/analyze.ts";
import { isDockerfileName, isOtherKind } from "../engine/file-names.ts";
import { LANGUAGE_ID } from "../protocol.ts";
import type { ServerSettings } from "./settings.ts";
import type { ServerWorld } from "./world.ts";

/** Longer texts are not analysed. In UTF-16 code units, which is what an editor sends; 1 MB of ASCII. */
const MAX_LENGTH = 1_048_576;

/** Why a text is not analysed. */
export type Obstacle = "too-long" | "binary";

/** An analysis with an id that no other text, version or settings shares. */
export interface Analysed {
  readonly id: string;
  readonly analysis: Analysis;
}

/** One open document and what was found out about its present text. */
export class OpenDocument {
  readonly text: TextDocument;
  /** Whether it is a Dockerfile at all. */
  readonly isDockerfile: boolean;
  readonly #serial: number;
  #revision = 0;
  #cached:
    { readonly settings: ServerSettings; readonly today: string; readonly analysed: Analysed } | undefined;

  /** `serial` tells apart documents that were closed and opened again. */
  constructor(text: TextDocument, serial: number) {
    this.text = text;
    this.#serial = serial;
    this.isDockerfile = isDockerfile(text.uri, text.languageId);
  }

  get uri(): string {
    return this.text.uri;
  }

  get obstacle(): Obstacle | undefined {
    const text = this.text.getText();
    if (text.length > MAX_LENGTH) return "too-long";
    return text.includes("\0") ? "binary" : undefined;
  }

  update(changes: TextDocumentContentChangeEvent[], version: number): this {
    this.#cached = undefined;
    TextDocument.update(this.text, changes, version);
    return this;
  }

  /** Analyses the present text, or says again what was found last time. */
  analyse(world: ServerWorld, settings: ServerSettings): Analysed {
    const today = world.today();
    const cached = this.#cached;
    if (cached !== undefined && cached.settings === settings && cached.today === today)
      return cached.analysed;
    const rules = world.rules === undefined ? {} : { rules: world.rules };
    const analysis = analyze(this.text.getText(), {
      today,
      settings: settings.engine,
      path: this.uri,
      ...rules,
    });
    this.#revision += 1;
    const analysed = { id: `${this.#serial}.${this.#revision}`, analysis };
    this.#cached = { settings, today, analysed };
    return analysed;
  }
}

/**
 * Whether a document is a Dockerfile: its name does not deny it, and the editor or the name says so. A version out of git's
 * history, which an editor opens for a comparison, is nothing that anybody can mend.
 */
export function isDockerfile(uri: string, languageId: string): boolean {
  if (uri.startsWith("git:")) return false;
  const name = fileName(uri);
  return languageId === LANGUAGE_ID ? !isOtherKind(name) : isDockerfileName(name);
}

function fileName(uri: string): string {
  const name = uri.slice(uri.lastIndexOf("/") + 1).replace(/[?#].*$/s, "");
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
