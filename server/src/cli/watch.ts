import { setTimeout } from "node:timers/promises";
import type { Terminal } from "./terminal.ts";

/** What is printed at one moment, and whether it is a failure. */
export interface Picture {
  readonly text: string;
  readonly failed: boolean;
}

/**
 * Prints pictures two seconds apart until it is interrupted or nobody reads any more; never two at a time. On a terminal each takes the
 * place of the one before. Answers whether the last one was a failure.
 */
export async function watch(take: () => Promise<Picture>, terminal: Terminal): Promise<boolean> {
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  try {
    for (;;) {
      const { text, failed } = await take();
      if (interrupted.signal.aborted || terminal.closed) return failed;
      await terminal.print(terminal.columns === undefined ? text : `${HOME_AND_CLEAR}${text}`);
      const isOver = await setTimeout(PAUSE, false, { signal: interrupted.signal }).catch(() => true);
      if (isOver) return failed;
    }
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}

/** Milliseconds; reading GPUs more often costs power and slows what runs on them. */
const PAUSE = 2_000;

const HOME_AND_CLEAR = "\u001B[H\u001B[2J";
