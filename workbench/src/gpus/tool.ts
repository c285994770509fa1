import * as l10n from "@vscode/l10n";
import { said } from "../text/said.ts";
import type { Problem } from "../problem.ts";
import type { ProgramResult } from "../services.ts";

/** Runs a tool with these words, within the time that a call may take; `limit` is bytes of output. */
export type ToolRun = (words: readonly string[], limit?: number) => Promise<ProgramResult>;

/** What is the same for every tool: it is missing, may not be run, hangs, was stopped, or does not end printing. */
export function toolProblem(tool: string, result: ProgramResult): Problem | undefined {
  switch (result.outcome) {
    case "exited":
      return undefined;
    case "missing":
      return withSaid(
        {
          id: "gpu-tool-missing",
          message: l10n.t("{0} was not found.", tool),
          remedy: l10n.t(
            "Install the driver of the GPU, which brings {0}, or put the folder of {0} on the PATH.",
            tool,
          ),
        },
        result.stderr,
      );
    case "not-permitted":
      return withSaid(
        {
          id: "gpu-no-permission",
          message: l10n.t("This user may not run {0}.", tool),
          remedy: l10n.t("Give this user the right to run {0}.", tool),
        },
        result.stderr,
      );
    case "timed-out":
      return {
        id: "gpu-tool-hangs",
        message: l10n.t("{0} did not answer in time; the driver or a GPU may hang.", tool),
        remedy: l10n.t("Run {0} in a terminal, and restart the machine if it hangs there as well.", tool),
      };
    case "cancelled":
      return {
        id: "gpu-tool-failed",
        message: l10n.t("Reading the GPUs was stopped."),
        remedy: l10n.t("Refresh the view to read them again."),
      };
    case "too-much-output":
    default:
      return withSaid(
        {
          id: "gpu-output-unreadable",
          message: l10n.t("{0} prints without an end.", tool),
          remedy: l10n.t("Check which program {0} on the PATH is.", tool),
        },
        result.stdout,
      );
  }
}

/** The problem with what the program said, if it said anything. */
export function withSaid(problem: Problem, text: string): Problem {
  const shown = said(text);
  return shown === undefined ? problem : { ...problem, said: shown };
}
