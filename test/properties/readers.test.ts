import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyze } from "../../server/src/engine/analyze.ts";
import { commandsOf } from "../../server/src/engine/model/command.ts";
import { modelDockerfile } from "../../server/src/engine/model/dockerfile.ts";
import { instructions } from "../../server/src/engine/model/query.ts";
import { scriptOf } from "../../server/src/engine/model/run.ts";
import { parseDockerfile } from "../../server/src/engine/syntax/dockerfile.ts";
import type { Span } from "../../server/src/engine/text/span.ts";
import { sourceOffset } from "../../server/src/engine/text/logical.ts";
import { anyDockerfile, anyText } from "../lib/dockerfiles.ts";

const RUNS = { seed: 20_261_123, numRuns: 500 };
const anySource = fc.oneof(anyDockerfile, anyText);

describe("whatever the text", () => {
  test("every span lies inside it, and instructions come in order without overlap", () => {
    fc.assert(
      fc.property(anySource, (source) => {
        const { instructions: all, comments, problems } = parseDockerfile(source);
        let end = 0;
        for (const one of all) {
          expect(one.span.start).toBeGreaterThanOrEqual(end);
          end = one.span.end;
          for (const span of [
            one.keywordSpan,
            ...one.flags.map((flag) => flag.span),
            ...one.heredocs.map((doc) => doc.body),
          ]) {
            expect(isInside(span, one.span)).toBe(true);
          }
          const written = source.slice(one.keywordSpan.start, one.keywordSpan.end);
          if (!written.includes("\n")) expect(written.toUpperCase()).toBe(one.keyword);
        }
        const file = { start: 0, end: source.length };
        for (const span of [...comments, ...problems.map((one) => one.span)])
          expect(isInside(span, file)).toBe(true);
      }),
      RUNS,
    );
  });

  test("joined text is the source's own, character for character", () => {
    fc.assert(
      fc.property(anySource, (source) => {
        for (const { args } of parseDockerfile(source).instructions) {
          for (let at = 0; at < args.text.length; at += 1) {
            expect(source[sourceOffset(args, at)]).toBe(args.text[at]);
          }
        }
      }),
      RUNS,
    );
  });

  test("shell commands and their words lie inside their instruction", () => {
    fc.assert(
      fc.property(anySource, (source) => {
        const dockerfile = modelDockerfile(parseDockerfile(source));
        for (const at of instructions(dockerfile)) {
          for (const command of scriptOf(dockerfile, at)?.script.commands ?? []) {
            expect(isInside(command.span, at.instruction.span)).toBe(true);
            for (const word of command.words) expect(isInside(word.span, at.instruction.span)).toBe(true);
          }
          for (const command of commandsOf(dockerfile, at))
            expect(isInside(command.span, at.instruction.span)).toBe(true);
        }
      }),
      RUNS,
    );
  });

  test("no rule crashes, and findings lie inside the text", () => {
    fc.assert(
      fc.property(anySource, (source) => {
        const { crashes, findings } = analyze(source, { today: "2026-11-23" });
        expect(crashes).toEqual([]);
        for (const finding of findings)
          expect(isInside(finding.span, { start: 0, end: source.length })).toBe(true);
      }),
      RUNS,
    );
  });

  test("an unfinished file reads like the finished one up to where it breaks off", () => {
    fc.assert(
      fc.property(anyDockerfile, fc.nat(), (source, cut) => {
        const upTo = cut % (source.length + 1);
        const whole = parseDockerfile(source).instructions.filter((one) => one.span.end < upTo);
        const part = parseDockerfile(source.slice(0, upTo)).instructions;
        expect(part.slice(0, whole.length).map((one) => one.keyword)).toEqual(
          whole.map((one) => one.keyword),
        );
      }),
      RUNS,
    );
  });
});

function isInside(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.start <= inner.end && inner.end <= outer.end;
}
