import { describe, expect, test } from "vitest";
import { modelDockerfile } from "../../server/src/engine/model/dockerfile.ts";
import { isInside, mountsOf } from "../../server/src/engine/model/mounts.ts";
import { instructions } from "../../server/src/engine/model/query.ts";
import { parseDockerfile } from "../../server/src/engine/syntax/dockerfile.ts";

/** Every mount of the last RUN as `type target`; what is not known is `?`, what is not given `-`. */
function mounts(text: string): readonly string[] {
  const dockerfile = modelDockerfile(parseDockerfile(text));
  const at = instructions(dockerfile).at(-1);
  if (at === undefined) throw new Error("no instruction");
  return mountsOf(at, dockerfile.syntax.escape).map(({ type, target }) => {
    const where = target === undefined ? "-" : target.known ? target.text : "?";
    return `${type.known ? type.text : "?"} ${where}`;
  });
}

describe("the mounts of a RUN", () => {
  test.each([
    ["none", "RUN a", []],
    ["a cache", "RUN --mount=type=cache,target=/root/.cache/pip a", ["cache /root/.cache/pip"]],
    ["dst", "RUN --mount=type=tmpfs,dst=/tmp a", ["tmpfs /tmp"]],
    ["destination", "RUN --mount=type=cache,destination=/c a", ["cache /c"]],
    ["bind is the default type", "RUN --mount=target=/src a", ["bind /src"]],
    ["names in upper case", "RUN --mount=Type=cache,Target=/c a", ["cache /c"]],
    ["fields in any order", "RUN --mount=sharing=locked,target=/c,id=x,type=cache a", ["cache /c"]],
    ["a field without a value", "RUN --mount=type=bind,target=/c,readonly a", ["bind /c"]],
    ["a secret without a target", "RUN --mount=type=secret,id=hf,env=HF_TOKEN a", ["secret -"]],
    [
      "several, over lines",
      "RUN --mount=type=cache,target=/a \\\n  --mount=type=cache,target=/b \\\n  a",
      ["cache /a", "cache /b"],
    ],
    ["quotes around the flag's value", 'RUN --mount="type=cache,target=/c" a', ["cache /c"]],
    [
      "a variable with a default",
      "ARG C=/cache\nRUN --mount=type=cache,target=${C}/pip a",
      ["cache /cache/pip"],
    ],
    ["a variable without a value", "ARG C\nRUN --mount=type=cache,target=$C a", ["cache ?"]],
    ["an equals sign in a value", "RUN --mount=type=cache,target=/a=b a", ["cache /a=b"]],
    ["a flag without a value", "RUN --mount a", []],
    ["text in the command", "RUN echo --mount=type=cache,target=/c", []],
    ["other instructions", "COPY --from=x a b", []],
  ])("%s", (_, text, expected) => {
    expect(mounts(`FROM x\n${text}`)).toEqual(expected);
  });
});

test.each([
  ["/a", "/a", true],
  ["/a/b", "/a", true],
  ["/a/b", "/a/", true],
  ["/a/b", "/", true],
  ["/ab", "/a", false],
  ["/a", "/a/b", false],
])("%s inside %s: %s", (path, directory, expected) => {
  expect(isInside(path, directory)).toBe(expected);
});
