import type { Progress } from "../model.ts";
import type { Told } from "./bars.ts";
import { readKeras, readRich, readTqdm } from "./bars.ts";
import { readPlain, readTrainerLog } from "./lines.ts";

/**
 * Follows a log line by line and knows how far the training is. Bars do not repeat the epoch that a line before them named, and
 * the Trainer's losses come between its bars: what the newest line leaves out is kept from the ones before, until an epoch ends.
 */
export class ProgressReader {
  #current: Progress | undefined;

  /** Undefined until a line told anything. */
  get current(): Progress | undefined {
    return this.#current;
  }

  /** A complete line, or the newest state of one that is drawn again and again, without control characters. */
  feed(line: string): void {
    if (line.length > LONGEST_LINE || !/\d/.test(line)) return;
    const told =
      readTqdm(line) ?? readRich(line) ?? readKeras(line) ?? readTrainerLog(line) ?? readPlain(line);
    if (told !== undefined) this.#current = merged(this.#current, told, line.trim().slice(0, LONGEST_TEXT));
  }
}

const LONGEST_LINE = 2_000;
const LONGEST_TEXT = 200;

const KEPT = ["epoch", "epochs", "loss"] as const;

function merged(before: Progress | undefined, told: Told, text: string): Progress {
  if (before === undefined) return { ...told, text };
  const isNewEpoch =
    told.epoch !== undefined &&
    before.epoch !== undefined &&
    Math.floor(told.epoch) !== Math.floor(before.epoch);
  const kept: Partial<Record<(typeof KEPT)[number], number>> = {};
  for (const key of KEPT) {
    const value = told[key] ?? (key === "loss" && isNewEpoch ? undefined : before[key]);
    if (value !== undefined) kept[key] = value;
  }
  // The Trainer logs a loss between two drawings of its bar: the bar's figures still hold.
  const bar = told.step === undefined && !isNewEpoch ? before : told;
  return {
    format:
      told.format === "plain" && before.format !== "plain" && told.step === undefined
        ? before.format
        : told.format,
    epoch: kept.epoch,
    epochs: kept.epochs,
    loss: kept.loss,
    step: bar.step,
    steps: bar.steps,
    percent: bar.percent,
    rate: told.rate ?? bar.rate,
    remaining: bar.remaining,
    text,
  };
}
