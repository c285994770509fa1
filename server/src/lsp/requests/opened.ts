import type { Location } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Analysis } from "../../engine/analyze.ts";
import type { Span } from "../../engine/text/span.ts";
import type { ClientSupport } from "../client-support.ts";
import type { ServerSettings } from "../settings.ts";

/** What a request about an open document is answered from. */
export interface Opened {
  readonly document: TextDocument;
  readonly analysis: Analysis;
  readonly settings: ServerSettings;
  readonly client: ClientSupport;
  /** A place in another file that the analysis saw; undefined where that cannot be read. */
  locate(path: string, span: Span): Location | undefined;
  /** The address of a file by its path. */
  addressOf(path: string): string;
}
