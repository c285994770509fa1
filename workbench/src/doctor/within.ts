import * as l10n from "@vscode/l10n";
import { secondCount } from "../text/counts.ts";
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
      resolve(otherwise(l10n.t("no answer within {0}", secondCount(Math.round(milliseconds / 1000)))));
    });
    const end = (value: T): void => {
      timer.dispose();
      resolve(value);
    };
    promise.then(end, () => {
      end(otherwise(l10n.t("it could not be asked for")));
    });
  });
}
