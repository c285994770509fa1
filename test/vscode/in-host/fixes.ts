import { equal, match, ok } from "node:assert/strict";
import * as vscode from "vscode";
import { behind, findings, openText } from "./editor.ts";
import type { HostTest } from "./suite.ts";

const TEXT =
  "FROM python:3.12-slim\nRUN apt-get update && apt-get install curl\nRUN pip install torch>=2.4\n";

export const fixes: readonly HostTest[] = [
  {
    name: "a quick fix mends its finding",
    async body() {
      const document = await openText(TEXT);
      await findings(document, (rules) => rules.includes("apt-yes-missing"));
      const action = (await actions(document, vscode.CodeActionKind.QuickFix, "apt-get ins")).find(
        ({ diagnostics }) =>
          diagnostics?.some(({ code }) => typeof code === "object" && code.value === "apt-yes-missing"),
      );
      ok(action?.edit);
      ok(await vscode.workspace.applyEdit(action.edit));
      match(document.getText(), /apt-get install -y curl/);
      await findings(document, (rules) => !rules.includes("apt-yes-missing"));
    },
  },
  {
    name: "a finding can be ignored where it stands",
    async body() {
      const document = await openText(TEXT);
      await findings(document, (rules) => rules.includes("apt-yes-missing"));
      const action = (await actions(document, vscode.CodeActionKind.QuickFix, "apt-get ins")).find(
        ({ title }) => /ignore .*here/i.test(title),
      );
      ok(action?.edit);
      ok(await vscode.workspace.applyEdit(action.edit));
      await findings(document, (rules) => !rules.includes("apt-yes-missing"));
    },
  },
  {
    name: "source.fixAll.mlContainers mends every safe problem and leaves the rest",
    async body() {
      const document = await openText(TEXT);
      await findings(
        document,
        (rules) => rules.includes("apt-yes-missing") && rules.includes("version-spec-unquoted"),
      );
      const kind = vscode.CodeActionKind.SourceFixAll.append("mlContainers");
      const found = await actions(document, kind, "FROM");
      equal(found.length, 1);
      const action = found[0];
      ok(action?.edit);
      ok(await vscode.workspace.applyEdit(action.edit));
      match(document.getText(), /^FROM python:3\.12-slim\n/);
      match(document.getText(), /apt-get install -y/);
      match(document.getText(), /["']torch>=2\.4["']/);
      await findings(
        document,
        (rules) => !rules.includes("apt-yes-missing") && !rules.includes("version-spec-unquoted"),
      );
    },
  },
];

async function actions(
  document: vscode.TextDocument,
  kind: vscode.CodeActionKind,
  where: string,
): Promise<readonly vscode.CodeAction[]> {
  const at = behind(document, where);
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider",
    document.uri,
    new vscode.Range(at, at),
    kind.value,
  );
}
