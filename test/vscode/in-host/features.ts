import { equal, match, ok } from "node:assert/strict";
import * as vscode from "vscode";
import { behind, findings, markdown, openSample, openText, ruleOf } from "./editor.ts";
import type { HostTest } from "./suite.ts";

export const features: readonly HostTest[] = [
  {
    name: "the extension is found and activates",
    async body() {
      await openSample("serve/Dockerfile");
      const extension = vscode.extensions.getExtension("ml-containers.ml-containers");
      ok(extension);
      await extension.activate();
      equal(extension.isActive, true);
    },
  },
  {
    name: "diagnostics carry source, rule and a link to its page",
    async body() {
      const document = await openSample("serve/Dockerfile");
      const found = await findings(document, (rules) => rules.includes("apt-yes-missing"));
      for (const { code } of found) {
        ok(typeof code === "object");
        match(code.target.toString(true), new RegExp(`^https://.*/${String(code.value)}\\.md$`));
      }
    },
  },
  {
    name: "diagnostics follow an edit that is not saved",
    async body() {
      const document = await openText("FROM python:3.12-slim\nRUN apt-get update && apt-get install curl\n");
      await findings(document, (rules) => rules.includes("apt-yes-missing"));
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, behind(document, "apt-get install"), " -y");
      ok(await vscode.workspace.applyEdit(edit));
      const left = await findings(document, (rules) => !rules.includes("apt-yes-missing"));
      ok(!left.map(ruleOf).includes("apt-yes-missing"));
    },
  },
  {
    name: "a hover on FROM tells CUDA and driver",
    async body() {
      const document = await openText("FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\n");
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        "vscode.executeHoverProvider",
        document.uri,
        behind(document, "nvidia/cu"),
      );
      const text = hovers.flatMap((hover) => hover.contents.map(markdown)).join("\n");
      match(text, /CUDA/);
      match(text, /12\.4/);
      match(text, /driver/i);
    },
  },
  {
    name: "image tags are completed",
    async body() {
      const document = await openText("FROM nvidia/cuda:\n");
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        "vscode.executeCompletionItemProvider",
        document.uri,
        behind(document, "nvidia/cuda:"),
      );
      const labels = list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
      ok(
        labels.some((label) => /\d+\.\d+\.\d+-(cudnn-)?(base|runtime|devel)-ubuntu/.test(label)),
        labels.slice(0, 9).join(),
      );
    },
  },
  {
    name: "inlay hints stand at FROM",
    async body() {
      const document = await openText("FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nRUN true\n");
      const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
        "vscode.executeInlayHintProvider",
        document.uri,
        new vscode.Range(0, 0, 2, 0),
      );
      const text = hints
        .filter((hint) => hint.position.line === 0)
        .map(({ label }) => (typeof label === "string" ? label : label.map((part) => part.value).join("")))
        .join(" ");
      match(text, /CUDA 12\.4/);
      equal(hints.filter((hint) => hint.position.line > 0).length, 0);
    },
  },
];
