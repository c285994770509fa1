import { DockerfileParser } from "dockerfile-ast";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseDockerfile } from "../../server/src/engine/syntax/dockerfile.ts";
import { anyDockerfile } from "../lib/dockerfiles.ts";

/** The peer's reader has no notion of a lone CR, and takes a heredoc's first body line for granted; such files are left to BuildKit. */
test("instructions start on the lines that dockerfile-ast says", () => {
  fc.assert(
    fc.property(anyDockerfile, (source) => {
      const ours = parseDockerfile(source).instructions.map(
        (one) => `${source.slice(0, one.span.start).split("\n").length} ${one.keyword}`,
      );
      const theirs = DockerfileParser.parse(source)
        .getInstructions()
        .map((one) => `${one.getRange().start.line + 1} ${one.getKeyword()}`);
      expect(ours).toEqual(theirs);
    }),
    { seed: 20_261_123, numRuns: 400 },
  );
});
