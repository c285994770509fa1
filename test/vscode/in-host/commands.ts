import { deepEqual, match, ok } from "node:assert/strict";
import * as vscode from "vscode";
import { findings, openText } from "./editor.ts";
import type { HostTest } from "./suite.ts";

const TEXT = "FROM python:3.12-slim\nRUN apt-get update && apt-get install curl\n";

export const commands: readonly HostTest[] = [
  {
    name: "every command of the manifest is there",
    async body() {
      await openText(TEXT);
      const there = new Set(await vscode.commands.getCommands(true));
      const manifest: {
        readonly contributes: { readonly commands: readonly { readonly command: string }[] };
      } = vscode.extensions.getExtension("ml-containers.ml-containers")?.packageJSON;
      const declared = manifest.contributes.commands.map(({ command }) => command);
      ok(declared.length > 0);
      deepEqual(
        declared.filter((command) => !there.has(command)),
        [],
      );
    },
  },
  {
    name: "the command “Fix All Safe Problems in This File” mends the active file",
    async body() {
      const document = await openText(TEXT);
      await findings(document, (rules) => rules.includes("apt-yes-missing"));
      await vscode.commands.executeCommand("mlContainers.fixAll");
      match(document.getText(), /apt-get install -y/);
      await findings(document, (rules) => !rules.includes("apt-yes-missing"));
    },
  },
  {
    name: "a restarted language server finds the same again",
    async body() {
      const document = await openText(TEXT);
      const before = await findings(document, (rules) => rules.includes("apt-yes-missing"));
      await vscode.commands.executeCommand("mlContainers.restartServer");
      const after = await findings(document, (rules) => rules.includes("apt-yes-missing"));
      deepEqual(
        after.map(({ message }) => message),
        before.map(({ message }) => message),
      );
    },
  },
  {
    name: "a setting switches a rule off and on again",
    async body() {
      const document = await openText(TEXT);
      await findings(document, (rules) => rules.includes("apt-yes-missing"));
      const settings = vscode.workspace.getConfiguration("mlContainers");
      await settings.update("rules", { "apt-yes-missing": "off" }, vscode.ConfigurationTarget.Global);
      await findings(document, (rules) => rules.length > 0 && !rules.includes("apt-yes-missing"));
      await settings.update("rules", undefined, vscode.ConfigurationTarget.Global);
      await findings(document, (rules) => rules.includes("apt-yes-missing"));
    },
  },
];
