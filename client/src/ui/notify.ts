import { commands, l10n, window } from "vscode";
import { EngineError } from "../../../workbench/src/docker/engine.ts";
import type { Problem } from "../../../workbench/src/problem.ts";
import { visible } from "../../../workbench/src/text/visible.ts";
import { inert } from "../live/inert.ts";
import { COMMANDS } from "../manifest/commands.ts";

/** Says what is the matter and what to do; what a program or an engine said of it is in the log. */
export async function showProblem(
  { message, remedy, said }: Problem,
  log: { warn(message: string): void },
): Promise<void> {
  log.warn([message, remedy, said].filter((part) => part !== undefined).join(" "));
  const showLog = l10n.t("Show Log");
  const text = inert(visible(`${message} ${remedy}`));
  const answer = await window.showErrorMessage(text, ...(said === undefined ? [] : [showLog]));
  if (answer === showLog) await commands.executeCommand(COMMANDS.showLog);
}

/** Does what a person asked of an engine; a refusal is told. True where it was done. */
export async function attempt(
  work: () => Promise<void>,
  log: { warn(message: string): void },
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    void showProblem(error.problem, log);
    return false;
  }
}
