import { describe, expect, test } from "vitest";
import { commandIn, commandsIn, show } from "./commands.ts";

function texts(text: string): readonly string[] {
  return commandsIn(text).map(({ name, args }) => [name, ...args.map(({ value }) => show(value))].join(" "));
}

describe("commandsOf", () => {
  test.each([
    ["a && b || c; d | e", ["a", "b", "c", "d", "e"]],
    ["a \\\n  # comment\n  -b \\\n\n  c", ["a -b c"]],
    ["if a; then b; else c; fi", ["a", "b", "c"]],
    ["for x in 1 2; do a $x; done", ["a ?"]],
    ['["/bin/echo", "a b", "$VERSION"]', ["echo a b $VERSION"]],
    ["FROM base\nRUN <<EOF\na\nb c\nEOF\n", ["a", "b c"]],
    ["FROM base\nRUN python3 <<EOF\nimport os\nEOF\n", ["python3"]],
    ['FROM base\nSHELL ["powershell"]\nRUN a\n', []],
    ["bash -c 'a && b'", ["a", "b"]],
    ['sudo bash -euxo pipefail -c "a $VERSION"', ["a 2.5.1"]],
    ['["bash", "-lc", "a && b"]', ["a", "b"]],
    ["sh script.sh -c x", ["sh script.sh -c x"]],
    ["a $(b c)", ["a ?", "b c"]],
  ])("%s", (text, expected) => {
    expect(texts(text)).toEqual(expected);
  });

  test.each([
    ["X=1 && a $X", ["a 1"]],
    ["export X=1 Y=2; a $X$Y", ["export X=1 Y=2", "a 12"]],
    ["X=1; X=2; a $X", ["a ?"]],
    ["if t; then X=1; fi; a $X", ["t", "a ?"]],
    ["if t; then export X=1; fi; a $X", ["t", "export X=1", "a ?"]],
    ["X=1; unset X; a $X", ["unset X", "a ?"]],
    ["X=$(b); a $X", ["b", "a ?"]],
    ["a ${VERSION:-1} ${UNSET:-1} ${VERSION%.*}", ["a 2.5.1 1 2.5"]],
    ["a \"$VERSION x\" '$VERSION'", ["a 2.5.1 x $VERSION"]],
    ['X="b  c"; a $X "$X"', ["a b c b  c"]],
  ])("variables: %s", (text, expected) => {
    expect(texts(text)).toEqual(expected);
  });

  test.each([
    ["a", undefined],
    ["bash -c 'a'", "'"],
    ['bash -c "a"', '"'],
    ['["bash", "-c", "a"]', '"'],
  ])("%s stands within %s", (text, within) => {
    expect(commandIn(text).within).toBe(within);
  });

  test("spans hold what the user wrote, behind wrappers and in nested scripts", () => {
    const source = "FROM base\nRUN x && sudo -E bash -c 'cd / && pip install \\\n  torch'\n";
    const command = commandsIn(source).find(({ name }) => name === "pip");
    expect(source.slice(command?.span.start, command?.span.end)).toBe("pip install \\\n  torch");
    expect(source.slice(command?.nameSpan.start, command?.nameSpan.end)).toBe("pip");
  });
});

describe("unwrap", () => {
  test.each([
    ["sudo -u user -E A=1 pip x", "pip", ["sudo"]],
    ["env -u B A=1 C=2 pip x", "pip", ["env"]],
    ["exec nice -n 10 time pip x", "pip", ["exec", "nice", "time"]],
    ["timeout -k 5 60 pip x", "pip", ["timeout"]],
    ["gosu user pip x", "pip", ["gosu"]],
    ["tini -g -- pip x", "pip", ["tini"]],
    ["xargs -n 1 pip x", "pip", ["xargs"]],
    ["conda run -n base pip x", "pip", ["conda run"]],
    ["uv run --with a pip x", "pip", ["uv run"]],
    ["python3 -B -m pip x", "pip", ["python3"]],
    ["/usr/bin/python3 -X dev -mpip x", "pip", ["python3"]],
    ["conda install x", "conda", []],
    ["python -m http.server", "python", []],
    ["python a.py -m pip", "python", []],
    ["sudo", "sudo", []],
  ])("%s", (text, name, wrappers) => {
    const command = commandIn(text);
    expect(command.name).toBe(name);
    expect(command.wrappers).toEqual(wrappers);
  });

  test("what env and sudo set belongs to the command", () => {
    const { environment } = commandIn("C=3 sudo A=1 env B=2 pip install torch");
    expect([...environment].map(([name, value]) => `${name}=${show(value)}`).toSorted()).toEqual([
      "A=1",
      "B=2",
      "C=3",
    ]);
  });
});
