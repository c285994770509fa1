import type { Clock } from "../services.ts";

/** What a promise gives, or `otherwise` where it takes longer than so many milliseconds or rejects. Never rejects. */
export function within<T>(
  clock: Clock,
  milliseconds: number,
  promise: Promise<T>,
  otherwise: (why: string) => T,
): Promise<T> {
  return new Promise((resolve) => {
    const timer = clock.after(milliseconds, () => {
      resolve(otherwise(`no answer within ${Math.round(milliseconds / 1000)} seconds`));
    });
    const end = (value: T): void => {
      timer.dispose();
      resolve(value);
    };
    promise.then(end, () => {
      end(otherwise("it could not be asked for"));
    });
  });
}
