import type { Location } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Analysis } from "../../engine/analyze.ts";
import type { LoadedConfig } from "../../engine/config/load.ts";
import type { Files } from "../../engine/model/files.ts";
import type { Span } from "../../engine/text/span.ts";
import type { ClientSupport } from "../client-support.ts";
import type { ServerSettings } from "../settings.ts";

/** What a request about an open document is answered from. */
export interface Opened {
  readonly document: TextDocument;
  readonly analysis: Analysis;
  readonly settings: ServerSettings;
  readonly client: ClientSupport;
  /** Where the document lies on this machine's disks; undefined where it does not. */
  readonly path: string | undefined;
  /** The files beside it. */
  readonly files: Files | undefined;
  /** The project config that holds for it. */
  readonly config: LoadedConfig | undefined;
  /** The folders that the client has open, by their paths. */
  readonly roots: readonly string[];
  /** A place in another file that the analysis saw; undefined where that cannot be read. */
  locate(path: string, span: Span): Location | undefined;
  /** The address of a file by its path. */
  addressOf(path: string): string;
  /** The version of a file that is open; null for one that is not. */
  versionOf(path: string): number | null;
}
