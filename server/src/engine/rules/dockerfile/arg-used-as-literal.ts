import type { Dockerfile, Stage, StageInstruction } from "../../model/dockerfile.ts";
import { lineage, wordsOf } from "../../model/dockerfile.ts";
import { commandsOf } from "../../model/command.ts";
import { perDockerfile } from "../../model/memo.ts";
import { instructions } from "../../model/query.ts";
import { pairs } from "../../model/words.ts";
import type { Edit } from "../../text/edit.ts";
import type { Span } from "../../text/span.ts";
import { defineRule } from "../rule.ts";
import type { Finding, Fix } from "../rule.ts";
import type { RunTimeUse } from "../shared/run-time-variables.ts";
import { mayComeFromImage, runTimeUses, startInstructions } from "../shared/run-time-variables.ts";
import { eolOf } from "../../text/line.ts";

export default defineRule({
  name: "arg-used-as-literal",
  subject: "dockerfile",
  category: "run-time",
  severity: "error",
  since: "0.2.0",
  summary: "the name of an ARG stands where its value is meant, or an ARG is used when the container runs",
  sources: ["Dockerfile reference, ARG", "Dockerfile reference, Shell and exec form"],
  supersedes: ["base-unpinned"],
  *check({ dockerfile, source }) {
    const names = argNames(dockerfile);
    if (names.size === 0) return;
    for (const stage of dockerfile.stages) {
      const finding = fromFinding(dockerfile, stage, names);
      if (finding !== undefined) yield finding;
    }
    for (const at of instructions(dockerfile, "ENV", "WORKDIR", "USER", "EXPOSE", "RUN")) {
      for (const { name, span, target } of bareWords(dockerfile, at, names)) {
        if (!isArg(at, name) || (target !== name && isSubstituted(source, name))) continue;
        yield bareFinding(name, span, []);
      }
    }
    for (const at of startInstructions(dockerfile)) yield* startFindings(dockerfile, at, names, source);
  },
});

/** The ARGs of the file whose names look like one: another word of the same letters would be no accident. */
function argNames(dockerfile: Dockerfile): ReadonlySet<string> {
  const names = new Set<string>();
  for (const scope of [dockerfile.globals, ...dockerfile.stages.map((stage) => stage.scope)]) {
    for (const { kind, name } of scope.own())
      if (kind === "arg" && /^[A-Z][A-Z0-9_]{2,}$/.test(name)) names.add(name);
  }
  return names;
}

function isArg(at: StageInstruction, name: string): boolean {
  return at.stage.scope.definition(name, at.order)?.kind === "arg";
}

/** Whether the file uses the value anywhere. */
function isSubstituted(source: string, name: string): boolean {
  return new RegExp(`\\$\\{?${name}\\b`).test(source);
}

/** `FROM BASE_IMAGE`, `FROM nvidia/cuda:CUDA_TAG`. */
function fromFinding(
  dockerfile: Dockerfile,
  { from }: Stage,
  names: ReadonlySet<string>,
): Finding | undefined {
  const { image } = from;
  if (image === undefined) return undefined;
  const name = /^["']?(?:[^"'$]+:)?([A-Z][A-Z0-9_]+)["']?$/.exec(image.raw)?.[1] ?? "";
  if (!names.has(name) || dockerfile.globals.definition(name) === undefined) return undefined;
  if (dockerfile.stages.some((stage) => stage.name === name.toLowerCase())) return undefined;
  const start = image.span.start + image.raw.lastIndexOf(name);
  return bareFinding(name, { start, end: start + name.length }, []);
}

interface BareWord {
  readonly name: string;
  readonly span: Span;
  /** The variable that ENV sets to it. */
  readonly target: string | undefined;
}

/** The words of an instruction that are nothing but a name, where a value is meant. */
function bareWords(
  dockerfile: Dockerfile,
  at: StageInstruction,
  names: ReadonlySet<string>,
): readonly BareWord[] {
  const { escape } = dockerfile.syntax;
  const { instruction } = at;
  const found: BareWord[] = [];
  const add = (raw: string, span: Span, target?: string): void => {
    const name = raw.replaceAll(/["']/g, "");
    if (!names.has(name)) return;
    const start = span.start + raw.indexOf(name);
    found.push({ name, span: { start, end: start + name.length }, target });
  };
  if (instruction.keyword === "ENV") {
    for (const { name, raw, valueSpan } of pairs(instruction, escape)) {
      // What is called so may well hold the name of a variable.
      if (
        raw !== undefined &&
        valueSpan !== undefined &&
        (raw.includes(name) || !/(?:_ENV|_VAR|_NAME)$/.test(name))
      )
        add(raw, valueSpan, name);
    }
  } else if (instruction.keyword === "RUN") {
    for (const command of commandsOf(dockerfile, at)) {
      if (!FETCHERS.has(command.name)) continue;
      for (const argument of command.args) add(argument.raw, argument.span);
    }
  } else {
    const [word, ...others] = wordsOf(at, escape);
    if (word !== undefined && others.length === 0) add(word.raw, word.span);
  }
  return found;
}

/** Programs whose operands are addresses, files and versions, and never names of variables. */
const FETCHERS = new Set([
  "wget",
  "curl",
  "aria2c",
  "git",
  "gsutil",
  "tar",
  "unzip",
  "pip",
  "pip3",
  "hf",
  "huggingface-cli",
]);

function bareFinding(name: string, span: Span, more: readonly Edit[], tail = ""): Finding {
  const text = `\${${name}}`;
  return {
    at: span,
    message: `${name} is the name of an ARG: without $ it is taken literally. Write ${text}.${tail}`,
    fixes: [{ title: `Write ${text}`, safety: "suggested", edits: [...more, { span, text }] }],
  };
}

/** What CMD, ENTRYPOINT and HEALTHCHECK make of ARGs, of which nothing is left when the container runs. */
function* startFindings(
  dockerfile: Dockerfile,
  at: StageInstruction,
  names: ReadonlySet<string>,
  source: string,
): Generator<Finding> {
  const uses = runTimeUses(dockerfile, at).filter(({ name }) => isArg(at, name));
  const lost = uses.filter(({ name, expands }) => expands && isLost(dockerfile, at, name));
  const edits = environmentEdits(
    source,
    at,
    lost.map(({ name }) => name),
  );
  for (const use of uses) {
    if (!use.expands) yield literalFinding(at, use);
    else if (lost.includes(use)) yield lostFinding(at, use, edits);
  }
  if (at.instruction.exec !== undefined || at.instruction.keyword === "HEALTHCHECK") return;
  for (const { args } of commandsOf(dockerfile, at)) {
    for (const { raw, span } of args) {
      if (!names.has(raw) || !isArg(at, raw) || isSubstituted(source, raw)) continue;
      const tail = ` An ARG is gone when the container runs, so pass it on by ENV.`;
      yield bareFinding(raw, span, environmentEdits(source, at, [raw]), tail);
    }
  }
}

/** Whether nothing gives the variable a value at run time: no ENV of a stage that runs this, and no image as far as known. */
function isLost(dockerfile: Dockerfile, { stage }: StageInstruction, name: string): boolean {
  const isGiven =
    stage.scope.environment(name) !== undefined ||
    environmentBelow(dockerfile).get(stage)?.has(name) === true;
  return !isGiven && !mayComeFromImage(stage, name);
}

/** What ENV sets in the stages that build on a stage. */
const environmentBelow = perDockerfile((dockerfile) => {
  const below = new Map<Stage, Set<string>>();
  for (const stage of dockerfile.stages) {
    const names = [...stage.scope.own()].filter(({ kind }) => kind === "env").map(({ name }) => name);
    if (names.length === 0) continue;
    for (const one of lineage(stage).slice(1)) {
      const known = below.get(one) ?? new Set();
      for (const name of names) known.add(name);
      below.set(one, known);
    }
  }
  return below;
});

function literalFinding(at: StageInstruction, { name, span }: RunTimeUse): Finding {
  const { keyword } = at.instruction;
  return {
    at: span,
    message: `The exec form of ${keyword} runs no shell, so the program gets $${name} as it stands. Pass the ARG on with ENV ${name}=\${${name}}, and use the shell form or a start script.`,
  };
}

function lostFinding(at: StageInstruction, { name, span }: RunTimeUse, edits: readonly Edit[]): Finding {
  const { variable } = at.stage.scope.definition(name, at.order) ?? {};
  const hasDefault = variable?.state === "set";
  const fix: Fix = { title: "Pass it on by ENV", safety: "suggested", edits };
  return {
    at: span,
    ...(hasDefault ? {} : { severity: "warning" as const }),
    message: `${name} is an ARG, which is gone when the container runs: here $${name} is empty${hasDefault ? "" : " unless the run sets it"}. Pass it on with ENV ${name}=\${${name}}.`,
    fixes: [fix],
  };
}

/** A line in front of an instruction that keeps ARGs for the run. */
function environmentEdits(
  source: string,
  { instruction }: StageInstruction,
  names: readonly string[],
): readonly Edit[] {
  if (names.length === 0) return [];
  const { start } = instruction.span;
  const eol = eolOf(source);
  const values = [...new Set(names)].map((name) => `${name}=\${${name}}`).join(" ");
  return [{ span: { start, end: start }, text: `ENV ${values}${eol}` }];
}
