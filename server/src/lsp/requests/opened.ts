import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Analysis } from "../../engine/analyze.ts";
import type { ClientSupport } from "../client-support.ts";
import type { ServerSettings } from "../settings.ts";

/** What a request about an open Dockerfile is answered from. */
export interface Opened {
  readonly document: TextDocument;
  readonly analysis: Analysis;
  readonly settings: ServerSettings;
  readonly client: ClientSupport;
}
