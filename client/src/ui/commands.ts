import type { Disposable, LogOutputChannel } from "vscode";
import { commands } from "vscode";
import { COMMANDS } from "../manifest/commands.ts";
import { fixAllInActiveEditor } from "./fix-all.ts";
import type { LanguageServer } from "./language-server.ts";
import { isTrusted } from "./trust.ts";
import type { ViewCommand } from "./view-commands.ts";
import type { Views } from "./views.ts";

/** Registers every command that the manifest declares. Those of the views are loaded with the first that is run. */
export function registerCommands(
  server: LanguageServer,
  views: Views,
  log: LogOutputChannel,
): readonly Disposable[] {
  const ofView =
    (command: ViewCommand) =>
    async (argument: unknown): Promise<void> => {
      if (!(await isTrusted())) return;
      const [{ runViewCommand }, host] = await Promise.all([import("./view-commands.ts"), views.host()]);
      await runViewCommand(command, argument, host, log);
    };
  const { fixAll, restartServer, showLog, ...rest } = COMMANDS;
  const handlers: readonly (readonly [string, (argument: unknown) => unknown])[] = [
    [fixAll, fixAllInActiveEditor],
    [restartServer, () => server.restart()],
    [showLog, () => log.show()],
    ...Object.values(rest).map((command) => [command, ofView(command)] as const),
  ];
  return handlers.map(([id, handler]) => commands.registerCommand(id, handler));
}
