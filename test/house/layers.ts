/** Who may import what. Paths are prefixes below the project's root; the first row that fits a file decides. */
export interface Layer {
  readonly files: string;
  /** Files of the project that it may import. */
  readonly mayImport: readonly string[];
  /** Packages and `node:` modules that it may import; "node:" allows all of Node's. */
  readonly packages: readonly string[];
}

export const LAYERS: readonly Layer[] = [
  { files: "server/src/engine/syntax/shell.ts", mayImport: ["server/src/engine/"], packages: ["unbash"] },
  { files: "server/src/engine/syntax/yaml.ts", mayImport: ["server/src/engine/"], packages: ["yaml"] },
  { files: "server/src/engine/", mayImport: ["server/src/engine/"], packages: [] },
  { files: "server/src/protocol.ts", mayImport: [], packages: [] },
  { files: "server/src/docs.ts", mayImport: ["package.json"], packages: [] },
  {
    files: "server/src/host/",
    mayImport: ["server/src/host/", "server/src/engine/"],
    packages: ["node:"],
  },
  {
    files: "server/src/lsp/",
    mayImport: [
      "server/src/lsp/",
      "server/src/host/",
      "server/src/engine/",
      "server/src/protocol.ts",
      "server/src/docs.ts",
      "package.json",
    ],
    packages: ["node:", "vscode-languageserver", "vscode-languageserver-textdocument"],
  },
  {
    files: "server/src/cli/",
    mayImport: [
      "server/src/cli/",
      "workbench/src/",
      "server/src/lsp/",
      "server/src/host/",
      "server/src/engine/",
      "server/src/docs.ts",
      "package.json",
    ],
    packages: ["node:", "ignore", "diff", "@vscode/l10n"],
  },
  {
    files: "workbench/src/docker/",
    mayImport: ["workbench/src/"],
    packages: ["node:", "dockerode", "@vscode/l10n"],
  },
  { files: "workbench/src/gpus/nvidia/xml.ts", mayImport: ["workbench/src/"], packages: ["saxes"] },
  { files: "workbench/src/exec/", mayImport: ["workbench/src/"], packages: ["node:"] },
  { files: "workbench/src/", mayImport: ["workbench/src/"], packages: ["@vscode/l10n"] },
  {
    files: "client/src/extension.ts",
    mayImport: ["client/src/", "workbench/src/", "server/src/protocol.ts"],
    packages: ["node:", "vscode", "vscode-languageclient", "@vscode/l10n"],
  },
  {
    files: "client/src/ui/",
    mayImport: ["client/src/", "workbench/src/", "server/src/protocol.ts"],
    packages: ["node:", "vscode", "vscode-languageclient"],
  },
  {
    files: "client/src/",
    mayImport: ["client/src/", "workbench/src/", "server/src/protocol.ts"],
    packages: ["node:", "@vscode/l10n"],
  },
];
