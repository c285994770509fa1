/** What the process answers to its caller. */
export const ExitCode = {
  Clean: 0,
  /** A finding reached the threshold. */
  Findings: 1,
  /** A wrong command line, or input that could not be read. */
  Trouble: 2,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
