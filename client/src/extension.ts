import type { ExtensionContext } from "vscode";
import { Uri, commands, extensions, l10n, window } from "vscode";
import { config } from "@vscode/l10n";
import { CAN_ATTACH } from "./manifest/commands.ts";
import { registerCommands } from "./ui/commands.ts";
import { LanguageServer } from "./ui/language-server.ts";
import { offerLenses } from "./ui/lenses.ts";
import { Views } from "./ui/views.ts";

/** Has the language server start when it is needed, and offers the views and the commands. Everything ends with `context.subscriptions`. */
export async function activate(context: ExtensionContext): Promise<void> {
  // The parts that know no editor take their texts from the same bundle; before any of them has something to say.
  if (l10n.bundle !== undefined) config({ contents: l10n.bundle });
  const log = window.createOutputChannel("ML Containers", { log: true });
  const server = new LanguageServer(context.asAbsolutePath("dist/server.cjs"), log);
  const views = new Views(Uri.joinPath(context.extensionUri, "dist"), log, {
    server,
    memory: context.workspaceState,
  });
  context.subscriptions.push(
    log,
    server,
    views,
    offerLenses(server),
    ...registerCommands(server, views, log),
  );
  const canAttach = extensions.getExtension("ms-vscode-remote.remote-containers") !== undefined;
  void commands.executeCommand("setContext", CAN_ATTACH, canAttach);
  running = server;
  await server.startWhenNeeded();
}

/** The editor waits for this one, so that the server's process is gone when it closes. */
export async function deactivate(): Promise<void> {
  await running?.stop();
}

let running: LanguageServer | undefined;
