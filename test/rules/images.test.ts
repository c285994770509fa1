import { describe, expect, it } from "vitest";
import { analyze } from "../../server/src/engine/analyze.ts";
import { applyEdits } from "../../server/src/engine/text/edit.ts";

/** The text after the first fix of the first finding of a rule, or what there is instead. */
function fixed(rule: string, text: string): string {
  const finding = analyze(text, { today: "2026-11-23" }).findings.find((one) => one.rule === rule);
  if (finding === undefined) return "no finding";
  const [fix] = finding.fixes;
  return fix === undefined ? "no fix" : applyEdits(text, fix.edits);
}

/** What a rule's findings mark, and after each the notes' places. */
function places(rule: string, text: string): readonly string[] {
  return analyze(text, { today: "2026-11-23" })
    .findings.filter((one) => one.rule === rule)
    .map(({ span, related }) =>
      [span, ...related.map(({ at }) => at)].map(({ start, end }) => text.slice(start, end)).join(" | "),
    );
}

describe("a fix of an image changes the part that is wrong, where it stands", () => {
  it.each([
    [
      "in quotes",
      'FROM "nvidia/cuda:12.4-base-ubuntu22.04" AS a\r\n',
      'FROM "nvidia/cuda:12.4.1-base-ubuntu22.04" AS a\r\n',
    ],
    [
      "in an ARG behind ARGs",
      "ARG A=12.4\nARG B=${A}-devel\nARG C='nvidia/cuda:$B-ubuntu22.04'\nFROM nvidia/cuda:$B-ubuntu22.04\n",
      "ARG A=12.4.1\nARG B=${A}-devel\nARG C='nvidia/cuda:$B-ubuntu22.04'\nFROM nvidia/cuda:$B-ubuntu22.04\n",
    ],
    [
      "in a default value",
      "FROM nvidia/cuda:${TAG:-12.4-devel-ubuntu22.04}\n",
      "FROM nvidia/cuda:${TAG:-12.4.1-devel-ubuntu22.04}\n",
    ],
  ])("%s", (_, text, wanted) => {
    expect(fixed("base-cuda-short-version", text)).toBe(wanted);
  });

  it("only in the variable, where text before it stays", () => {
    const text = "ARG OS=ubuntu\nARG V=20.04\nFROM nvidia/cuda:12.2.2-devel-$OS${V}\n";
    expect(fixed("base-os-eol", text)).toBe(text.replace("20.04", "22.04"));
  });

  it("in the FROM, where the part goes away with its variable", () => {
    const text = "ARG N=9\nFROM nvidia/cuda:12.6.3-cudnn${N}-devel-ubuntu22.04\n";
    expect(fixed("base-cudnn-suffix", text)).toBe(
      "ARG N=9\nFROM nvidia/cuda:12.6.3-cudnn-devel-ubuntu22.04\n",
    );
  });

  it.each([
    ["a stage uses the ARG too", "ARG V=12.4\nFROM nvidia/cuda:$V-base-ubuntu22.04\nARG V\n"],
    ["the word goes over two lines", "FROM nvidia/cuda:12.4-\\\nbase-ubuntu22.04\n"],
    ["the value is computed", "ARG V=v12.4\nFROM nvidia/cuda:${V#v}-base-ubuntu22.04\n"],
  ])("but not where %s", (_, text) => {
    expect(fixed("base-cuda-short-version", text)).toBe("no fix");
  });
});

describe("a finding about an image", () => {
  it("stands at the ARG that gives the wrong part, once for all FROMs", () => {
    const text = 'ARG T="3"\nARG B=python:$T\nFROM $B AS a\nFROM $B AS b\nFROM python:3-slim\n';
    expect(places("base-unpinned", text)).toEqual(['"3" | $B', "python:3-slim"]);
  });

  it("stands at the FROM where several ARGs give the part, with a note at each", () => {
    const text = "ARG O=ubuntu\nARG V=24.04\nARG C=12.4.1\nFROM nvidia/cuda:$C-base-$O$V\n";
    expect(places("base-cuda-distro", text)).toEqual([
      "nvidia/cuda:$C-base-$O$V | C=12.4.1 | O=ubuntu | V=24.04",
    ]);
  });

  it("stands at the FROM where a default value is written in it", () => {
    expect(places("base-unpinned", "FROM ${B:-python:latest}\n")).toEqual(["${B:-python:latest}"]);
  });
});
