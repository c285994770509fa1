import type { Told } from "./bars.ts";
import { metric, seconds } from "./numbers.ts";

/** As `{'loss': 0.12, 'grad_norm': 1.2, 'learning_rate': 5e-05, 'epoch': 1.25}`: what the Trainer of transformers logs. */
export function readTrainerLog(line: string): Told | undefined {
  const body = /^\s*\{('.{0,1000})\}\s*$/.exec(line)?.[1];
  if (body === undefined || !/'epoch':/.test(body)) return undefined;
  // The summary of an evaluation tells nothing of the training's loss.
  if (/'eval_/.test(body)) return undefined;
  return {
    ...NOTHING,
    format: "hf-trainer",
    epoch: metric(body, "epoch"),
    loss: metric(body, "loss"),
    rate: metric(body, "steps_per_second"),
  };
}

/**
 * Lines that people print themselves: `Epoch [3/10], Step [450/1000], Loss: 0.12`, `Train Epoch: 3 [450/1000 (45%)] Loss: 0.12`,
 * `epoch 3 | loss 0.12`, `step 450/1000 loss 0.12`, `iter 450: loss 2.31, time 30ms`.
 */
export function readPlain(line: string): Told | undefined {
  const epoch = /\bepochs?\b[\s:#=[(]{0,4}(\d+(?:\.\d+)?)(?:\s*(?:\/|of)\s*(\d+))?/i.exec(line);
  const step =
    /\b(?:global[ _]step|steps?|iter(?:ation)?s?|batch(?:es)?)\b[\s:#=[(]{0,4}(\d+)(?:\s*(?:\/|of)\s*(\d+))?/i.exec(
      line,
    ) ??
    (epoch === null
      ? null
      : /\[\s*(\d+)\/(\d+)(?:\s*\(\d+%\))?\s*\]/.exec(line.slice(epoch.index + epoch[0].length)));
  const loss = metric(line, "loss");
  // A step without a loss is a sentence about steps; an epoch alone is how Keras and many loops begin one.
  if (epoch === null && (step === null || loss === undefined)) return undefined;
  if (epoch !== null && !saysProgress(line, epoch)) return undefined;
  const count = step === null ? undefined : Number(step[1]);
  const of = step?.[2] === undefined ? undefined : Number(step[2]);
  return {
    ...NOTHING,
    format: "plain",
    epoch: epoch === null ? undefined : Number(epoch[1]),
    epochs: epoch?.[2] === undefined ? undefined : Number(epoch[2]),
    step: count,
    steps: of,
    percent:
      count === undefined || of === undefined || of === 0 ? undefined : Math.min(100, (count / of) * 100),
    loss,
    remaining: seconds(/\beta:?\s{0,3}((?:\d+ days?, )?[\d:hms]{2,12})/i.exec(line)?.[1] ?? ""),
  };
}

const NOTHING: Told = {
  format: "plain",
  epoch: undefined,
  epochs: undefined,
  step: undefined,
  steps: undefined,
  percent: undefined,
  loss: undefined,
  rate: undefined,
  remaining: undefined,
};

/** `Epochs: 10` in a list of settings, `--epochs 10` and `for 3 epochs` say how long it will be, not how far it is. */
function saysProgress(line: string, epoch: RegExpExecArray): boolean {
  const before = line.slice(Math.max(0, epoch.index - 12), epoch.index);
  if (/--|num[_ -]?$|max[_ -]?$|total[_ -]?(?:num[_ -]?)?$|n_$|warmup[_ -]?$|["']$/i.test(before))
    return false;
  const isPlural = /^epochs/i.test(epoch[0]);
  return !isPlural || epoch[2] !== undefined;
}
