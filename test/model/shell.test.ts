import { describe, expect, test } from "vitest";
import type { ShellCommand } from "../../server/src/engine/syntax/shell.ts";
import { parseShell } from "../../server/src/engine/syntax/shell.ts";
import { parseDockerfile } from "../../server/src/engine/syntax/dockerfile.ts";
import type { LogicalText } from "../../server/src/engine/text/logical.ts";

function plain(text: string): LogicalText {
  return { text, pieces: [{ at: 0, source: 0 }] };
}

/** A command as `words`, with `?` where it may be left out, `()` in a subshell, `$` in a substitution. */
function outline(command: ShellCommand): string {
  const words = command.words.map((word) => word.raw).join(" ");
  return (
    words +
    (command.isConditional ? " ?" : "") +
    (command.isSubshell ? " ()" : "") +
    (command.isSubstituted ? " $" : "")
  );
}

describe("commands in order", () => {
  test.each([
    ["a && b || c; d", ["a", "b", "c ?", "d"]],
    ["a | b", ["a ()", "b ()"]],
    ["a & b", ["a ()", "b"]],
    ["(a; b) && c", ["a ()", "b ()", "c"]],
    ["{ a; b; } > x", ["a", "b"]],
    ["! a", ["a"]],
    ["if a; then b; elif c; then d; else e; fi; f", ["a", "b ?", "c ?", "d ?", "e ?", "f"]],
    ["for i in x y; do a $i; done", ["a $i"]],
    ["for i in $(a); do b; done", ["a () $", "b"]],
    ["while a; do b; done", ["a", "b ?"]],
    ["until a; do b; done", ["a", "b ?"]],
    ["case $X in a) b;; *) c; d;; esac", ["b ?", "c ?", "d ?"]],
    ["case $X in \\\n a) b;; \\\n *) c;; \\\nesac\nd", ["b ?", "c ?", "d"]],
    ["f() { a; }; f", ["a ?", "f"]],
    ["function f { a; }", ["a ?"]],
    ["[[ -n $X ]] && a", ["a"]],
    ["[ -n x ] && a", ["[ -n x ]", "a"]],
    ["X=$(a) b", ["b", "a () $"]],
    ["a `b c`", ["a `b c`", "b c () $"]],
    ['a "$(b "$(c)")"', ['a "$(b "$(c)")"', 'b "$(c)" () $', "c () $"]],
    ["a <(b)", ["a <(b)", "b () $"]],
    ["a > $(b)", ["a", "b () $"]],
    ["a # && b", ["a"]],
    ["a \\\n  b \\\n  && c", ["a b", "c"]],
    ["a\n\n# x\nb", ["a", "b"]],
    ["a <<E\nb\nE\nc", ["a", "c"]],
    ["a <<< b; c", ["a", "c"]],
    ['export A=1 B="$(c)"', ['export A=1 B="$(c)"', "c () $"]],
    ["", []],
  ])("%s", (text, expected) => {
    const script = parseShell(plain(text));
    expect(script.errors).toEqual([]);
    expect(script.commands.map(outline)).toEqual(expected);
  });
});

test("joints say what stands on either side", () => {
  const joints = parseShell(plain("a && b | c || d; e & f")).commands.map(
    ({ words, before, after }) => `${before}${words[0]?.raw ?? ""}${after}`,
  );
  expect(joints).toEqual(["a&&", "&&b|", "|c||", "||d;", ";e&", "&f"]);
});

test.each([
  ["a b", true],
  ["a 'b c' $D", true],
  ["a;", true],
  ["a && b", false],
  ["a | b", false],
  ["a > b", false],
  ["X=1 a", false],
  ["a &", false],
  ["! a", false],
  ["(a)", false],
  ["a; b", false],
  ["", false],
])("%j is simple: %s", (text, expected) => {
  expect(parseShell(plain(text)).isSimple).toBe(expected);
});

/** The parts of a word, as its kind, `'` where it is quoted, and its text. */
function parts(word: string): readonly string[] {
  return (parseShell(plain(`x ${word}`)).commands[0]?.words[1]?.parts ?? []).map(
    (part) => `${part.kind}${part.quoted ? "'" : ""} ${part.text}`,
  );
}

describe("words", () => {
  test.each([
    ["a", ["text a"]],
    ["'a b'", ["text' a b"]],
    ['"a b"', ["text' a b"]],
    ["a\\ b", ["text' a b"]],
    ["$A", ["variable $A"]],
    ['"${A:-b}"c', ["variable' ${A:-b}", "text c"]],
    ["a$(b)", ["text a", "computed $(b)"]],
    ["$((1+2))", ["computed $((1+2))"]],
    ['""', ["text' "]],
    ["A=$B", ["text A=", "variable $B"]],
    ["$'a\\tb'", ["text' a\tb"]],
  ])("%s", (word, expected) => {
    expect(parts(word)).toEqual(expected);
  });
});

test("assignments and redirections", () => {
  const [command] = parseShell(plain('A=1 B="x y" a >out 2>&1 <in')).commands;
  expect(command?.assignments.map((one) => `${one.name}=${one.value?.raw ?? ""}`)).toEqual([
    "A=1",
    'B="x y"',
  ]);
  expect(command?.redirects.map((one) => `${one.operator}${one.target?.raw ?? ""}`)).toEqual([
    ">out",
    ">&1",
    "<in",
  ]);
});

describe("spans lie in the source", () => {
  const source = "FROM x\nRUN pip install \\\n  # why\n  'a>=1' \\\n  b && \\\n  rm -r x\n";
  const args = parseDockerfile(source).instructions[1]?.args;
  const { commands } = parseShell(args ?? plain(""));

  test("of words", () => {
    const words = commands.flatMap((command) =>
      command.words.map(({ span }) => source.slice(span.start, span.end)),
    );
    expect(words).toEqual(["pip", "install", "'a>=1'", "b", "rm", "-r", "x"]);
  });

  test("of commands, from their first to their last word", () => {
    const texts = commands.map(({ span }) => source.slice(span.start, span.end));
    expect(texts).toEqual(["pip install \\\n  # why\n  'a>=1' \\\n  b", "rm -r x"]);
  });
});

describe("what is no shell gives errors and what could be read", () => {
  test.each([
    ["a && && b", ["a"]],
    ["a; && b", ["a"]],
    ['a "b', ['a "b']],
    ["if a; then b", ["a", "b ?"]],
    ["a )", ["a"]],
    ["fi", []],
  ])("%s", (text, expected) => {
    const script = parseShell(plain(text));
    expect(script.errors.length).toBeGreaterThan(0);
    expect(
      script.errors.every(({ span }) => span.start >= 0 && span.end <= text.length && span.start <= span.end),
    ).toBe(true);
    expect(script.commands.map(outline)).toEqual(expected);
  });
});
