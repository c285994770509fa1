import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { ComposeAnalysis } from "../../server/src/engine/analyze.ts";
import { complete } from "../../server/src/engine/compose/completion.ts";
import { hover } from "../../server/src/engine/compose/hover.ts";
import { inlayHints } from "../../server/src/engine/compose/inlay.ts";
import { links } from "../../server/src/engine/compose/links.ts";
import { composed } from "./compose.ts";

const RUNS = { seed: 20_261_123, numRuns: 400 };

const TRAINING = `# ml-containers: allow base-unpinned because x
x-gpu: &gpu
  shm_size: 8gb
  deploy: &deploy
    resources:
      reservations:
        devices:
          - driver: nvidia
            count: \${GPUS:-2}
            capabilities: [gpu, utility]

services:
  trainer: &trainer
    <<: *gpu
    image: "\${REGISTRY:-docker.io}/pytorch/pytorch:\${TAG:-2.5.1-cuda12.4-cudnn9-runtime}"
    command: >-
      torchrun --nnodes 2
      --rdzv_endpoint=trainer:29500
      train.py
    environment:
      - MASTER_ADDR=trainer
      - "NCCL_DEBUG=INFO"
    ipc: host
  worker:
    <<: [*trainer, *gpu]
    depends_on: {trainer: {condition: service_started}}
    environment: {TF_CONFIG: '{"cluster": {"worker": ["trainer:1", "worker:1"]}}'}
  vllm:
    build: {context: ., dockerfile: Dockerfile}
    env_file: [a.env]
    gpus: all
    ports:
    - "8000:8000"
    - target: 8888
      published: 8888
    healthcheck:
      test: ["CMD", "curl", "-f", "http://vllm:8000/health"]
volumes:
  models: {}
`;

const HOSTILE: readonly string[] = [
  "a: &a [*a]\nservices: {a: *a}\n",
  "x: &x {<<: *x}\nservices:\n  a:\n    <<: *x\n    deploy: *x\n",
  `x-a: &a {b: 1}\n${Array.from({ length: 30 }, (_, index) => `x-${index}: &k${index} [*a, *a]\n`).join("")}`,
  "services:\n  __proto__:\n    image: constructor\n    environment: {toString: 1, __proto__: 2}\n",
  "services:\n\ta:\n\t\timage: x\n\t\tgpus:\n\t\t\t- driver: \n",
  `services:\n  a:\n    image: ${"${A:-".repeat(80)}\n`,
  `services:\n  a:\n    gpus: ${"[{".repeat(80)}\n`,
  `services:\n  a:\n    command: ${"\"'".repeat(80)}\n`,
  "services:\n  ? {a: b}\n  : c\n  - d\n---\n...\n%YAML 1.2\n---\n- - - e: |2-\n   f\n",
  'services:\n  a:\n    environment:\n      - TF_CONFIG={"cluster": [[[\n      -\n      - =\n      - $\n      - ${\n',
  "services:\n  a:\n    ports: ['99999999999999999999:$X', {target: []}, null]\n    image: []\n    depends_on: {a: }\n",
  '\uFEFFservices:\r\n  a:\r\n    image: "x\\\r\n      y: ${Z}"\r\n    gpus:\r\n    - co\r\n',
  "services:\n  a:\n    image: '](command:evil)<script>`x`\u202Ey'\n    depends_on: ['`[z](http://e)`']\n  '`[z](http://e)`': {image: '<b>'}\nx: &n\n  - <img src=x>\n  - ```\ny: *n\n",
];

const texts = [TRAINING, ...HOSTILE];

function checkAt(analysis: ComposeAnalysis, offset: number): void {
  const { source } = analysis;
  const items = complete(analysis, offset);
  const start = source.lastIndexOf("\n", offset - 1) + 1;
  expect(new Set(items.map(({ sortText }) => sortText)).size).toBe(items.length);
  for (const { edit, label } of items) {
    const { span } = edit;
    const isHere = start <= span.start && span.start <= offset && offset <= span.end;
    if (!isHere || /[\n\r]/.test(source.slice(span.start, span.end)) || label === "")
      throw new Error(`${label} replaces ${JSON.stringify(source.slice(span.start, span.end))} at ${offset}`);
  }
  const found = hover(analysis, offset);
  if (found !== undefined) {
    expect(found.span.start <= offset && offset <= found.span.end).toBe(true);
    expect(found.markdown).not.toBe("");
    expect(found.markdown).not.toContain("undefined");
    expect(active(found.markdown)).toEqual([]);
  }
}

function checkWhole(analysis: ComposeAnalysis): void {
  const { length } = analysis.source;
  const ends = [
    ...inlayHints(analysis, { start: 0, end: length }).map(({ at }) => at),
    ...links(analysis).flatMap(({ span }) => [span.start, span.end]),
  ];
  for (const end of ends) expect(end >= 0 && end <= length).toBe(true);
}

/** What a reader's click or an HTML parser would act on; code is none of it. */
function active(markdown: string): readonly string[] {
  const text = markdown
    .replaceAll(/^(`{3,})[^\n]*\n[^]*?\n\1$/gm, "")
    .replaceAll(/(`+)(?!`)[^]*?[^`]\1(?!`)/g, "");
  return [...text.matchAll(/<[a-z!/]|(?<!\\)\]\(|!\[|[\u202A-\u202E]/gi)].map(([one]) => one);
}

test("every prefix of a file can be asked about", () => {
  for (let end = 0; end <= TRAINING.length; end += 1) {
    const analysis = composed(TRAINING.slice(0, end));
    checkAt(analysis, end);
    if (end % 20 === 0) checkWhole(analysis);
  }
});

test.each(texts.map((text, index) => [index, text]))("every place of text %i", (_, text) => {
  const analysis = composed(text);
  checkWhole(analysis);
  for (let offset = 0; offset <= text.length; offset += 1) checkAt(analysis, offset);
});

test("texts with pieces cut out, twice in, and turned round", () => {
  const anyText = fc
    .tuple(fc.constantFrom(...texts), fc.constantFrom(...texts), fc.nat(), fc.nat(), fc.boolean())
    .map(([one, two, from, to, crlf]) => {
      const text = one.slice(0, from % (one.length + 1)) + two.slice(to % (two.length + 1));
      return crlf ? text.replaceAll("\n", "\r\n") : text;
    });
  fc.assert(
    fc.property(fc.oneof(anyText, fc.string({ unit: "binary" })), fc.nat(), (text, nat) => {
      const analysis = composed(text, { ".env": "TAG=1\nGPUS=${TAG}\n", "a.env": "" });
      checkWhole(analysis);
      checkAt(analysis, nat % (text.length + 1));
    }),
    RUNS,
  );
});

test.each([
  ["a line of a megabyte", `services:\n  a:\n    image: ${"x".repeat(1_000_000)}`],
  ["a flow collection of a megabyte", `services:\n  a:\n    gpus: [${"{driver: x}, ".repeat(80_000)}`],
  ["colons without end", `services:\n  a:\n    ${"a:".repeat(400_000)}`],
  ["hashes without end", `services:\n  a: ${"x#".repeat(400_000)}`],
  ["dashes without end", `services:\n  a:\n    ${"- ".repeat(50_000)}`],
  ["blanks without end", `services:\n  a:${" ".repeat(800_000)}x`],
  ["quotes without end", `services:\n  a: ${"' ".repeat(400_000)}`],
  ["substitutions without end", `services:\n  a:\n    image: ${"${A:-".repeat(100_000)}`],
  ["lines without end", `services:\n${"  a:\n    image: x\n".repeat(40_000)}    |`],
])("%s", (_, text) => {
  const analysis = composed("services: {}\n");
  const hostile = { ...analysis, source: text };
  expect(() => complete(hostile, text.length)).not.toThrow();
});
