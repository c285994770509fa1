import type { Disposable, LogOutputChannel } from "vscode";
import { commands } from "vscode";
import { COMMANDS } from "../manifest/commands.ts";
import { fixAllInActiveEditor } from "./fix-all.ts";
import type { LanguageServer } from "./language-server.ts";

/** Registers every command that the manifest declares. */
export function registerCommands(server: LanguageServer, log: LogOutputChannel): readonly Disposable[] {
  const handlers: Readonly<Record<(typeof COMMANDS)[keyof typeof COMMANDS], () => unknown>> = {
    [COMMANDS.fixAll]: fixAllInActiveEditor,
    [COMMANDS.restartServer]: () => server.restart(),
    [COMMANDS.showLog]: () => log.show(),
  };
  return Object.entries(handlers).map(([id, handler]) => commands.registerCommand(id, handler));
}
