import { equal, match, ok } from "node:assert/strict";
import * as vscode from "vscode";
import { behind, findings, markdown, openSample, openText } from "./editor.ts";
import type { HostTest } from "./suite.ts";

const STANZA = [
  "services:",
  "  train:",
  "    image: pytorch/pytorch:2.9.1-cuda12.8-cudnn9-runtime",
  "    shm_size: 8gb",
  "    deploy:",
  "      resources:",
  "        reservations:",
  "          devices:",
  "            - driver: nvidia",
  "              count: 1",
  "",
].join("\n");

export const compose: readonly HostTest[] = [
  {
    name: "a compose file of the workspace is judged, in the editor's own language for it",
    async body() {
      const document = await openSample("compose.yaml");
      equal(document.languageId, "dockercompose");
      const found = await findings(document, (rules) => rules.includes("gpu-count-and-ids"));
      for (const { code } of found) {
        ok(typeof code === "object");
        match(code.target.toString(true), new RegExp(`^https://.*/${String(code.value)}\\.md$`));
      }
    },
  },
  {
    name: "a compose file that is never saved is judged and mended",
    async body() {
      const document = await openText(STANZA, "dockercompose");
      await findings(document, (rules) => rules.includes("gpu-capabilities-missing"));
      await vscode.commands.executeCommand("mlContainers.fixAll");
      match(document.getText(), /^ {14}capabilities: \[gpu\]$/m);
      await findings(document, (rules) => !rules.includes("gpu-capabilities-missing"));
    },
  },
  {
    name: "a hover explains a GPU key, and a missing one is completed",
    async body() {
      const document = await openText(`${STANZA}              ca`, "dockercompose");
      await findings(document, (rules) => rules.includes("gpu-capabilities-missing"));
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        "vscode.executeHoverProvider",
        document.uri,
        behind(document, "driv"),
      );
      const text = hovers.flatMap((hover) => hover.contents.map(markdown)).join("\n");
      match(text, /`driver`/);
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        "vscode.executeCompletionItemProvider",
        document.uri,
        document.positionAt(document.getText().length),
      );
      const labels = list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
      ok(labels.includes("capabilities"), labels.slice(0, 9).join());
    },
  },
  {
    name: "a compose file under a name of its own is judged, and plain YAML is not",
    async body() {
      const document = await openFile("compose-night.yaml", STANZA);
      equal(document.languageId, "yaml");
      await findings(document, (rules) => rules.includes("gpu-capabilities-missing"));
      const other = await openFile("values.yaml", STANZA);
      equal((await findings(other, () => true)).length, 0);
    },
  },
  {
    name: "a compose file is judged again when a file that it names comes, changes and goes",
    async body() {
      const text = "services:\n  web:\n    image: nginx:1.29.3\n    env_file: conf/web.settings\n";
      const document = await openFile("watch/compose.yaml", text);
      const found = await findings(document, isMissing);
      match(found.map(({ message }) => message).join("\n"), /conf\/web\.settings/);
      await write("watch/conf/web.settings", "A=1\n");
      await findings(document, (rules) => !isMissing(rules));
      await vscode.workspace.fs.delete(uriOf("watch/conf/web.settings"));
      await findings(document, isMissing);
    },
  },
  {
    name: "a compose file is judged by what the editor shows of the files that it extends",
    async body() {
      await write("extending/docker-compose.base.yml", "services:\n  base:\n    image: nginx:1.29.3\n");
      const text =
        "services:\n  web:\n    extends:\n      file: docker-compose.base.yml\n      service: base\n";
      const document = await openFile("extending/compose.yaml", text);
      await findings(document, (rules) => !rules.includes("compose-syntax"));
      const base = await vscode.workspace.openTextDocument(uriOf("extending/docker-compose.base.yml"));
      const edit = new vscode.WorkspaceEdit();
      const at = behind(base, "\n  base");
      edit.insert(base.uri, at, "line");
      ok(await vscode.workspace.applyEdit(edit));
      await findings(document, (rules) => rules.includes("compose-syntax"));
      const back = new vscode.WorkspaceEdit();
      back.delete(base.uri, new vscode.Range(at, at.translate(0, 4)));
      ok(await vscode.workspace.applyEdit(back));
      await findings(document, (rules) => !rules.includes("compose-syntax"));
    },
  },
];

function isMissing(rules: readonly string[]): boolean {
  return rules.includes("env-file-missing");
}

async function openFile(path: string, text: string): Promise<vscode.TextDocument> {
  await write(path, text);
  const document = await vscode.workspace.openTextDocument(uriOf(path));
  await vscode.window.showTextDocument(document);
  return document;
}

async function write(path: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(uriOf(path), new TextEncoder().encode(text));
}

function uriOf(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error("No folder is open.");
  return vscode.Uri.joinPath(folder.uri, path);
}
