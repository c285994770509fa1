import * as l10n from "@vscode/l10n";
import type { Death } from "../containers/death.ts";
import type { Container } from "../containers/model.ts";
import type { GpuSnapshot } from "../gpus/model.ts";
import type { Alert, AlertSettings } from "./alert.ts";
import type { Condition } from "./conditions.ts";
import { gpuMemory, health, shm } from "./conditions.ts";
import { MOST_A_MINUTE, REPEAT_AFTER } from "./limits.ts";
import { StallWatch } from "./stall.ts";

/** What is known at one moment. Containers are those of which live figures are at hand. */
export interface Moment {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: number;
  readonly containers: readonly Container[];
  readonly gpus: GpuSnapshot | undefined;
}

/**
 * Turns states into alerts: one when a state begins, none while it lasts, another only after it was over and some time has
 * passed. A flood is cut.
 */
export class AlertMonitor {
  readonly #raised = new Set<string>();
  readonly #last = new Map<string, number>();
  readonly #stalls = new StallWatch();
  #recent: readonly number[] = [];

  observe({ now, containers, gpus }: Moment, settings: AlertSettings): readonly Alert[] {
    const conditions = [
      ...(gpus === undefined ? [] : gpuMemory(gpus, containers)),
      ...shm(containers),
      ...health(containers),
      ...this.#stalls.conditions(containers, now, settings.noProgressMinutes),
    ];
    return conditions.flatMap((condition) => this.#judge(condition, now, settings) ?? []);
  }

  /** A container ended; only the memory limit is worth a notification, a failure is in the view. */
  died(
    container: Pick<Container, "id" | "name" | "memoryLimitBytes">,
    death: Death,
    now: number,
    settings: AlertSettings,
  ): Alert | undefined {
    const message = deathText(container, death);
    if (message === undefined) return undefined;
    return this.#allow(
      { kind: "out-of-memory", subject: container.id, message, action: "show-logs" },
      now,
      settings,
      false,
    );
  }

  /** A probe inside a container found no GPU while the machine has it. */
  gpuLost(
    container: Pick<Container, "id" | "name">,
    now: number,
    settings: AlertSettings,
  ): Alert | undefined {
    const message = l10n.t(
      "{0} has lost its GPU: nvidia-smi fails inside it and works on the host. Restart the container to give it back.",
      container.name,
    );
    return this.#allow(
      { kind: "gpu-lost", subject: container.id, message, action: "restart-container" },
      now,
      settings,
      true,
    );
  }

  #judge({ alert, raise, release }: Condition, now: number, settings: AlertSettings): Alert | undefined {
    const key = keyOf(alert);
    if (release) this.#raised.delete(key);
    if (!raise || this.#raised.has(key)) return undefined;
    this.#raised.add(key);
    return this.#allow(alert, now, settings, true);
  }

  #allow(alert: Alert, now: number, { enabled }: AlertSettings, once: boolean): Alert | undefined {
    if (!enabled.has(alert.kind)) return undefined;
    const key = keyOf(alert);
    const last = this.#last.get(key);
    if (once && last !== undefined && now - last < REPEAT_AFTER) return undefined;
    this.#recent = this.#recent.filter((at) => now - at < 60_000);
    if (this.#recent.length >= MOST_A_MINUTE) return undefined;
    this.#recent = [...this.#recent, now];
    this.#last.set(key, now);
    return alert;
  }
}

/** Undefined for an end that is no alert. */
function deathText(
  { name, memoryLimitBytes }: Pick<Container, "name" | "memoryLimitBytes">,
  death: Death,
): string | undefined {
  const limit = memoryLimitBytes === undefined ? undefined : Math.round(memoryLimitBytes / (1024 * 1024));
  switch (death.kind) {
    case "out-of-memory":
      return limit === undefined
        ? l10n.t("{0} was killed at its memory limit.", name)
        : l10n.t("{0} was killed at its memory limit of {1} MiB.", name, limit);
    case "child-out-of-memory":
      return limit === undefined
        ? l10n.t(
            "A process of {0} was killed at its memory limit; the container then ended with status {1}.",
            name,
            death.exitCode,
          )
        : l10n.t(
            "A process of {0} was killed at its memory limit of {1} MiB; the container then ended with status {2}.",
            name,
            limit,
            death.exitCode,
          );
    default:
      return undefined;
  }
}

function keyOf({ kind, subject }: Alert): string {
  return `${kind} ${subject}`;
}
