import * as fc from "fast-check";
import { expect, test } from "vitest";
import { analyze } from "../../server/src/engine/analyze.ts";
import { inlayHints, links } from "../../server/src/engine/features.ts";
import { filesOf } from "../lib/files.ts";

const GPU = "    gpus: all\n    image: pytorch/pytorch:latest\n";

/** Texts of up to a megabyte, each made to be as costly as its kind can be. Every one must be read to its end. */
const TEXTS: readonly (readonly [title: string, text: string])[] = [
  ["thousands of services", `services:\n${lines(8000, (index) => `  s${index}:\n${GPU}`)}`],
  [
    "thousands of GPU requests",
    `services:\n  a:\n    gpus:\n${"      - count: 1\n        device_ids: ['1']\n".repeat(10_000)}`,
  ],
  [
    "thousands of ports",
    `services:\n  a:\n    image: x\n    ports:\n${lines(20_000, (index) => `      - "${index}:80"`)}`,
  ],
  [
    "one port in thousands of services",
    `services:\n${lines(8000, (index) => `  s${index}: {image: x, ports: ["80:80"]}`)}`,
  ],
  [
    "thousands of variables",
    `services:\n  a:\n    image: x\n    environment:\n${lines(20_000, (index) => `      - V${index}="\${A:-x}"`)}`,
  ],
  ["substitutions without end", `services: {a: {image: "${"${A:-".repeat(100_000)}"}}`],
  ["a value of a megabyte", `services: {a: {image: x, command: "${"a ".repeat(400_000)}"}}`],
  [
    "a script of thousands of lines",
    `services:\n  a:\n    image: x\n    command: |\n${"      python train.py && echo $$A\n".repeat(20_000)}`,
  ],
  [
    "a folded command of thousands of lines",
    `services:\n  a:\n    image: x\n    command: >\n${"      torchrun --nproc_per_node=8 train.py\n".repeat(15_000)}`,
  ],
  ["an alias bomb", `${bomb(10)}\nservices:\n  a: { image: x, labels: { all: *a9 } }`],
  [
    "a bomb of merges",
    `x-a0: &a0 {k: v}\n${lines(30, (index) => `x-a${index + 1}: &a${index + 1}\n  a: {<<: *a${index}}\n  b: {<<: *a${index}}`)}\nservices: {s: {image: x, <<: *a30}}`,
  ],
  [
    "thousands of anchors",
    `${lines(20_000, (index) => `x-${index}: &a${index} {a: 1}`)}\nservices: {s: {image: x}}`,
  ],
  ["an anchor that contains itself", "a: &a [*a, *a, *a]\nservices: {s: &s {image: x, <<: *s}}"],
  ["levels without end, in flow", `services: ${"{a: ".repeat(50_000)}`],
  ["levels without end, in lists", `services: ${"[".repeat(100_000)}`],
  ["levels without end, in blocks", lines(1200, (index) => `${" ".repeat(index)}a:`)],
  ["thousands of duplicate keys", `services:\n  a:\n${"    image: x\n".repeat(30_000)}`],
  ["thousands of documents", "---\nservices: {a: {image: x}}\n".repeat(10_000)],
  ["tabs", `services:\n${"\ta: b\n".repeat(30_000)}`],
  ["thousands of allow comments", `${"# ml-containers: allow x\n".repeat(30_000)}services: {a: {image: x}}`],
  ["a chain of extends", `services:\n${lines(3000, (index) => `  s${index}: {extends: s${index + 1}}`)}`],
  [
    "names of the language",
    "services: {__proto__: {image: x, environment: {__proto__: 1, constructor: y}}, toString: {image: x}}",
  ],
  ["quotes without end", `services: {a: {image: "${"'\\\"".repeat(100_000)}`],
  [
    "a JSON without end",
    `services: {a: {image: x, environment: {TF_CONFIG: '${'{"cluster":['.repeat(20_000)}'}}}`,
  ],
  ["control characters", `services: {a: {image: "\u0000\u0001\u2028\uD800"}}`],
];

test.each(TEXTS)("%s", (_, text) => {
  const analysis = analyze(text, {
    kind: "compose",
    today: "2026-11-23",
    path: "compose.yaml",
    files: filesOf({}),
  });
  expect(analysis.crashes).toEqual([]);
  for (const { span } of analysis.findings) expect(span.end).toBeLessThanOrEqual(text.length);
  inlayHints(analysis, { start: 0, end: text.length });
  links(analysis);
});

const SAMPLE = `x-gpu: &gpu
  deploy:
    resources:
      reservations:
        devices:
          - driver: nvidia
            count: \${GPUS:-1}
            capabilities: [gpu]
services:
  train:
    <<: *gpu
    build: { context: ., args: [A=1] }
    command: ["torchrun", "--nproc_per_node", "2", "train.py"]
    environment: { CUDA_VISIBLE_DEVICES: "1", TF_CONFIG: '{"cluster": {"worker": ["a:1"]}}' }
    shm_size: 8gb
    ipc: host
    volumes: ["data:/data", "/var/run/docker.sock:/var/run/docker.sock"]
  lab:
    image: jupyter/base-notebook:latest
    ports: ["8888:8888", "127.0.0.1:6006:6006"]
    command: start-notebook.sh --NotebookApp.token=''
    healthcheck: { test: ["CMD", "curl", "-f", "http://localhost:8888"] }
    depends_on: { train: { condition: service_completed_successfully } }
    env_file: .env
volumes: { other: }
`;

test("whatever is cut out of a file or put into it, every rule runs and stays in the text", () => {
  const pieces = fc.constantFrom(
    "\n",
    " ",
    "  ",
    ":",
    "- ",
    "{",
    "}",
    "[",
    "]",
    '"',
    "'",
    "$",
    "${",
    "&a ",
    "*a ",
    "<<: ",
    "|\n",
    "\t",
    "#",
    "!reset ",
    "!override ",
    "0",
    "all",
    "\uFEFF",
  );
  const change = fc.record({ at: fc.nat(SAMPLE.length), cut: fc.nat(40), put: pieces });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 4 }), (changes) => {
      const text = changes.reduce(
        (so, { at, cut, put }) => so.slice(0, at) + put + so.slice(at + cut),
        SAMPLE,
      );
      const world = {
        kind: "compose",
        today: "2026-11-23",
        path: "compose.yaml",
        files: filesOf({ ".env": "GPUS=0" }),
      } as const;
      const { crashes, findings } = analyze(text, world);
      expect(crashes).toEqual([]);
      for (const { span, fixes } of findings) {
        expect(span.end).toBeLessThanOrEqual(text.length);
        for (const edit of fixes.flatMap(({ edits }) => edits)) {
          expect(edit.span.start).toBeLessThanOrEqual(edit.span.end);
          expect(edit.span.end).toBeLessThanOrEqual(text.length);
        }
      }
    }),
    { numRuns: 300 },
  );
});

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join("\n");
}

/** Each level holds the one before it ten times. */
function bomb(levels: number): string {
  const first = 'x-a0: &a0 ["lol"]';
  const rest = lines(
    levels - 1,
    (index) =>
      `x-a${index + 1}: &a${index + 1} [${Array.from({ length: 10 }, () => `*a${index}`).join(", ")}]`,
  );
  return `${first}\n${rest}`;
}
