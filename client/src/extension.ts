import type { ExtensionContext } from "vscode";
import { window } from "vscode";
import { registerCommands } from "./ui/commands.ts";
import { LanguageServer } from "./ui/language-server.ts";

/** Has the language server start when it is needed, and offers the commands. Everything ends with `context.subscriptions`. */
export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel("ML Containers", { log: true });
  const server = new LanguageServer(context.asAbsolutePath("dist/server.cjs"), log);
  context.subscriptions.push(log, server, ...registerCommands(server, log));
  running = server;
  await server.startWhenNeeded();
}

/** The editor waits for this one, so that the server's process is gone when it closes. */
export async function deactivate(): Promise<void> {
  await running?.stop();
}

let running: LanguageServer | undefined;
