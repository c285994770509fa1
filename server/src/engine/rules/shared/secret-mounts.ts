import type { Dockerfile, Stage } from "../../model/dockerfile.ts";
import { stageInstructions } from "../../model/query.ts";
import type { Pair } from "../../model/words.ts";
import { pairs } from "../../model/words.ts";
import type { Instruction } from "../../syntax/ast.ts";
import type { Edit } from "../../text/edit.ts";

/**
 * The edits that take a variable out of the ARGs and ENVs of a stage and mount it as a build secret of the same name in the
 * RUNs that name it. Undefined where the Dockerfile syntax is too old for `env=`, where a pair cannot be cut out, and where RUNs
 * follow of which none names it: a program in them may read it all the same.
 */
export function mountInstead(
  dockerfile: Dockerfile,
  stage: Stage,
  name: string,
): { readonly edits: readonly Edit[]; readonly isMounted: boolean } | undefined {
  if (!mayKnowEnv(dockerfile)) return undefined;
  const { source, escape } = dockerfile.syntax;
  const edits: Edit[] = [];
  for (const { instruction } of stageInstructions(stage, "ARG", "ENV")) {
    const all = pairs(instruction, escape);
    const own = all.filter((pair) => pair.name === name);
    if (own.length === 0) continue;
    const [only] = own;
    const edit = own.length === 1 && only !== undefined ? without(instruction, all, only, source) : undefined;
    if (edit === undefined) return undefined;
    edits.push(edit);
  }
  const first = edits[0]?.span.start ?? 0;
  let isMounted = false;
  let runs = 0;
  for (const { instruction } of stageInstructions(stage, "RUN")) {
    if (instruction.span.start > first) runs += 1;
    if (
      !new RegExp(`\\$\\{?${name}(?![A-Za-z0-9_])`).test(
        source.slice(instruction.span.start, instruction.span.end),
      )
    )
      continue;
    const { end } = instruction.keywordSpan;
    edits.push({ span: { start: end, end }, text: ` --mount=type=secret,id=${name},env=${name}` });
    isMounted = true;
  }
  return isMounted || runs === 0 ? { edits, isMounted } : undefined;
}

/** Whether the syntax is 1.10 or newer, as far as the file says; without a directive the builder's own is taken. */
function mayKnowEnv({ syntax }: Dockerfile): boolean {
  const value = syntax.directives.find((one) => one.name === "syntax")?.value;
  if (value === undefined) return true;
  const version = /^(?:docker\.io\/)?docker\/dockerfile(?::([\w.-]+))?(?:@|$)/.exec(value);
  if (version === null) return false;
  const [major, minor] = (version[1] ?? "1").split(/[.-]/);
  return (
    major === "latest" ||
    major === "labs" ||
    (major === "1" && (minor === undefined || !(Number(minor) < 10)))
  );
}

/** The edit that takes one pair out; with it the whole instruction, where it is the only one. */
function without(
  instruction: Instruction,
  all: readonly Pair[],
  pair: Pair,
  source: string,
): Edit | undefined {
  const index = all.indexOf(pair);
  const [before, after] = [all[index - 1], all[index + 1]];
  if (before === undefined && after === undefined) {
    const feed = source.indexOf("\n", instruction.span.end);
    return { span: { start: instruction.span.start, end: feed === -1 ? source.length : feed + 1 }, text: "" };
  }
  const span =
    after === undefined
      ? { start: before?.span.end ?? pair.span.start, end: pair.span.end }
      : { start: pair.span.start, end: after.span.start };
  return source.slice(span.start, span.end).includes("#") ? undefined : { span, text: "" };
}
