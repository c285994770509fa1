import { expect, test } from "vitest";
import { LogText } from "../../client/src/live/log-text.ts";
import { fakeClock } from "../workbench/docker/lib/fake-clock.ts";

function logged(): {
  readonly text: LogText;
  readonly clock: ReturnType<typeof fakeClock>;
  readonly shown: () => string;
} {
  let shown = "";
  const clock = fakeClock();
  const sink = {
    append: (more: string): void => void (shown += more),
    replace: (all: string): void => void (shown = all),
  };
  return { text: new LogText(sink, clock), clock, shown: () => shown };
}

test("lines come gathered and without control characters", async () => {
  const { text, clock, shown } = logged();
  text.push("one\n\u001B[31mtw");
  text.push("o\u001B[0m\n");
  expect(shown()).toBe("");
  await clock.pass(300);
  expect(shown()).toBe("one\ntwo\n");
});

test("a bar that completes no line is shown now and then, not each time that it is drawn", async () => {
  const { text, clock, shown } = logged();
  for (let step = 1; step <= 200; step += 1) {
    text.push(`\r${step}/1000`);
    await clock.pass(100);
  }
  expect(shown().split("\n").length).toBeLessThanOrEqual(4);
  expect(shown()).toMatch(/^\d+\/1000\n/);
  text.push("\r1000/1000\n");
  await clock.pass(300);
  expect(shown().trimEnd().split("\n").at(-1)).toBe("1000/1000");
});

test("the end shows what was left open, and why it is one", () => {
  const { text, shown } = logged();
  text.push("Traceback");
  text.end("[The log ends here.]");
  expect(shown()).toBe("Traceback\n[The log ends here.]\n");
});

test("a flood keeps the newest lines, and is bounded", async () => {
  const { text, clock, shown } = logged();
  for (let round = 0; round < 60; round += 1) {
    text.push(Array.from({ length: 1_000 }, (_, line) => `${round}-${line} ${"x".repeat(90)}\n`).join(""));
    await clock.pass(300);
  }
  expect(shown().length).toBeLessThan(5_000_000);
  expect(shown().trimEnd().split("\n").at(-1)).toMatch(/^59-999 /);
});
