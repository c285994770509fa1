/** Where a command writes to. */
export interface Terminal {
  /** Writes to standard output; resolves when there is room for more. After the reader is gone it does nothing. */
  print(text: string): Promise<void>;
  error(text: string): void;
  /** True once nobody reads standard output any more, as after `| head`. */
  readonly closed: boolean;
  /** Whether to colour what is written to standard output. */
  colors(when: string | undefined): boolean;
  /** Columns of standard output; undefined where it is no terminal. */
  readonly columns: number | undefined;
}

type Stream = NodeJS.WriteStream;

/** Wraps the process's streams. A reader that goes away ends the output quietly, as it does for other tools. */
export function openTerminal(stdout: Stream, stderr: Stream): Terminal {
  let closed = false;
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    closed = true;
    if (error.code !== "EPIPE" && error.code !== "EOF") {
      process.exitCode = 2;
      stderr.write(`Cannot write to standard output: ${error.message}. Write to another place.\n`);
    }
  });
  stderr.on("error", () => undefined);
  return {
    async print(text) {
      if (closed || text === "") return;
      await new Promise<void>((resolve) => {
        stdout.write(text, (error) => {
          if (error) closed = true;
          resolve();
        });
      });
    },
    error(text) {
      stderr.write(text);
    },
    get closed() {
      return closed;
    },
    colors(when) {
      if (when === "always") return true;
      if (when === "never") return false;
      const { NO_COLOR, TERM } = process.env;
      return stdout.isTTY && (NO_COLOR === undefined || NO_COLOR === "") && TERM !== "dumb";
    },
    columns: stdout.isTTY ? stdout.columns : undefined,
  };
}
