/** What the pure parts may ask of the machine; `exec/` and `ui/` bring the real ones, tests their own. */

/** How a program ended. Nothing here throws: a program that is missing, hangs or floods is a result as well. */
export interface ProgramResult {
  readonly outcome: "exited" | "missing" | "not-permitted" | "timed-out" | "cancelled" | "too-much-output";
  /** The exit status; undefined where a signal ended it or it never began. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  /** Milliseconds; then the program and what it started are killed. */
  readonly timeout: number;
  /** Variables beside those of this process; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  /** Bytes of output, of both streams together, after which it is killed; 4 MiB unless said. */
  readonly limit?: number;
  /** Hears the output of both streams as it comes, of any length. The result then holds what fits into the limit from the beginning. */
  readonly heard?: (text: string) => void;
  readonly cwd?: string;
  readonly signal?: AbortSignal;
}

/** Runs programs by their words alone: no shell ever sees them. */
export interface Programs {
  run(argv: readonly string[], options: ProgramOptions): Promise<ProgramResult>;
}

/** Files of this machine, for what is small and may be absent. */
export interface Disk {
  /** The text of a file; undefined where it is missing, cannot be read, or is larger than 1 MiB. */
  read(path: string): Promise<string | undefined>;
  /** Names in a folder; undefined where there is none or it cannot be read. */
  list(path: string): Promise<readonly string[] | undefined>;
  /** What a path is; "denied" where the right to know is missing. */
  kind(path: string): Promise<"file" | "folder" | "socket" | "other" | "missing" | "denied">;
}

export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
  /** Calls once after so many milliseconds, unless it is disposed before. */
  after(milliseconds: number, callback: () => void): Disposable;
}

export interface Disposable {
  dispose(): void;
}

export interface Log {
  info(message: string): void;
  warn(message: string): void;
}
