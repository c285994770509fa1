import { execFileSync } from "node:child_process";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Variable } from "../../server/src/engine/model/expand.ts";
import { expand } from "../../server/src/engine/model/expand.ts";
import { known } from "../../server/src/engine/model/resolved.ts";

const VALUES: Readonly<Record<string, string>> = { V: "12.4.1-cudnn", E: "", P: "/usr/lib:/opt/lib:/lib" };
const SETUP = "V=12.4.1-cudnn; E=; P=/usr/lib:/opt/lib:/lib; unset U";

/** Modifiers that Dockerfiles share with shells: what a shell makes of them is what BuildKit must make of them. */
const name = fc.constantFrom("V", "E", "P", "U");
const pattern = fc.constantFrom("*", "1*", "*.", ".*", "*:", ":*", "?", "12", "*lib", "x");
const modifier = fc.oneof(
  fc
    .tuple(fc.constantFrom(":-", "-", ":+", "+"), fc.constantFrom("", "d", "$V", "${E:-e}", "'q r'"))
    .map((all) => all.join("")),
  fc.tuple(fc.constantFrom("#", "##", "%", "%%"), pattern).map((all) => all.join("")),
  fc
    .tuple(
      fc.constantFrom("/", "//"),
      fc.constantFrom("1", ".", "lib", ":", "x"),
      fc.constantFrom("", "-", "Y"),
    )
    .map(([slash, from, to]) => `${slash}${from}/${to}`),
  fc.constant(""),
);
const expression = fc.tuple(name, modifier).map(([variable, rest]) => `\${${variable}${rest}}`);
const anyWord = fc
  .array(fc.oneof(expression, fc.constantFrom("a", "-", '"b c"', "'$V'", "\\$V", '"$V"', "$E", "x/y")), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join(""));

test("words expand as a shell expands them", () => {
  const words = fc.sample(anyWord, { seed: 20_261_123, numRuns: 1500 });
  const script = [SETUP, ...words.map((word) => `r=${word}; printf '%s\\n' "$r"`)].join("\n");
  const expected = execFileSync("bash", ["--norc", "-c", script], { encoding: "utf8" })
    .split("\n")
    .slice(0, -1);
  const ours = words.map((word) => {
    const resolved = expand(word, lookup, "\\");
    return resolved.known ? resolved.text : undefined;
  });
  const wrong = words.flatMap((word, index) =>
    ours[index] === undefined || ours[index] === expected[index]
      ? []
      : [`${word}: ${ours[index]} not ${expected[index]}`],
  );
  expect(wrong).toEqual([]);
  expect(ours.filter((one) => one !== undefined).length).toBeGreaterThan(800);
});

function lookup(variable: string): Variable {
  const value = VALUES[variable];
  return value === undefined
    ? { state: "unset", because: "undeclared" }
    : { state: "set", value: known(value) };
}
