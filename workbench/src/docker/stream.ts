import { Readable } from "node:stream";
import type { Clock, Disposable } from "../services.ts";
import { EngineFailure, failureOf } from "./failure.ts";

export interface Receiver {
  readonly chunk: (bytes: Buffer) => void;
  /** Once, unless the stream was disposed before: undefined for an end in order. */
  readonly ended: (failure: EngineFailure | undefined) => void;
}

/**
 * A stream of an engine. That it begins has a time limit; after that it may be silent for ever. Nothing is heard once it is
 * disposed.
 */
export function openStream(
  open: (abortSignal: AbortSignal) => Promise<unknown>,
  receiver: Receiver,
  clock: Clock,
  limit: number,
): Disposable {
  const control = new AbortController();
  let isOver = false;
  let source: Readable | undefined;
  const timer = clock.after(limit, () =>
    control.abort(new EngineFailure({ kind: "timeout", milliseconds: limit })),
  );
  const finish = (failure: EngineFailure | undefined): void => {
    if (isOver) return;
    isOver = true;
    timer.dispose();
    source?.destroy();
    receiver.ended(failure);
  };
  const listen = (opened: unknown): void => {
    timer.dispose();
    if (!(opened instanceof Readable))
      throw new EngineFailure({ kind: "unreadable", what: "shape", said: "" });
    source = opened;
    if (isOver) {
      opened.destroy();
      return;
    }
    opened.on("data", (bytes: Buffer) => {
      if (isOver) return;
      try {
        receiver.chunk(bytes);
      } catch (error) {
        finish(new EngineFailure(failureOf(error)));
      }
    });
    opened.once("end", () => finish(undefined));
    opened.once("error", (error) =>
      finish(error instanceof EngineFailure ? error : new EngineFailure({ kind: "cut" })),
    );
    opened.once("close", () => finish(new EngineFailure({ kind: "cut" })));
  };
  open(control.signal)
    .then(listen)
    .catch((error: unknown) => finish(new EngineFailure(failureOf(error))));
  return {
    dispose() {
      isOver = true;
      timer.dispose();
      source?.destroy();
      control.abort(new EngineFailure({ kind: "disposed" }));
    },
  };
}
