import { equal, match, ok } from "node:assert/strict";
import * as vscode from "vscode";
import { behind, findings, openText, ruleOf } from "./editor.ts";
import type { HostTest } from "./suite.ts";

const TEXT =
  "FROM python:3.12-slim\nRUN apt-get update && apt-get install curl\nRUN pip install torch>=2.4\n";

export const fixes: readonly HostTest[] = [
  {
    name: "a quick fix mends its finding",
    async body() {
      const document = await openText(TEXT);
      await findings(document, (rules) => rules.includes("apt-yes-missing"));
      const offered = await actions(document, vscode.CodeActionKind.QuickFix, "apt-get ins");
      const action = offered.find(({ title }) => title === "Add -y");
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
      const offered = await actions(document, vscode.CodeActionKind.QuickFix, "apt-get ins");
      const action = offered.find(({ title }) => title === "Ignore apt-yes-missing here");
      ok(action?.edit);
      ok(await vscode.workspace.applyEdit(action.edit));
      await findings(document, (rules) => !rules.includes("apt-yes-missing"));
    },
  },
  {
    name: "source.fixAll.mlContainers mends every safe problem and leaves the others",
    async body() {
      const document = await openText(`ARG CUDA=12.4\nFROM nvidia/cuda:\${CUDA}-base-ubuntu22.04\n${TEXT}`);
      await findings(
        document,
        (rules) => rules.includes("apt-yes-missing") && rules.includes("base-cuda-short-version"),
      );
      const kind = vscode.CodeActionKind.SourceFixAll.append("mlContainers");
      const found = await actions(document, kind, "FROM");
      equal(found.length, 1);
      const action = found[0];
      ok(action?.edit);
      ok(await vscode.workspace.applyEdit(action.edit));
      match(document.getText(), /apt-get install -y/);
      match(document.getText(), /^ARG CUDA=12\.4\n/);
      const left = await findings(document, (rules) => !rules.includes("apt-yes-missing"));
      ok(left.map(ruleOf).includes("base-cuda-short-version"));
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
