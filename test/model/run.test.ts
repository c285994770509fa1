import { describe, expect, test } from "vitest";
import { modelDockerfile } from "../../server/src/engine/model/dockerfile.ts";
import { instructions } from "../../server/src/engine/model/query.ts";
import { baseName, scriptOf, shellOf } from "../../server/src/engine/model/run.ts";
import { parseDockerfile } from "../../server/src/engine/syntax/dockerfile.ts";

/** The commands of the file's last instruction as the shell gets them, words as written; undefined where no shell reads it. */
function commands(text: string): readonly string[] | undefined {
  const dockerfile = modelDockerfile(parseDockerfile(text));
  const at = instructions(dockerfile).at(-1);
  if (at === undefined) throw new Error("no instruction");
  return scriptOf(dockerfile, at)?.script.commands.map((command) =>
    command.words.map((word) => word.raw).join(" "),
  );
}

describe("the script of an instruction", () => {
  test.each([
    ["RUN", "RUN a && b", ["a", "b"]],
    ["over lines, with comments", "RUN a \\\n # c\n\n  && b", ["a", "b"]],
    ["the shell form of CMD", "CMD python a.py", ["python a.py"]],
    ["the shell form of ENTRYPOINT", "ENTRYPOINT exec a", ["exec a"]],
    ["HEALTHCHECK", "HEALTHCHECK --interval=5s CMD curl -f x || exit 1", ["curl -f x", "exit 1"]],
    ["HEALTHCHECK in the exec form", 'HEALTHCHECK CMD ["a"]', undefined],
    ["HEALTHCHECK NONE", "HEALTHCHECK NONE", undefined],
    ["the exec form", 'RUN ["a", "b"]', undefined],
    ["single quotes make no exec form", "CMD ['a']", ["['a']"]],
    ["a heredoc", "RUN <<EOF\na\nb\nEOF", ["a", "b"]],
    ["a quoted heredoc", "RUN <<'EOF'\na\nEOF", ["a"]],
    ["a heredoc without its tabs", "RUN <<-EOF\n\ta\n\tEOF", ["a"]],
    [
      "a heredoc for Python, by its first line",
      "RUN <<EOF\n#!/usr/bin/env python3\nimport a\nEOF",
      undefined,
    ],
    ["a heredoc for Bash, by its first line", "RUN <<EOF\n#!/bin/bash -e\na\nEOF", ["a"]],
    ["options of env in the first line", "RUN <<EOF\n#!/usr/bin/env -S bash -e\na\nEOF", ["a"]],
    ["a heredoc for Bash, by the command", "RUN bash -ex <<EOF\na\nb\nEOF", ["a", "b"]],
    ["what follows that Bash", "RUN bash <<EOF && rm x\na\nEOF", ["a", "rm x"]],
    ["where its output goes", "RUN bash <<EOF > log\na\nEOF", ["a"]],
    ["a heredoc for Python, by the command", "RUN python3 - <<EOF\nimport a\nEOF", ["python3 -"]],
    ["a heredoc that is copied", "RUN cat <<EOF > x && b\na\nEOF", ["cat", "b"]],
    ["a here-string", "RUN a <<< b && c", ["a", "c"]],
    ["PowerShell", 'SHELL ["powershell", "-Command"]\nRUN a', undefined],
    ["another shell", 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN a', ["a"]],
    ["the Windows escape character", "", undefined],
  ])("%s", (name, text, expected) => {
    const head = name === "the Windows escape character" ? "# escape=`\nFROM x\nRUN a" : `FROM x\n${text}`;
    expect(commands(head)).toEqual(expected);
  });
});

function shell(text: string): readonly string[] | undefined {
  const at = instructions(modelDockerfile(parseDockerfile(text))).at(-1);
  return at && shellOf(at);
}

describe("the shell", () => {
  test.each([
    ["is the default", "FROM x\nRUN a", undefined],
    ["holds from SHELL on", 'FROM x\nRUN a\nSHELL ["bash", "-c"]\nRUN b', ["bash", "-c"]],
    ["not before", 'FROM x AS y\nRUN a\nFROM z\nSHELL ["bash", "-c"]\nFROM y\nRUN b', undefined],
    ["comes from the stage below", 'FROM x AS y\nSHELL ["bash", "-c"]\nFROM y\nRUN b', ["bash", "-c"]],
    ["is the last one", 'FROM x\nSHELL ["a"]\nSHELL ["b"]\nRUN c', ["b"]],
  ])("%s", (_, text, expected) => {
    expect(shell(text)).toEqual(expected);
  });
});

test.each([
  ["/usr/bin/python3", "python3"],
  ["pip", "pip"],
  ["./a.sh", "a.sh"],
  ["/", ""],
])("the base name of %s is %s", (path, expected) => {
  expect(baseName(path)).toBe(expected);
});
