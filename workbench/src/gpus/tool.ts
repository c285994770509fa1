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
          message: `${tool} was not found.`,
          remedy: `Install the driver of the GPU, which brings ${tool}, or put the folder of ${tool} on the PATH.`,
        },
        result.stderr,
      );
    case "not-permitted":
      return withSaid(
        {
          id: "gpu-no-permission",
          message: `This user may not run ${tool}.`,
          remedy: `Give this user the right to run ${tool}.`,
        },
        result.stderr,
      );
    case "timed-out":
      return {
        id: "gpu-tool-hangs",
        message: `${tool} did not answer in time; the driver or a GPU may hang.`,
        remedy: `Run ${tool} in a terminal, and restart the machine if it hangs there as well.`,
      };
    case "cancelled":
      return {
        id: "gpu-tool-failed",
        message: "Reading the GPUs was stopped.",
        remedy: "Refresh the view to read them again.",
      };
    case "too-much-output":
    default:
      return withSaid(
        {
          id: "gpu-output-unreadable",
          message: `${tool} prints without an end.`,
          remedy: `Check which program ${tool} on the PATH is.`,
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
