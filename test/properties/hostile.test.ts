import { expect, test } from "vitest";
import { analyze } from "../../server/src/engine/analyze.ts";

const FROM = "FROM python:3.12-slim\n";

/** Texts of up to a megabyte, each made to be as costly as its kind can be. Every one must be read to its end. */
const TEXTS: readonly (readonly [title: string, text: string])[] = [
  ["a chain of stages", `FROM a AS s0\n${lines(30_000, (index) => `FROM s${index} AS s${index + 1}`)}`],
  ["thousands of stages", "FROM python:3.9\n".repeat(30_000)],
  ["a RUN of thousands of commands", `${FROM}RUN ${"pip install a && \\\n".repeat(40_000)}true\n`],
  ["thousands of installs", `${FROM}${"RUN pip install torch==2.9.1 torchvision==0.20.1\n".repeat(10_000)}`],
  ["thousands of updates", `FROM ubuntu:20.04\n${"RUN apt-get update\n".repeat(20_000)}`],
  ["a value of a megabyte", `${FROM}ENV A=${"x".repeat(900_000)}\nRUN echo $A $A\n`],
  ["a variable that doubles itself", `${FROM}ENV A=xxxxxxxxxx\n${"ENV A=$A$A\n".repeat(20_000)}`],
  ["thousands of ARGs", `${"ARG A=1\n".repeat(50_000)}FROM a:$A\n${"ARG A\n".repeat(50_000)}`],
  ["substitutions without end", `ARG X\nFROM a:${"${X:-".repeat(100_000)}\n`],
  ["command substitutions without end", `${FROM}RUN ${"$(".repeat(100_000)}\n`],
  ["subshells without end", `${FROM}RUN ${"(".repeat(200_000)}\n`],
  ["quotes without end", `${FROM}RUN ${"'\"".repeat(200_000)}\n`],
  ["a JSON array without end", `${FROM}CMD [${'"a",'.repeat(200_000)}\n`],
  ["a JSON string without end", `${FROM}CMD [${'"'.repeat(400_000)}\n`],
  ["thousands of flags", `${FROM}RUN ${"--mount=type=cache ".repeat(40_000)}x\n`],
  ["thousands of heredocs", `${FROM}RUN ${"<<E ".repeat(20_000)}\n`],
  ["heredocs that never end", `${FROM}${"RUN <<E\n".repeat(100_000)}`],
  ["thousands of allow comments", `${FROM}${"# ml-containers: allow x\n".repeat(30_000)}`],
  ["a word of spaces", `${FROM}RUN pip install ${" ".repeat(900_000)}x\n`],
  ["backslashes", `${FROM}RUN ${"\\".repeat(900_000)}\n`],
  ["nested shells", `${FROM}RUN ${"bash -c '".repeat(5000)}\n`],
  ["wrappers of wrappers", `${FROM}RUN ${"sudo ".repeat(9000)}\n`],
  ["a package name without end", `${FROM}RUN pip install ${"a".repeat(49_000)}\n`],
  ["brackets without end", `${FROM}RUN pip install ${"a[".repeat(20_000)}\n`],
  ["an image name without end", `FROM ${"a/".repeat(200_000)}:${"1.".repeat(100_000)}\n`],
];

test.each(TEXTS)("%s", (_, text) => {
  const { crashes, dockerfile } = analyze(text, { today: "2026-11-23" });
  expect(crashes).toEqual([]);
  expect(dockerfile.syntax.instructions.length).toBeGreaterThan(0);
});

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join("\n");
}
