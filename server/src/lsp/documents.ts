import type { Location, TextDocumentContentChangeEvent } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Analysis } from "../engine/analyze.ts";
import { analyze } from "../engine/analyze.ts";
import { CONFIG_NAMES } from "../engine/config/find.ts";
import type { LoadedConfig } from "../engine/config/load.ts";
import { configFor } from "../engine/config/load.ts";
import { composeFilesFor, isLeftOut, settingsFor } from "../engine/config/resolve.ts";
import { isComposeName, isDockerfileName, isOtherKind, isTemplateName } from "../engine/file-names.ts";
import type { Files } from "../engine/model/files.ts";
import { folderOf } from "../engine/text/path.ts";
import type { Span } from "../engine/text/span.ts";
import { COMPOSE_LANGUAGE_ID, LANGUAGE_ID } from "../protocol.ts";
import { toRange } from "./convert.ts";
import type { Touched } from "./neighbours.ts";
import { Neighbours } from "./neighbours.ts";
import { pathOf } from "./places.ts";
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
  /** The files beside the document that the analysis saw; undefined where it has none. */
  readonly neighbours: Neighbours | undefined;
  /** The project config that holds for the document. */
  readonly config: LoadedConfig | undefined;
}

/** What a document may be. */
export type DocumentKind = Analysis["kind"];

/** One open document and what was found out about its present text. */
export class OpenDocument {
  readonly text: TextDocument;
  /** What it is; undefined for what concerns nobody here. */
  readonly kind: DocumentKind | undefined;
  /** Where it lies on this machine, with slashes; undefined for one that is not saved, virtual or remote. */
  readonly path: string | undefined;
  readonly #serial: number;
  #revision = 0;
  #config: LoadedConfig | undefined;
  #cached:
    { readonly settings: ServerSettings; readonly today: string; readonly analysed: Analysed } | undefined;

  /** `serial` tells apart documents that were closed and opened again. */
  constructor(text: TextDocument, serial: number) {
    this.text = text;
    this.#serial = serial;
    this.kind = kindOf(text.uri, text.languageId);
    this.path = pathOf(text.uri);
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

  /** Analyses the present text as `kind`, or says again what was found last time. `open` gives the files beside it. */
  analyse(kind: DocumentKind, world: ServerWorld, settings: ServerSettings, open: () => Files): Analysed {
    const today = world.today();
    const cached = this.#cached;
    if (cached !== undefined && cached.settings === settings && cached.today === today)
      return cached.analysed;
    const neighbours = this.path === undefined ? undefined : new Neighbours(open);
    const path = this.path ?? this.uri;
    const config =
      neighbours === undefined || kind === "config"
        ? undefined
        : configFor(neighbours, folderOf(path), this.#config);
    const composeFiles = composeFilesFor(config, path);
    const rules = isLeftOut(config, path) ? [] : world.rules;
    const analysis = analyze(this.text.getText(), {
      kind,
      today,
      settings: settingsFor(config, path, settings.wishes),
      path,
      ...(composeFiles === undefined ? {} : { composeFiles }),
      ...(neighbours === undefined ? {} : { files: neighbours }),
      ...(rules === undefined ? {} : { rules }),
    });
    this.#revision += 1;
    this.#config = config;
    const analysed = { id: `${this.#serial}.${this.#revision}`, analysis, neighbours, config };
    this.#cached = { settings, today, analysed };
    return analysed;
  }

  /** Something happened to a file or folder: forgets what was found out if that rested on it, and says whether it did. */
  touched(what: Touched): boolean {
    if (this.#cached?.analysed.neighbours?.isStale(what) !== true) return false;
    this.#cached = undefined;
    return true;
  }
}

/** A place in a file that an analysis saw; undefined where the file cannot be read any more. */
export function locationIn(
  neighbours: Files | undefined,
  uri: string,
  path: string,
  span: Span,
): Location | undefined {
  const found = neighbours?.read(path);
  if (found?.state !== "text") return undefined;
  return { uri, range: toRange(TextDocument.create(uri, "", 0, found.text), span) };
}

/** What editors call the language of compose files, besides `yaml`; the second is Vim's. */
const COMPOSE_LANGUAGES: ReadonlySet<string> = new Set([COMPOSE_LANGUAGE_ID, "yaml.docker-compose"]);

/**
 * What a document is: its name does not deny it, and the editor or the name says so. A version out of git's history, which an
 * editor opens for a comparison, is nothing that anybody can mend.
 */
export function kindOf(uri: string, languageId: string): DocumentKind | undefined {
  if (uri.startsWith("git:")) return undefined;
  const name = fileName(uri);
  if (CONFIG_NAMES.includes(name)) return "config";
  if (languageId === LANGUAGE_ID) return isOtherKind(name) ? undefined : "dockerfile";
  if (COMPOSE_LANGUAGES.has(languageId)) return isTemplateName(name) ? undefined : "compose";
  return isDockerfileName(name) ? "dockerfile" : isComposeName(name) ? "compose" : undefined;
}

function fileName(uri: string): string {
  const name = uri.slice(uri.lastIndexOf("/") + 1).replace(/[?#].*$/s, "");
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
