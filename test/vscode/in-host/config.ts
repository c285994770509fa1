import { equal, match, ok } from "node:assert/strict";
import * as vscode from "vscode";
import { behind, findings, ruleOf } from "./editor.ts";
import type { HostTest } from "./suite.ts";

/** A warning of apt-yes-missing and one of cmd-shell-form. */
const DOCKERFILE = "FROM python:3.12-slim\nRUN apt-get update && apt-get install curl\nCMD python serve.py\n";

/** Each test has a folder of its own, so that no config concerns the files of another one. */
export const config: readonly HostTest[] = [
  {
    name: "a wrong key of the project config is shown with the nearest name, and mended",
    async body() {
      const document = await openFile("config-key/.ml-containers.yaml", "presets: strict\n");
      const [problem] = await findings(document, (rules) => rules.includes("config-invalid"));
      match(problem?.message ?? "", /no key "presets".*Did you mean "preset"\?/);
      equal(problem?.severity, vscode.DiagnosticSeverity.Error);
      await apply(document, "prese", "Write preset");
      await findings(document, (rules) => rules.length === 0);
      equal(document.getText(), "preset: strict\n");
    },
  },
  {
    name: "the project config counts before it is saved",
    async body() {
      const document = await openFile("config-typed/Dockerfile", DOCKERFILE);
      await findings(document, (rules) => rules.includes("apt-yes-missing"));
      const rules = await openFile("config-typed/.ml-containers.yaml", "rules:\n");
      const edit = new vscode.WorkspaceEdit();
      edit.insert(rules.uri, behind(rules, "rules:\n"), "  apt-yes-missing: off\n");
      ok(await vscode.workspace.applyEdit(edit));
      const left = await findings(document, (names) => !names.includes("apt-yes-missing"));
      ok(left.map(ruleOf).includes("cmd-shell-form"));
    },
  },
  {
    name: "the project config counts when it comes, changes and goes on the disk",
    async body() {
      const document = await openFile("config-disk/Dockerfile", DOCKERFILE);
      await findings(document, (rules) => rules.includes("apt-yes-missing"));
      const path = "config-disk/.ml-containers.yaml";
      await write(path, "rules: {apt-yes-missing: off}\n");
      await findings(document, (rules) => !rules.includes("apt-yes-missing"));
      await write(path, "rules: {cmd-shell-form: off}\n");
      const left = await findings(document, (rules) => !rules.includes("cmd-shell-form"));
      ok(left.map(ruleOf).includes("apt-yes-missing"));
      await vscode.workspace.fs.delete(uriOf(path));
      await findings(document, (rules) => rules.includes("cmd-shell-form"));
    },
  },
  {
    name: "“Ignore in this project” adds to the config that is there, and the finding goes away",
    async body() {
      const before = "# ours\nrules:\n  cmd-shell-form: warning # we mean it\n";
      await write("config-there/.ml-containers.yaml", before);
      const document = await openFile("config-there/Dockerfile", DOCKERFILE);
      await findings(document, (rules) => rules.includes("apt-yes-missing"));
      await apply(document, "apt-get ins", "Ignore apt-yes-missing in this project");
      await findings(document, (rules) => !rules.includes("apt-yes-missing"));
      equal(await saved("config-there/.ml-containers.yaml"), `${before}  apt-yes-missing: off\n`);
    },
  },
  {
    name: "“Ignore in this project” writes a config at the top of the repository where there is none",
    async body() {
      await write("config-new/.git/HEAD", "ref: refs/heads/main\n");
      const document = await openFile("config-new/serve/Dockerfile", DOCKERFILE);
      await findings(document, (rules) => rules.includes("apt-yes-missing"));
      await apply(document, "apt-get ins", "Ignore apt-yes-missing in this project");
      const left = await findings(document, (rules) => !rules.includes("apt-yes-missing"));
      ok(left.map(ruleOf).includes("cmd-shell-form"));
      equal(await saved("config-new/.ml-containers.yaml"), "rules:\n  apt-yes-missing: off\n");
    },
  },
  {
    name: "the setting mlContainers.rules of a folder silences a rule, whatever the project config says",
    async body() {
      await write("config-rules/.ml-containers.yaml", "rules: {apt-yes-missing: error}\n");
      const document = await openFile("config-rules/Dockerfile", DOCKERFILE);
      await findings(document, (rules) => rules.includes("apt-yes-missing"));
      await withSetting("rules", { "apt-yes-missing": "off" }, document, async () => {
        const left = await findings(document, (rules) => !rules.includes("apt-yes-missing"));
        ok(left.map(ruleOf).includes("cmd-shell-form"));
      });
      await findings(document, (rules) => rules.includes("apt-yes-missing"));
    },
  },
  {
    name: "the setting mlContainers.allow of a folder lets an image pass",
    async body() {
      const text = "FROM ghcr.io/acme/base\nRUN apt-get update && apt-get install curl\n";
      const document = await openFile("config-allow/Dockerfile", text);
      await findings(document, (rules) => rules.includes("base-unpinned"));
      await withSetting("allow", { "unpinned-images": ["ghcr.io/acme/*"] }, document, async () => {
        const left = await findings(document, (rules) => !rules.includes("base-unpinned"));
        ok(left.map(ruleOf).includes("apt-yes-missing"));
      });
      await findings(document, (rules) => rules.includes("base-unpinned"));
    },
  },
];

/** Applies the fix of this title that is offered right behind `where`. */
async function apply(document: vscode.TextDocument, where: string, title: string): Promise<void> {
  const at = behind(document, where);
  const offered = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider",
    document.uri,
    new vscode.Range(at, at),
    vscode.CodeActionKind.QuickFix.value,
  );
  const action = offered.find((one) => one.title === title);
  ok(action?.edit, `offered: ${offered.map((one) => one.title).join(", ")}`);
  ok(await vscode.workspace.applyEdit(action.edit));
}

/** Runs with a setting of the folder, and takes it back whatever comes of that. */
async function withSetting(
  name: string,
  value: unknown,
  { uri }: vscode.TextDocument,
  run: () => Promise<void>,
): Promise<void> {
  const settings = vscode.workspace.getConfiguration("mlContainers", uri);
  const target = vscode.ConfigurationTarget.WorkspaceFolder;
  await settings.update(name, value, target);
  try {
    await run();
  } finally {
    await settings.update(name, undefined, target);
  }
}

/** In a tab that stays: a preview's file is closed, and has no findings, as soon as the next one opens. */
async function openFile(path: string, text: string): Promise<vscode.TextDocument> {
  await write(path, text);
  const document = await vscode.workspace.openTextDocument(uriOf(path));
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}

async function write(path: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(uriOf(path), new TextEncoder().encode(text));
}

/** The text of a file on the disk, once what the editor holds of it is saved; the editor may do so by itself in the meantime. */
async function saved(path: string): Promise<string> {
  const document = await vscode.workspace.openTextDocument(uriOf(path));
  ok((await document.save()) || !document.isDirty, `${path} is not saved`);
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uriOf(path)));
}

function uriOf(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error("No folder is open.");
  return vscode.Uri.joinPath(folder.uri, path);
}
