import * as fc from "fast-check";
import ignore from "ignore";
import { describe, expect, test } from "vitest";
import { globTrouble, globsTakeIn } from "../../server/src/engine/text/glob.ts";
import { fitsWildcard } from "../../server/src/engine/text/wildcard.ts";

describe("patterns", () => {
  test.each([
    [["*.Dockerfile"], "a/b.Dockerfile", true],
    [["train/**"], "train/a/Dockerfile", true],
    [["train/**"], "x/train/Dockerfile", false],
    [["train"], "x/train/Dockerfile", true],
    [["/train"], "x/train/Dockerfile", false],
    [["train/"], "train", false],
    [["train/"], "train/Dockerfile", true],
    [["**/old/*.yaml"], "old/compose.yaml", true],
    [["a/**/b"], "a/b", true],
    [["a/*/b"], "a/b", false],
    [["*", "!Dockerfile"], "Dockerfile", false],
    [["vendor/", "!vendor/Dockerfile"], "vendor/Dockerfile", true],
    [["Dockerfile"], "dockerfile", false],
    [[], "Dockerfile", false],
  ] as const)("%j on %s: %s", (patterns, path, expected) => {
    expect(globsTakeIn(patterns, path)).toBe(expected);
  });

  test.each(["", "!", "/", "a\\b", "{a,b}", "[ab]", "../a", "./a", "x".repeat(1000)])(
    "%j is refused",
    (one) => {
      expect(globTrouble(one)).toBeDefined();
    },
  );

  test("mean what they mean in a .gitignore", () => {
    const part = fc
      .string({ unit: fc.constantFrom("a", "b", "*", "?"), minLength: 1, maxLength: 4 })
      // Git leaves open what several stars beside other characters are.
      .map((text) => text.replaceAll(/\*+/g, "*"));
    const pattern = fc
      .tuple(
        fc.constantFrom("", "", "!"),
        fc.constantFrom("", "", "/"),
        fc.array(fc.oneof(part, fc.constant("**")), { minLength: 1, maxLength: 3 }),
        fc.constantFrom("", "", "/"),
      )
      .map(([not, lead, parts, tail]) => not + lead + parts.join("/") + tail);
    const name = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 3 });
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 4 }), path, (patterns, file) => {
        expect(globsTakeIn(patterns, file)).toBe(
          ignore({ ignorecase: false })
            .add([...patterns])
            .ignores(file),
        );
      }),
      { numRuns: 3000 },
    );
  });
});

test("a wildcard fits as its regular expression does", () => {
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 10 });
  fc.assert(
    fc.property(pattern, text, (one, other) => {
      const expression = new RegExp(`^${one.replaceAll("*", ".*").replaceAll("?", ".")}$`);
      expect(fitsWildcard(one, other)).toBe(expression.test(other));
    }),
    { numRuns: 2000 },
  );
});
