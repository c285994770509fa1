import * as l10n from "@vscode/l10n";
import { gpuCount } from "../text/counts.ts";
import { durationText, mibText } from "../text/quantities.ts";
import { visible } from "../text/visible.ts";
import { deathOf } from "./death.ts";
import type { Container, GpuAccess, Progress } from "./model.ts";

/** `epoch 3/10, step 450/1000 (45 %), loss 0.1234, 14.8 steps/s, 37s left`: what of it is known. */
export function progressText({
  epoch,
  epochs,
  step,
  steps,
  percent,
  loss,
  rate,
  remaining,
}: Progress): string {
  const parts = [
    epochText(epoch, epochs),
    stepText(step, steps, percent),
    loss === undefined ? undefined : l10n.t("loss {0}", short(loss)),
    rate === undefined
      ? undefined
      : rate >= 1
        ? l10n.t("{0} steps/s", short(rate))
        : l10n.t("{0} s/step", short(1 / rate)),
    remaining === undefined || percent === 100
      ? undefined
      : l10n.t("{0} left", durationText(remaining * 1_000)),
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}

/** A container's state as the engine calls it, in words. */
export function stateText(state: Container["state"]): string {
  return STATES[state]();
}

/** A health check's verdict in words. */
export function healthText(health: NonNullable<Container["health"]>): string {
  return HEALTH[health]();
}

/**
 * How a container that does not run is doing: `finished 3h ago`, `killed at its memory limit 5m ago`. `now` in milliseconds since 1970.
 */
export function endedText(
  { state, exitCode, finishedAt, status, oomKilled }: Container,
  now: number,
): string {
  if (state !== "exited" && state !== "dead") return stateText(state);
  if (exitCode === undefined) return visible(status);
  const since = finishedAt === undefined ? undefined : durationText(now - finishedAt);
  if (exitCode === 0) return since === undefined ? l10n.t("finished") : l10n.t("finished {0} ago", since);
  if (deathOf({ exitCode, oomKilled, events: [] }).kind === "out-of-memory") {
    return since === undefined
      ? l10n.t("killed at its memory limit")
      : l10n.t("killed at its memory limit {0} ago", since);
  }
  return since === undefined
    ? l10n.t("ended with status {0}", exitCode)
    : l10n.t("ended with status {0} {1} ago", exitCode, since);
}

/** `all GPUs`, `2 GPUs`, `GPU 0, 2`, `GPUs by privilege`. */
export function gpuAccessText({ how, gpus }: GpuAccess): string {
  switch (gpus.kind) {
    case "all":
      return l10n.t("all GPUs");
    case "count":
      return gpuCount(gpus.count);
    case "ids":
      return `GPU ${gpus.ids.join(", ")}`;
    default:
      return how === "privileged" ? l10n.t("GPUs by privilege") : l10n.t("GPUs");
  }
}

/** `7.31 GiB on 2 GPUs`; undefined where none is in use, or nobody knows. */
export function gpuUseText({ gpuUse }: Pick<Container, "gpuUse">): string | undefined {
  if (gpuUse === undefined || gpuUse.length === 0) return undefined;
  const known = gpuUse.flatMap(({ memoryMiB }) => memoryMiB ?? []);
  const count = gpuUse.length;
  if (known.length === 0) return count === 1 ? l10n.t("in use") : l10n.t("in use on {0} GPUs", count);
  const memory = mibText(known.reduce((sum, one) => sum + one, 0));
  return count === 1 ? memory : l10n.t("{0} on {1} GPUs", memory, count);
}

function epochText(epoch: number | undefined, epochs: number | undefined): string | undefined {
  if (epoch === undefined) return undefined;
  return epochs === undefined
    ? l10n.t("epoch {0}", short(epoch))
    : l10n.t("epoch {0}/{1}", short(epoch), epochs);
}

function stepText(
  step: number | undefined,
  steps: number | undefined,
  percent: number | undefined,
): string | undefined {
  if (step === undefined) return undefined;
  const counter = steps === undefined ? String(step) : `${step}/${steps}`;
  return percent === undefined
    ? l10n.t("step {0}", counter)
    : l10n.t("step {0} ({1} %)", counter, Math.round(percent));
}

const STATES: Readonly<Record<Container["state"], () => string>> = {
  created: () => l10n.t("created"),
  running: () => l10n.t("running"),
  paused: () => l10n.t("paused"),
  restarting: () => l10n.t("restarting"),
  removing: () => l10n.t("removing"),
  exited: () => l10n.t("exited"),
  dead: () => l10n.t("dead"),
};

const HEALTH: Readonly<Record<NonNullable<Container["health"]>, () => string>> = {
  starting: () => l10n.t("health check starting"),
  healthy: () => l10n.t("healthy"),
  unhealthy: () => l10n.t("unhealthy"),
};

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
