import type { Progress } from "../model.ts";
import { metric, seconds } from "./numbers.ts";

/** What a line tells, without what earlier lines told. */
export type Told = Omit<Progress, "text">;

/** As `Epoch 3:  45%|████▌     | 450/1000 [00:30<00:37, 14.8it/s, loss=0.123]`, by the format of tqdm's `format_meter`. */
export function readTqdm(line: string): Told | undefined {
  const found =
    /^(.{0,120}?)\s*(\d{1,3})%\|[^|]{0,400}\|\s*(\d+)\/(\d+)\s*\[([^\]<]{0,20})<((?:\d+ days?, )?[^\],]{0,24}),\s*([^\],]{0,40})([^\]]{0,400})\]/.exec(
      line,
    );
  if (found === null) return undefined;
  const [, label = "", percent = "", step = "", steps = "", , remaining = "", rate = "", postfix = ""] =
    found;
  if (isOtherWork(label, rate)) return undefined;
  const epoch = /epoch\D{0,3}(\d+)(?:\s*(?:\/|of)\s*(\d+))?/i.exec(label) ?? ULTRALYTICS.exec(label);
  return {
    format: /v_num=|train_loss/.test(postfix) && epoch !== null ? "lightning" : "tqdm",
    epoch: number(epoch?.[1]),
    epochs: number(epoch?.[2]),
    step: Number(step),
    steps: Number(steps),
    percent: Number(percent),
    loss: metric(postfix, "loss"),
    rate: rateOf(rate),
    remaining: seconds(remaining),
  };
}

/** As `Epoch 3/9 ━━━━━╸━━━━ 450/1000 0:00:30 • 0:00:37 14.80it/s v_num: 0 train_loss: 0.123`: Lightning's rich bar. */
export function readRich(line: string): Told | undefined {
  const found =
    /^\s*epoch\s+(\d+)\/(\d+)\s+[━╸╺╶─-]{2,400}\s+(\d+)\/(\d+)\s+[\d:]{3,12}\s*•\s*([-\d:]{3,12})\s+([\d.]{1,12}\s?it\/s)?(.{0,400})$/i.exec(
      line,
    );
  if (found === null) return undefined;
  const [, epoch = "", last = "", step = "", steps = "", remaining = "", rate = "", rest = ""] = found;
  return {
    format: "lightning",
    epoch: Number(epoch),
    epochs: Number(last),
    step: Number(step),
    steps: Number(steps),
    percent: share(Number(step), Number(steps)),
    loss: metric(rest, "loss"),
    rate: rateOf(rate),
    remaining: seconds(remaining),
  };
}

/** As `450/1000 ━━━━━━━━━━━━━━━━━━━━ 37s 68ms/step - accuracy: 0.91 - loss: 0.12`, and Keras 2's `[=====>....] - ETA: 37s`. */
export function readKeras(line: string): Told | undefined {
  const found =
    /^\s*(\d+)\/(\d+)\s+(?:[━─]{5,40}\s+([\dhms:]{1,12})\s+([\d.]{1,10}(?:us|ms|s)\/(?:step|epoch))|\[[=>.]{5,40}\]\s*-\s*(?:ETA:\s*([\dhms:]{1,12})|[\dhms:]{1,12}(?:\s+([\d.]{1,10}(?:us|ms|s)\/(?:step|epoch)))?))(.{0,600})$/.exec(
      line,
    );
  if (found === null) return undefined;
  const [, step = "", steps = "", left, perStep, eta, perStepOld, rest = ""] = found;
  const done = step === steps;
  return {
    format: "keras",
    epoch: undefined,
    epochs: undefined,
    step: Number(step),
    steps: Number(steps),
    percent: share(Number(step), Number(steps)),
    loss: metric(rest, "loss"),
    rate: perSecond(perStep ?? perStepOld),
    // At its end a bar shows the time that it took.
    remaining: done ? 0 : seconds(eta ?? left ?? ""),
  };
}

/** Epoch, of how many, and the GPU's memory begin its row: ultralytics, engine/trainer.py, `pbar.set_description`. */
const ULTRALYTICS = /^\s*(\d+)\/(\d+)\s+[\d.]+G\s/;

/** Downloads, tokenizing and loading draw bars as well, and none of them is a training. */
function isOtherWork(label: string, rate: string): boolean {
  if (
    /(?:[kMGT]?i?B)\/s|\b(?:files?|shards?|examples?|it?ems|tokens?)\/s/.test(rate) &&
    !/epoch|train/i.test(label)
  )
    return true;
  return /download|fetch|upload|loading|tokeniz|\bmap\b|filter|generating|resolving|casting|saving|\bval(?:idation|idating|id)?\b|eval|\btest(?:ing)?\b|predict|sanity|safetensors|\.bin\b/i.test(
    label,
  );
}

/** Steps a second of `14.8it/s`, `1.2s/it`, `3.1batch/s`; undefined for `?it/s`. */
function rateOf(text: string): number | undefined {
  const found = /^\s*([\d.]+)\s*(?:(s)\/\S+|\S+?\/s)/.exec(text);
  if (found === null) return undefined;
  const value = Number(found[1]);
  if (!(value > 0)) return undefined;
  return found[2] === undefined ? value : 1 / value;
}

function perSecond(text: string | undefined): number | undefined {
  const found = /^([\d.]+)(us|ms|s)\/step/.exec(text ?? "");
  const value = Number(found?.[1]);
  if (found === null || !(value > 0)) return undefined;
  return (found[2] === "us" ? 1e6 : found[2] === "ms" ? 1e3 : 1) / value;
}

function share(step: number, steps: number): number | undefined {
  return steps > 0 ? Math.min(100, (step / steps) * 100) : undefined;
}

function number(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
