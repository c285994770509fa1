import { describe, expect, it } from "vitest";
import { analyze } from "../../server/src/engine/analyze.ts";
import { applyEdits } from "../../server/src/engine/text/edit.ts";
import { filesOf } from "../lib/files.ts";

const WORLD = { kind: "compose", today: "2026-11-23", path: "compose.yaml" } as const;

function found(rule: string, text: string, others: Readonly<Record<string, string>> = {}) {
  const { findings } = analyze(text, { ...WORLD, files: filesOf({ ...others, "compose.yaml": text }) });
  return findings.filter((one) => one.rule === rule);
}

describe("the image of a service", () => {
  it("is reported once, with the other places, and mended in all of them", () => {
    const text = [
      "x-base: &base",
      "  image: vllm/vllm-openai:latest",
      "services:",
      "  a: *base",
      "  b: { <<: *base }",
      '  c: { image: "vllm/vllm-openai:${TAG:-latest}" }',
      "",
    ].join("\n");
    const findings = found("base-unpinned", text);
    expect(findings.map(({ span }) => text.slice(span.start, span.end))).toEqual(["vllm/vllm-openai:latest"]);
    expect(findings[0]?.related.map(({ at }) => text.slice(at.start, at.end))).toEqual([
      '"vllm/vllm-openai:${TAG:-latest}"',
    ]);
    const fixed = applyEdits(text, findings[0]?.fixes[0]?.edits ?? []);
    expect(fixed).toMatch(/image: vllm\/vllm-openai:v\d/);
    expect(fixed).toMatch(/\$\{TAG:-v\d/);
    expect(found("base-unpinned", fixed)).toEqual([]);
  });

  it.each([
    ["a variable that .env sets", "nvidia/cuda:${CUDA}-base-ubuntu22.04"],
    ["a default that .env overrules", "nvidia/cuda:${CUDA:-12.4.1}-base-ubuntu22.04"],
    ["parts of which one comes from .env", "${REPOSITORY:-nvidia/cuda}:${CUDA}-base-ubuntu22.04"],
  ])("has no fix in this file where %s gives the wrong part", (_, image) => {
    const text = `services:\n  a:\n    image: ${image}\n`;
    const [finding, ...more] = found("base-cuda-short-version", text, { ".env": "CUDA=12.4\n" });
    expect(more).toEqual([]);
    expect(text.slice(finding?.span.start, finding?.span.end)).toBe(image);
    expect(finding?.fixes).toEqual([]);
  });

  it("is the other file's matter where another file names it", () => {
    const base = "services:\n  a:\n    image: nvidia/cuda:12.4-base-ubuntu22.04\n";
    const override = "services:\n  a:\n    command: nvidia-smi\n";
    expect(found("base-cuda-short-version", base, { "compose.override.yaml": override })).toHaveLength(1);
    const files = filesOf({ "compose.yaml": base, "compose.override.yaml": override });
    const { findings } = analyze(override, { ...WORLD, path: "compose.override.yaml", files });
    expect(findings.map(({ rule }) => rule)).not.toContain("base-cuda-short-version");
  });

  it("names what is built where an override builds it", () => {
    const base = "services:\n  a:\n    image: nvidia/cuda:12.4-base-ubuntu22.04\n";
    const override = "services:\n  a:\n    build: .\n";
    expect(found("base-cuda-short-version", base, { "compose.override.yaml": override })).toEqual([]);
  });
});

describe("a credential in a compose file", () => {
  it.each([
    ["KEY: team-key-1", 'KEY: "${KEY:?set KEY in .env}"'],
    ["KEY: 'team-key-1'", "KEY: '${KEY:?set KEY in .env}'"],
    ["KEY: ${OTHER:-team-key-1}", 'KEY: "${OTHER:?set OTHER in .env}"'],
    ["- KEY=team-key-1", "- KEY=${KEY:?set KEY in .env}"],
    ['- "KEY=team-key-1" # why', '- "KEY=${KEY:?set KEY in .env}" # why'],
    ["[KEY=team-key-1, A=b]", '["KEY=${KEY:?set KEY in .env}", A=b]'],
    ["{ KEY: team-key-1, A: b }", '{ KEY: "${KEY:?set KEY in .env}", A: b }'],
  ])("%s is taken from .env", (written, wanted) => {
    const findings = found("secret-ml-name", withPair(written));
    expect(findings).toHaveLength(1);
    const fixed = applyEdits(withPair(written), findings[0]?.fixes[0]?.edits ?? []);
    expect(fixed).toBe(withPair(wanted));
    expect(analyze(fixed, WORLD).project.problems).toEqual([]);
  });
});

function withPair(pair: string): string {
  const text = `services:\n  a:\n    image: example/a:1\n    environment:\n      ${pair}\n`;
  return text.replaceAll("KEY", "WANDB_API_KEY");
}
