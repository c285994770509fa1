import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ProgressReader } from "../../../workbench/src/containers/progress/reader.ts";

function after(...lines: readonly string[]): object | undefined {
  const reader = new ProgressReader();
  for (const line of lines) reader.feed(line);
  if (reader.current === undefined) return undefined;
  const { text: _, ...told } = reader.current;
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
}

describe("the progress that a line tells", () => {
  test.each<readonly [string, readonly string[], object | undefined]>([
    [
      "tqdm",
      [" 45%|████▌     | 450/1000 [00:30<00:37, 14.80it/s, loss=0.123]"],
      { format: "tqdm", step: 450, steps: 1000, percent: 45, loss: 0.123, rate: 14.8, remaining: 37 },
    ],
    [
      "tqdm in ASCII, slower than a step a second",
      ["  3%|3         | 3/100 [00:30<16:10, 10.00s/it]"],
      { format: "tqdm", step: 3, steps: 100, percent: 3, rate: 0.1, remaining: 970 },
    ],
    [
      "tqdm before its first step",
      ["Epoch 1:   0%|          | 0/1000 [00:00<?, ?it/s]"],
      { format: "tqdm", epoch: 1, step: 0, steps: 1000, percent: 0 },
    ],
    [
      "a row of Ultralytics YOLO",
      [
        "      3/80      5.4G     1.021     0.733      1.21        64       640:  50%|█████     | 20/40 [00:10<00:10,  2.00it/s]",
      ],
      { format: "tqdm", epoch: 3, epochs: 80, step: 20, steps: 40, percent: 50, rate: 2, remaining: 10 },
    ],
    [
      "two numbers before a bar that are no epochs",
      ["shard 3/80  50%|█████     | 20/40 [00:10<00:10,  2.00it/s]"],
      { format: "tqdm", step: 20, steps: 40, percent: 50, rate: 2, remaining: 10 },
    ],
    [
      "tqdm over a day",
      ["  1%| | 10/1000 [22:10:10<1 day, 2:03:04, 80.1s/it]"],
      { format: "tqdm", step: 10, steps: 1000, percent: 1, rate: 1 / 80.1, remaining: 93_784 },
    ],
    [
      "tqdm with an epoch of several",
      ["Epoch 3/10:  50%|█████     | 5/10 [00:05<00:05,  1.00batch/s, loss=1.5e-3]"],
      {
        format: "tqdm",
        epoch: 3,
        epochs: 10,
        step: 5,
        steps: 10,
        percent: 50,
        loss: 0.0015,
        rate: 1,
        remaining: 5,
      },
    ],
    [
      "Lightning",
      [
        "Epoch 2:  45%|████▌     | 450/1000 [00:30<00:37, 14.80it/s, v_num=4, train_loss_step=0.210, train_loss_epoch=0.3]",
      ],
      {
        format: "lightning",
        epoch: 2,
        step: 450,
        steps: 1000,
        percent: 45,
        loss: 0.21,
        rate: 14.8,
        remaining: 37,
      },
    ],
    [
      "Lightning's rich bar",
      ["Epoch 2/9  ━━━━━━━━━━╸━━━━━━━━━ 45/90 0:00:30 • 0:00:37 14.80it/s v_num: 0 train_loss: 0.123"],
      {
        format: "lightning",
        epoch: 2,
        epochs: 9,
        step: 45,
        steps: 90,
        percent: 50,
        loss: 0.123,
        rate: 14.8,
        remaining: 37,
      },
    ],
    [
      "the Trainer's log",
      ["{'loss': 0.4215, 'grad_norm': 1.93, 'learning_rate': 4.5e-05, 'epoch': 1.25}"],
      { format: "hf-trainer", epoch: 1.25, loss: 0.4215 },
    ],
    [
      "the Trainer's log of strings",
      ["{'loss': '0.4215', 'learning_rate': '4.5e-05', 'epoch': '1.25'}"],
      { format: "hf-trainer", epoch: 1.25, loss: 0.4215 },
    ],
    [
      "Keras 3",
      ["Epoch 3/10", "450/900 ━━━━━━━━━━━━━━━━━━━━ 37s 50ms/step - accuracy: 0.91 - loss: 0.25"],
      {
        format: "keras",
        epoch: 3,
        epochs: 10,
        step: 450,
        steps: 900,
        percent: 50,
        loss: 0.25,
        rate: 20,
        remaining: 37,
      },
    ],
    [
      "Keras 2",
      ["Epoch 3/10", " 450/900 [=============>................] - ETA: 37s - loss: 0.2500 - accuracy: 0.91"],
      {
        format: "keras",
        epoch: 3,
        epochs: 10,
        step: 450,
        steps: 900,
        percent: 50,
        loss: 0.25,
        remaining: 37,
      },
    ],
    [
      "Keras at the end of an epoch",
      ["900/900 ━━━━━━━━━━━━━━━━━━━━ 45s 50ms/step - loss: 0.2 - val_loss: 0.9"],
      { format: "keras", step: 900, steps: 900, percent: 100, loss: 0.2, rate: 20, remaining: 0 },
    ],
    [
      "a loop's own line",
      ["Epoch [3/10], Step [450/1000], Loss: 0.1234"],
      { format: "plain", epoch: 3, epochs: 10, step: 450, steps: 1000, percent: 45, loss: 0.1234 },
    ],
    [
      "PyTorch's MNIST example",
      ["Train Epoch: 3 [3200/6400 (50%)]\tLoss: 0.234567"],
      { format: "plain", epoch: 3, step: 3200, steps: 6400, percent: 50, loss: 0.234567 },
    ],
    [
      "iterations",
      ["iter 450: loss 2.3100, time 30.11ms, mfu 17.2%"],
      { format: "plain", step: 450, loss: 2.31 },
    ],
    [
      "a logger's prefix",
      ["2026-01-02 03:04:05,678 INFO train.py:88 - epoch 4 | loss 0.5 | val_loss 0.7"],
      { format: "plain", epoch: 4, loss: 0.5 },
    ],
    ["only a validation's loss", ["epoch 4 val_loss 0.7"], { format: "plain", epoch: 4 }],
  ])("%s", (_, lines, expected) => {
    if (expected === undefined) expect(after(...lines)).toBeUndefined();
    else expect(after(...lines)).toEqual(expected);
  });

  test.each([
    ["a download", "model-00001-of-00004.safetensors:  45%|████▌     | 2.2G/4.9G [00:30<00:37, 72.1MB/s]"],
    ["a download by count", "Fetching 12 files:  50%|█████     | 6/12 [00:05<00:05,  1.2it/s]"],
    ["tokenizing", "Map:  45%|████▌     | 450/1000 [00:30<00:37, 14.8 examples/s]"],
    ["loading", "Loading checkpoint shards:  50%|█████     | 2/4 [00:05<00:05,  2.5s/it]"],
    ["a validation", "Validation DataLoader 0:  45%|████▌     | 45/100 [00:03<00:03, 14.8it/s]"],
    ["settings", "num_epochs: 10"],
    ["settings in JSON", '{"epochs": 10, "batch_size": 32}'],
    ["a command line", "python train.py --epochs 10 --steps 100"],
    ["a plan", "Training for 10 epochs with 1000 steps"],
    ["an evaluation of the Trainer", "{'eval_loss': 0.5, 'eval_runtime': 3.1, 'epoch': 1.0}"],
    ["a request of a server", '127.0.0.1 - "POST /v1/completions HTTP/1.1" 200 OK 45/100'],
    ["a sentence", "every 100 steps a checkpoint is written"],
  ])("is none in %s", (_, line) => {
    expect(after(line)).toBeUndefined();
  });
});

describe("progress over several lines", () => {
  test("the Trainer's losses join the bar between which they come", () => {
    expect(
      after(
        " 10%|█         | 100/1000 [00:30<04:30,  3.33it/s]",
        "{'loss': 0.42, 'learning_rate': 4.5e-05, 'epoch': 0.3}",
      ),
    ).toEqual({
      format: "hf-trainer",
      epoch: 0.3,
      loss: 0.42,
      step: 100,
      steps: 1000,
      percent: 10,
      rate: 3.33,
      remaining: 270,
    });
  });

  test("a new epoch forgets the loss and the steps of the one before", () => {
    expect(after("Epoch 1/3", "9/10 ━━━━━━━━━━━━━━━━━━━━ 1s 50ms/step - loss: 0.9", "Epoch 2/3")).toEqual({
      format: "keras",
      epoch: 2,
      epochs: 3,
    });
  });

  test("the newest line is kept as its text, cut", () => {
    const reader = new ProgressReader();
    reader.feed(`epoch 1 loss 0.5 ${"x".repeat(1_000)}`);
    expect(reader.current?.text).toHaveLength(200);
  });
});

test("no line breaks the reader, and every number is finite", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.constantFrom(
            "Epoch 9".repeat(400),
            "9".repeat(1_900),
            "9%|".repeat(500),
            "{'epoch':".repeat(200),
            "loss ".repeat(390),
          ),
        ),
      ),
      (lines) => {
        const reader = new ProgressReader();
        for (const line of lines) reader.feed(line);
        const { text: _, format: __, ...numbers } = reader.current ?? { text: "", format: "" };
        for (const value of Object.values(numbers))
          if (value !== undefined) expect(value).toSatisfy(Number.isFinite);
      },
    ),
  );
});
