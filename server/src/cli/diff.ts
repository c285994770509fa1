import { createTwoFilesPatch } from "diff";

/** A unified diff that `git apply` and `patch -p1` take. */
export function unifiedDiff(name: string, before: string, after: string): string {
  const patch = createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, {
    context: 3,
  });
  return patch.replace(/^=+\n/, "");
}
