import { expect, test } from "vitest";
import { inlayHints } from "../../server/src/engine/dockerfile/inlay.ts";
import { analysed } from "./lib.ts";

/** The text with its hints in brackets. */
function shown(source: string, range = { start: 0, end: source.length }): string {
  const hints = inlayHints(analysed(source), range).toSorted((a, b) => b.at - a.at);
  return hints.reduce((text, { at, label }) => `${text.slice(0, at)}[${label}]${text.slice(at)}`, source);
}

test.each([
  [
    "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04 AS x",
    "FROM nvidia/cuda:12.4.1-devel-ubuntu22.04[CUDA 12.4 · driver ≥ 525] AS x",
  ],
  [
    "FROM nvcr.io/nvidia/pytorch:24.05-py3",
    "FROM nvcr.io/nvidia/pytorch:24.05-py3[CUDA 12.4 · Python 3.10 · driver ≥ 525]",
  ],
  ["FROM python:3.12-slim", "FROM python:3.12-slim[Python 3.12]"],
  ["ARG V=3.12\nFROM python:$V-slim", "ARG V=3.12\nFROM python:$V-slim[Python 3.12 · = python:3.12-slim]"],
  ["ARG R=acme\nFROM $R/x:1", "ARG R=acme\nFROM $R/x:1[= acme/x:1]"],
  ["ARG B\nFROM $B", "ARG B\nFROM $B"],
  [
    "ARG C=12.8.1\nFROM nvidia/cuda:$C-cudnn-devel-ubuntu24.04",
    "ARG C=12.8.1\nFROM nvidia/cuda:$C-cudnn-devel-ubuntu24.04[CUDA 12.8 · driver ≥ 525]",
  ],
  ["FROM acme/x:1", "FROM acme/x:1"],
  ["FROM scratch", "FROM scratch"],
  ["FROM python:3.12 AS a\nFROM a", "FROM python:3.12[Python 3.12] AS a\nFROM a"],
  ["FROM", "FROM"],
  ["FROM python:3.12\r\nRUN x\r\n", "FROM python:3.12[Python 3.12]\r\nRUN x\r\n"],
])("%j", (source, expected) => {
  expect(shown(source)).toBe(expected);
});

test("only what the range shows", () => {
  const source = "FROM python:3.12\nRUN x\nFROM python:3.11\n";
  expect(shown(source, { start: source.lastIndexOf("FROM"), end: source.length })).toBe(
    "FROM python:3.12\nRUN x\nFROM python:3.11[Python 3.11]\n",
  );
});

test("a reference too long for a hint stands in its tooltip", () => {
  const source = "ARG C=12.8.1\nFROM nvidia/cuda:$C-cudnn-devel-ubuntu24.04\n";
  const [hint] = inlayHints(analysed(source), { start: 0, end: source.length });
  expect(hint?.tooltip).toContain("nvidia/cuda:12.8.1-cudnn-devel-ubuntu24.04");
});
