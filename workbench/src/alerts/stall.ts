import * as l10n from "@vscode/l10n";
import type { Container } from "../containers/model.ts";
import type { Condition } from "./conditions.ts";

/** Notices trainings whose progress stands still. Only what showed progress before can stall: silence alone proves nothing. */
export class StallWatch {
  readonly #seen = new Map<string, { readonly mark: string; readonly since: number }>();

  /** `now` in milliseconds; `minutes` without change make a stall, 0 switches it off. */
  conditions(containers: readonly Container[], now: number, minutes: number): readonly Condition[] {
    const ids = new Set(containers.map(({ id }) => id));
    for (const id of this.#seen.keys()) if (!ids.has(id)) this.#seen.delete(id);
    if (minutes <= 0) return [];
    return containers.flatMap((container) => this.#condition(container, now, minutes) ?? []);
  }

  #condition(container: Container, now: number, minutes: number): Condition | undefined {
    const { id, name, state, classification, progress, startedAt } = container;
    if (state !== "running" || classification.kind !== "training" || progress === undefined) {
      this.#seen.delete(id);
      return undefined;
    }
    const mark = [startedAt, progress.epoch, progress.step, progress.loss].join(" ");
    const before = this.#seen.get(id);
    if (before?.mark !== mark) this.#seen.set(id, { mark, since: now });
    const since = before?.mark === mark ? before.since : now;
    const still = Math.floor((now - since) / 60_000);
    // An epoch whose last bar is full is being evaluated or saved: that takes its time.
    const isBetween = progress.percent === 100;
    return {
      alert: {
        kind: "no-progress",
        subject: id,
        message:
          still === 1
            ? l10n.t("{0} has shown no progress for 1 minute; its last line is: {1}", name, progress.text)
            : l10n.t(
                "{0} has shown no progress for {1} minutes; its last line is: {2}",
                name,
                still,
                progress.text,
              ),
        action: "show-logs",
      },
      raise: still >= minutes * (isBetween ? 3 : 1),
      release: before?.mark !== mark,
    };
  }
}
