import { durationText } from "../text/quantities.ts";
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
    epoch === undefined ? undefined : `epoch ${short(epoch)}${epochs === undefined ? "" : `/${epochs}`}`,
    step === undefined
      ? undefined
      : `step ${step}${steps === undefined ? "" : `/${steps}`}${percent === undefined ? "" : ` (${Math.round(percent)} %)`}`,
    loss === undefined ? undefined : `loss ${short(loss)}`,
    rate === undefined ? undefined : rate >= 1 ? `${short(rate)} steps/s` : `${short(1 / rate)} s/step`,
    remaining === undefined || percent === 100 ? undefined : `${durationText(remaining * 1_000)} left`,
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}

/**
 * How a container that does not run is doing: `finished 3h ago`, `killed at its memory limit 5m ago`. `now` in milliseconds since 1970.
 */
export function endedText(
  { state, exitCode, finishedAt, status, oomKilled }: Container,
  now: number,
): string {
  if (state !== "exited" && state !== "dead") return state;
  if (exitCode === undefined) return visible(status);
  const ago = finishedAt === undefined ? "" : ` ${durationText(now - finishedAt)} ago`;
  if (exitCode === 0) return `finished${ago}`;
  const death = deathOf({ exitCode, oomKilled, events: [] });
  return `${death.kind === "out-of-memory" ? "killed at its memory limit" : `ended with status ${exitCode}`}${ago}`;
}

/** `all GPUs`, `2 GPUs`, `GPU 0, 2`, `GPUs by privilege`. */
export function gpuAccessText({ how, gpus }: GpuAccess): string {
  switch (gpus.kind) {
    case "all":
      return "all GPUs";
    case "count":
      return gpus.count === 1 ? "1 GPU" : `${gpus.count} GPUs`;
    case "ids":
      return `GPU ${gpus.ids.join(", ")}`;
    default:
      return how === "privileged" ? "GPUs by privilege" : "GPUs";
  }
}

/** `7484 MiB on 2 GPUs`; undefined where none is in use, or nobody knows. */
export function gpuUseText({ gpuUse }: Pick<Container, "gpuUse">): string | undefined {
  if (gpuUse === undefined || gpuUse.length === 0) return undefined;
  const known = gpuUse.flatMap(({ memoryMiB }) => memoryMiB ?? []);
  const where = gpuUse.length === 1 ? "" : ` on ${gpuUse.length} GPUs`;
  if (known.length === 0) return gpuUse.length === 1 ? "in use" : `in use${where}`;
  return `${known.reduce((sum, one) => sum + one, 0)} MiB${where}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
