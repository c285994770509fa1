import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readDotenv } from "../../../server/src/engine/model/compose/dotenv.ts";
import { interpolate } from "../../../server/src/engine/model/compose/interpolate.ts";
import type { Lookup } from "../../../server/src/engine/model/expand.ts";
import { known } from "../../../server/src/engine/model/resolved.ts";
import type { Resolved } from "../../../server/src/engine/model/resolved.ts";

const VALUES: Readonly<Record<string, string>> = { SET: "val", EMPTY: "", NUM: "3", REF: "$SET", BR: "a}b" };

const lookup: Lookup = (name) =>
  Object.hasOwn(VALUES, name)
    ? { state: "set", value: known(VALUES[name] ?? "") }
    : { state: "unset", because: "host" };

/** Unknown parts are shown as `<NAME>`. */
function shown(value: Resolved): string {
  if (value.known) return value.text;
  return value.parts.map((part) => (typeof part === "string" ? part : `<${part.name}>`)).join("");
}

describe("interpolate", () => {
  test.each([
    ["plain", "plain"],
    ["$SET", "val"],
    ["${SET}x", "valx"],
    ["$SETx", "<SETx>"],
    ["${UNSET}", "<UNSET>"],
    ["a${UNSET}b", "a<UNSET>b"],
    ["${SET:-d}", "val"],
    ["${EMPTY:-d}", "d"],
    ["${EMPTY-d}", ""],
    ["${UNSET-d}", "d"],
    ["${UNSET:-}", ""],
    ["${SET:+y}", "y"],
    ["${EMPTY:+y}", ""],
    ["${EMPTY+y}", "y"],
    ["${UNSET+y}", ""],
    ["${SET:?msg}", "val"],
    ["${EMPTY?msg}", ""],
    ["${UNSET:?msg}", "<UNSET>"],
    ["$$", "$"],
    ["$$$SET", "$val"],
    ["$${SET}", "${SET}"],
    ["a$ b", "a$ b"],
    ["$1", "$1"],
    ["$SET-x", "val-x"],
    ["$SET}", "val}"],
    ["$(echo)", "$(echo)"],
    ["${UNSET:-${UNSET2:-deep}}", "deep"],
    ["${UNSET:-a${SET}b}", "avalb"],
    ["${UNSET:-a}b}", "ab}"],
    ["${UNSET:-{}}", "{}"],
    ["${UNSET:-a$$b}", "a$b"],
    ["${REF}", "$SET"],
    ["${BR}", "a}b"],
    ["${UNSET:-http://h:80/p?q=1}", "http://h:80/p?q=1"],
    ["${UNSET-a:-b}", "a:-b"],
    ["a\\$SET", "a\\val"],
    ["$é", "$é"],
  ])("%s gives %s", (text, wanted) => {
    const { value, problems } = interpolate(text, lookup);
    expect(shown(value)).toBe(wanted);
    expect(problems).toEqual([]);
  });

  test.each([
    ["${SET", "${SET"],
    ["a${}b", "${}"],
    ["${ SET}", "${ SET}"],
    ["${1}", "${1}"],
    ["${SET.x}", "${SET.x}"],
    ["${SET:}", "${SET:}"],
    ["${SET#v}", "${SET#v}"],
    ["${#SET}", "${#SET}"],
    ["${SET/al/o}", "${SET/al/o}"],
    ["${SET:-\n}", "${SET:-\n}"],
    ["${UNSET:-${}}", "${}"],
  ])("%j is refused", (text, culprit) => {
    const { problems } = interpolate(text, lookup);
    expect(problems.map(({ span }) => text.slice(span.start, span.end))).toEqual([culprit]);
  });

  test("tells where each variable stands, outer ones first", () => {
    const text = "x${A:-${B}}$C";
    const uses = interpolate(text, lookup).variables;
    expect(uses.map(({ name, span }) => [name, text.slice(span.start, span.end)])).toEqual([
      ["A", "${A:-${B}}"],
      ["B", "${B}"],
      ["C", "$C"],
    ]);
    expect(uses[0]?.word).toEqual({ start: 6, end: 10 });
    expect(uses[0]?.operator).toBe(":-");
  });

  test("ends for any text, and keeps what holds no dollar sign", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("$", "{", "}", ":", "-", "?", "A", "\n", " ") }),
        (text) => {
          const { value, variables } = interpolate(text, lookup);
          for (const { name, nameSpan } of variables)
            expect(text.slice(nameSpan.start, nameSpan.end)).toBe(name);
          if (!text.includes("$")) expect(value).toEqual(known(text));
        },
      ),
    );
  });

  test("a deep nesting does not overflow", () => {
    const text = `${"${A:-".repeat(20_000)}x${"}".repeat(20_000)}`;
    expect(interpolate(text, lookup).value.known).toBe(false);
  });
});

describe("readDotenv", () => {
  test.each([
    ["V=a", "a"],
    ["V = a", "a"],
    ["V= a b ", "a b"],
    ["V=a #c", "a"],
    ["V=a#c", "a#c"],
    ["V=#c", "#c"],
    ['V="a #c"', "a #c"],
    ['V="a" #c', "a"],
    ['V="a\\nb"', "a\nb"],
    ["V='a\\nb'", "a\\nb"],
    ['V="a\\"b"', 'a"b'],
    ["V='a\\'b'", "a'b"],
    ['V="a\\\\b"', "a\\b"],
    ['V="\\$SET"', "$SET"],
    ["V='$SET'", "$SET"],
    ["V=$$X", "$X"],
    ["export V=a", "a"],
    ["V: a", "a"],
    ["V=", ""],
    ["  V=a", "a"],
    ["V=a\r\nW=b\r\n", "a"],
    ["V=a\nV=b", "b"],
    ["X=1\nV=${X}2", "12"],
    ["V=$V2\nV2=1", "<V2>"],
    ["V=${SET:-d}", "val"],
    ['V="one\ntwo"', "one\ntwo"],
    ["V=a=b", "a=b"],
    ["V.W=1\nV=a", "a"],
    ["\uFEFFV=a", "a"],
    ["export=1\nV=a", "a"],
    ['V={"a": 1}', '{"a": 1}'],
  ])("%j gives %j", (text, wanted) => {
    const { entries, problems } = readDotenv(text, lookup);
    const value = entries.get("V")?.value;
    expect(value === undefined ? undefined : shown(value)).toBe(wanted);
    expect(problems).toEqual([]);
  });

  test("a name alone is left to the shell, a comment says nothing", () => {
    const { entries } = readDotenv("#V=a\nW\n", lookup);
    expect([...entries.keys()]).toEqual(["W"]);
    expect(entries.get("W")?.value).toBeUndefined();
  });

  test.each(['V="a', "V='a", "V W=1", 'V="a""b"', "=a", 'V="a"\n"'])("%j is refused", (text) => {
    expect(readDotenv(text, lookup).problems).toHaveLength(1);
  });

  test("ends for any text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("V", "=", '"', "'", "\\", "\n", "#", " ", "$", ":") }),
        (text) => {
          for (const { span } of readDotenv(text, lookup).entries.values())
            expect(span.end).toBeLessThanOrEqual(text.length);
        },
      ),
    );
  });
});
