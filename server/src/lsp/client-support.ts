import type { ClientCapabilities } from "vscode-languageserver";

/** What the client can do, as far as the server acts on it. */
export interface ClientSupport {
  /** It asks for diagnostics; else the server publishes them. */
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly refreshesInlayHints: boolean;
  /** It answers workspace/configuration. */
  readonly configuration: boolean;
  readonly watchesConfiguration: boolean;
  /** It can be told which files to watch, and so below which folder. */
  readonly watchesFiles: boolean;
  readonly watchesRelativePatterns: boolean;
  readonly versionedEdits: boolean;
  readonly createsFiles: boolean;
  readonly markdownHover: boolean;
  readonly markdownCompletion: boolean;
  readonly codeActionLiterals: boolean;
}

/** Reads the capabilities of the initialize request; what is not said is not supported. */
export function readClientSupport(capabilities: ClientCapabilities): ClientSupport {
  const { workspace, textDocument } = capabilities;
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    refreshesInlayHints: workspace?.inlayHint?.refreshSupport === true,
    configuration: workspace?.configuration === true,
    watchesConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    watchesRelativePatterns: workspace?.didChangeWatchedFiles?.relativePatternSupport === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    createsFiles:
      workspace?.workspaceEdit?.documentChanges === true &&
      workspace.workspaceEdit.resourceOperations?.includes("create") === true,
    markdownHover: textDocument?.hover?.contentFormat?.includes("markdown") === true,
    markdownCompletion:
      textDocument?.completion?.completionItem?.documentationFormat?.includes("markdown") === true,
    codeActionLiterals: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
  };
}
