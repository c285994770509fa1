import { describe, expect, test } from "vitest";
import type { Dockerfile } from "../../server/src/engine/model/dockerfile.ts";
import { lineage, modelDockerfile, wordsOf } from "../../server/src/engine/model/dockerfile.ts";
import type { Resolved } from "../../server/src/engine/model/resolved.ts";
import { parseDockerfile } from "../../server/src/engine/syntax/dockerfile.ts";

function model(source: string): Dockerfile {
  return modelDockerfile(parseDockerfile(source));
}

function shown(resolved: Resolved | undefined): string {
  if (resolved === undefined) return "-";
  return resolved.known ? resolved.text : `?${resolved.because}`;
}

/** The images that the stages name, and the values of the LABEL words of the last stage. */
function images(source: string): readonly string[] {
  return model(source).stages.map((stage) => shown(stage.from.image?.value));
}

function labels(source: string): readonly string[] {
  const stage = model(source).stages.at(-1);
  const at = stage?.instructions.filter((one) => one.instruction.keyword === "LABEL") ?? [];
  return at.flatMap((one) => wordsOf(one, "\\").map((word) => shown(word.value)));
}

describe("FROM", () => {
  test.each([
    ["a global ARG's default", "ARG T=1.2\nFROM a:$T", ["a:1.2"]],
    ["ARG built on ARG", "ARG C=12.4.1\nARG B=nvidia/cuda:${C}-base\nFROM ${B}", ["nvidia/cuda:12.4.1-base"]],
    ["two ARGs in one line", "ARG A=x B=y\nFROM $A/$B", ["x/y"]],
    ["an ARG without a default", "ARG T\nFROM a:$T", ["?build-arg"]],
    ["an ARG without a default and a substitution", "ARG T\nFROM a:${T:-9}", ["a:9"]],
    ["an undeclared variable", "FROM a:$T", ["?undeclared"]],
    ["a later ARG does not count", "FROM a:$T\nARG T=1", ["?undeclared"]],
    ["an ARG of a stage does not count", "FROM a\nARG T=1\nFROM b:$T", ["a", "?undeclared"]],
    ["the target platform", "FROM a:$TARGETARCH", ["?platform"]],
    ["quotes", 'FROM "a:1"', ["a:1"]],
    ["a platform flag", "FROM --platform=linux/amd64 a:1", ["a:1"]],
    ["a redefined global ARG", "ARG T=1\nARG T=2\nFROM a:$T", ["a:2"]],
  ])("%s", (_, source, expected) => {
    expect(images(source)).toEqual(expected);
  });
});

describe("variables in stages", () => {
  test.each([
    ["ENV", "FROM a\nENV X=1\nLABEL $X", ["1"]],
    ["the old form of ENV", "FROM a\nENV X a b\nLABEL $X", ["a b"]],
    ["words of one ENV do not see each other", "FROM a\nENV X=1\nENV X=2 Y=$X\nLABEL $Y", ["1"]],
    ["a value that refers to itself", "FROM a\nENV P=/x\nENV P=/y:$P\nLABEL $P", ["/y:/x"]],
    ["the image's own variables are unknown", "FROM a\nLABEL $PATH", ["?environment"]],
    ["a global ARG is not seen without redeclaration", "ARG T=1\nFROM a\nLABEL $T", ["?environment"]],
    ["a redeclared global ARG", "ARG T=1\nFROM a\nARG T\nLABEL $T", ["1"]],
    ["a redeclared global ARG with another default", "ARG T=1\nFROM a\nARG T=2\nLABEL $T", ["2"]],
    ["an ARG with a default wins over an earlier ENV", "FROM a\nENV X=1\nARG X=2\nLABEL $X", ["2"]],
    ["an ENV wins over an earlier ARG", "FROM a\nARG X=2\nENV X=1\nLABEL $X", ["1"]],
    ["an ARG without a default keeps an earlier ENV", "FROM a\nENV X=1\nARG X\nLABEL $X", ["1"]],
    ["an ARG without a default keeps an earlier ARG", "FROM a\nARG X=1\nARG X\nLABEL $X", ["1"]],
    ["a redeclared global ARG wins over an earlier ENV", "ARG X=1\nFROM a\nENV X=2\nARG X\nLABEL $X", ["1"]],
    [
      "the parent stage's ENV wins over its later ARG",
      "FROM a AS p\nENV X=1\nARG X=2\nFROM p\nLABEL $X",
      ["1"],
    ],
    ["an own ARG wins over the parent stage's ENV", "FROM a AS p\nENV X=1\nFROM p\nARG X=2\nLABEL $X", ["2"]],
    ["an ENV of the parent stage", "FROM a AS p\nENV X=1\nFROM p\nLABEL $X", ["1"]],
    ["an ARG of the parent stage", "FROM a AS p\nARG X=1\nFROM p\nLABEL $X", ["1"]],
    ["not those of other stages", "FROM a AS p\nENV X=1\nFROM b\nLABEL $X", ["?environment"]],
    ["later definitions do not count", "FROM a\nLABEL $X\nENV X=1", ["?environment"]],
    ["platform ARGs once declared", "FROM a\nARG TARGETARCH\nLABEL $TARGETARCH", ["?platform"]],
  ])("%s", (_, source, expected) => {
    expect(labels(source)).toEqual(expected);
  });
});

describe("stages", () => {
  const source = [
    "FROM a AS Base",
    "FROM base AS build",
    "FROM b AS tools",
    "FROM base",
    "COPY --from=build /x /x",
    "RUN --mount=type=bind,from=2,target=/t true",
  ].join("\n");
  const { stages } = model(source);

  test("names are compared in lower case", () => {
    expect(stages.map((stage) => lineage(stage).map((one) => one.index))).toEqual([[0], [1, 0], [2], [3, 0]]);
  });

  test("what the last stage builds on is shipped, what it copies from is not", () => {
    expect(stages.map((stage) => stage.shipped)).toEqual([true, false, false, true]);
  });

  test("a stage that nobody uses is a target of its own", () => {
    expect(model("FROM a AS x\nFROM b AS y").stages.map((stage) => stage.shipped)).toEqual([true, true]);
  });

  test.each([
    ["its last stage may build on it", "FROM base-${TARGETARCH}", [true, true, true]],
    [
      "a stage that is copied from may build on it",
      "FROM base-${TARGETARCH} AS b\nFROM e\nCOPY --from=b / /",
      [false, false, false, true],
    ],
    ["it may be copied from", "ARG X\nFROM e\nCOPY --from=base-$TARGETARCH / /", [false, false, true]],
    ["another name is meant", "FROM b AS c-${TARGETARCH}\nFROM c-${TARGETARCH}", [true, true, true, true]],
  ])("a stage that a name known in part may stand for: %s", (_, rest, shipped) => {
    const { stages: all } = model(`FROM a AS base-amd64\nFROM a AS base-arm64\n${rest}`);
    expect(all.map((stage) => stage.shipped)).toEqual(shipped);
  });

  test("a stage name made by substitution", () => {
    const text = "ARG CUDA=yes\nFROM a AS with_yes\nFROM b AS with_no\nFROM with_${CUDA}";
    expect(model(text).stages.at(-1)?.parent?.name).toBe("with_yes");
  });

  test("a stage may bear the name of the image that it is built from", () => {
    expect(model("FROM python AS python\nFROM python").stages.map((stage) => stage.parent?.index)).toEqual([
      undefined,
      0,
    ]);
  });
});

test("a variable that doubles itself ends as unknown, not as a value without end", () => {
  const source = `FROM a\nENV A=xxxxxxxxxx\n${"ENV A=$A$A\n".repeat(60)}LABEL $A`;
  expect(labels(source)).toEqual(["?malformed"]);
});

test("a chain of tens of thousands of stages is read", () => {
  const chain = Array.from({ length: 20_000 }, (_, index) => `FROM s${index} AS s${index + 1}`).join("\n");
  const { stages } = model(`FROM a AS s0\n${chain}`);
  expect(stages).toHaveLength(20_001);
  expect(Math.max(...stages.map((stage) => lineage(stage).length))).toBeLessThanOrEqual(101);
});

test("at run time the environment holds what ENV says, whatever an ARG said later", () => {
  const [stage] = model("FROM a\nENV X=1\nARG X=2").stages;
  expect(shown(stage?.scope.environment("X"))).toBe("1");
});

test("prose behind FROM and a missing FROM are problems", () => {
  expect(model("FROM a and b").problems).toHaveLength(1);
  expect(model("RUN a").problems).toHaveLength(1);
  expect(model("# nothing\nARG A=1").problems).toEqual([]);
});
