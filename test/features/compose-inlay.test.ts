import { expect, test } from "vitest";
import { inlayHints } from "../../server/src/engine/compose/inlay.ts";
import { composed, service } from "./compose.ts";

/** The text with its hints in brackets. */
function shown(source: string, range = { start: 0, end: source.length }): string {
  const hints = inlayHints(composed(source), range).toSorted((a, b) => b.at - a.at);
  return hints.reduce((text, { at, label }) => `${text.slice(0, at)}<${label}>${text.slice(at)}`, source);
}

const GPU = "    deploy: {resources: {reservations: {devices: [";
const END = "]}}}";

test.each([
  [
    "an image",
    "    image: nvidia/cuda:12.4.1-base-ubuntu22.04",
    "    image: nvidia/cuda:12.4.1-base-ubuntu22.04<CUDA 12.4 · driver ≥ 525>",
  ],
  [
    "by a variable",
    "    image: python:${V:-3.11}-slim",
    "    image: python:${V:-3.11}-slim<Python 3.11 · = python:3.11-slim>",
  ],
  ["in quotes", '    image: "python:3.12"', '    image: "python:3.12"<Python 3.12>'],
  ["unknown", "    image: acme/x:1", "    image: acme/x:1"],
  ["by an unknown variable", "    image: python:$V", "    image: python:$V"],
  ["a built one", "    image: python:3.12\n    build: .", "    image: python:3.12\n    build: ."],
  [
    "a count of one",
    `${GPU}{count: 1, capabilities: [gpu]}${END}`,
    `${GPU}{count: 1<GPU 0>, capabilities: [gpu]}${END}`,
  ],
  [
    "a count of two",
    `${GPU}{count: 2, capabilities: [gpu]}${END}`,
    `${GPU}{count: 2<GPUs 0 and 1>, capabilities: [gpu]}${END}`,
  ],
  [
    "a count of four",
    `${GPU}{count: 4, capabilities: [gpu]}${END}`,
    `${GPU}{count: 4<GPUs 0 to 3>, capabilities: [gpu]}${END}`,
  ],
  [
    "a count of none",
    `${GPU}{count: 0, capabilities: [gpu]}${END}`,
    `${GPU}{count: 0<no GPU>, capabilities: [gpu]}${END}`,
  ],
  ["no count", `${GPU}{capabilities: [gpu]}${END}`, `${GPU}{capabilities: [gpu]<all GPUs>}${END}`],
  ["all", `${GPU}{count: all, capabilities: [gpu]}${END}`, `${GPU}{count: all, capabilities: [gpu]}${END}`],
  [
    "ids",
    `${GPU}{device_ids: ["1"], capabilities: [gpu]}${END}`,
    `${GPU}{device_ids: ["1"], capabilities: [gpu]}${END}`,
  ],
  [
    "an unknown count",
    `${GPU}{count: $N, capabilities: [gpu]}${END}`,
    `${GPU}{count: $N, capabilities: [gpu]}${END}`,
  ],
  [
    "what is no GPU",
    `${GPU}{count: 1, capabilities: [tpu]}${END}`,
    `${GPU}{count: 1, capabilities: [tpu]}${END}`,
  ],
  ["gpus: all", "    gpus: all", "    gpus: all"],
])("%s", (_, line, expected) => {
  expect(shown(`services:\n  a:\n${line}\n`)).toBe(`services:\n  a:\n${expected}\n`);
});

test("only what the range shows", () => {
  const source = service("    image: python:3.11");
  const start = source.indexOf("  a:");
  expect(shown(source, { start, end: source.length })).toBe(`${source}<Python 3.11>`);
  expect(shown(source, { start: 0, end: 8 })).toBe(source);
});
