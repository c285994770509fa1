import type { LoadedConfig } from "../engine/config/load.ts";
import { LineIndex } from "../engine/text/lines.ts";

/** Says each trouble once. What fails at every keystroke must not fill the log. */
export class TroubleLog {
  readonly #write: (line: string) => void;
  readonly #seen = new Set<string>();

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** A rule that threw; said once per rule. */
  rule(name: string, error: unknown): void {
    this.#once(
      `rule ${name}`,
      `The rule "${name}" failed; its findings are missing, all others are there. Set "mlContainers.rules": {"${name}": "off"} to do without it. ${detail(error)}`,
    );
  }

  /** A request that threw; said once per request and place of failure. */
  request(name: string, error: unknown): void {
    this.#once(
      `request ${name} ${place(error)}`,
      `The request ${name} failed and was answered with nothing. Please report this. ${detail(error)}`,
    );
  }

  /** What is wrong in a project config; said once per sentence. */
  config({ path, source, problems }: LoadedConfig): void {
    for (const { span, message, remedy } of problems) {
      const line = new LineIndex(source).positionAt(span.start).line + 1;
      const complaint = `${path}:${line}: ${message} ${remedy}`;
      this.#once(`config ${complaint}`, complaint);
    }
  }

  /** A setting without effect; said once per sentence. */
  setting(complaint: string): void {
    this.#once(`setting ${complaint}`, complaint);
  }

  #once(key: string, line: string): void {
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#write(line);
  }
}

function detail(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The innermost stack line: there are only so many of them, while messages may hold the user's text. */
function place(error: unknown): string {
  return error instanceof Error ? (/\n\s+at .+/.exec(error.stack ?? "")?.[0] ?? "") : "";
}
