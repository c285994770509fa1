import type { Dockerfile, Stage, StageInstruction } from "./dockerfile.ts";
import { wordsOf } from "./dockerfile.ts";
import { expand } from "./expand.ts";
import { mountsOf } from "./mounts.ts";
import { PLATFORM_ARGS } from "./platform-args.ts";
import { inheritedInstructions, stageInstructions } from "./query.ts";
import { knownText } from "./resolved.ts";
import type { Definition } from "./scope.ts";

/** What a build of one stage asks for; see the protocol's type of the same name. */
export interface StageNeeds {
  readonly arguments: readonly BuildArgument[];
  readonly secrets: readonly { readonly id: string; readonly isRequired: boolean }[];
  readonly sources: readonly string[];
  readonly workdir: string | undefined;
  readonly ports: readonly number[];
}

export interface BuildArgument {
  readonly name: string;
  /** As it is substituted, or as it is written where that is not known; undefined where a stage has none. */
  readonly default: string | undefined;
}

/** The stage that a build up to `target` ends with: the last one where that is left out; undefined where there is none. */
export function targetStage({ stages }: Dockerfile, target?: string): Stage | undefined {
  if (target === undefined) return stages.at(-1);
  const name = target.toLowerCase();
  return stages.find((stage) => stage.name === name);
}

/** What the stages that a build of this one runs through ask for. */
export function needsOf(dockerfile: Dockerfile, target: Stage): StageNeeds {
  const stages = neededStages(dockerfile, target);
  return {
    arguments: argumentsOf(dockerfile, stages),
    secrets: secretsOf(dockerfile, stages),
    sources: sourcesOf(dockerfile, stages),
    workdir: workdirOf(dockerfile, target),
    ports: portsOf(dockerfile, target),
  };
}

/** The stage, those that it builds on, and those that any of them copies or mounts from, in the order of the file. */
function neededStages(dockerfile: Dockerfile, target: Stage): readonly Stage[] {
  const needed = new Set<Stage>();
  const waiting = [target];
  for (let stage = waiting.pop(); stage !== undefined; stage = waiting.pop()) {
    if (needed.has(stage)) continue;
    needed.add(stage);
    if (stage.parent !== undefined) waiting.push(stage.parent);
    for (const at of stage.instructions) waiting.push(...referredStages(dockerfile, at));
  }
  return dockerfile.stages.filter((stage) => needed.has(stage));
}

function referredStages(dockerfile: Dockerfile, at: StageInstruction): readonly Stage[] {
  const { escape } = dockerfile.syntax;
  const own = at.instruction.flags.filter(({ name }) => name === "from").map(({ value }) => value);
  const names = own.map((value) => textIn(at, value ?? "", escape));
  for (const { fields } of mountsOf(at, escape)) names.push(knownText(fields.get("from")));
  return names.flatMap((name) => {
    const stage = name === undefined ? undefined : earlierStage(dockerfile, at.stage, name);
    return stage === undefined ? [] : [stage];
  });
}

function earlierStage({ stages }: Dockerfile, before: Stage, text: string): Stage | undefined {
  const name = text.toLowerCase();
  const earlier = stages.slice(0, before.index);
  return (
    earlier.findLast((stage) => stage.name === name) ??
    (/^\d+$/.test(name) ? earlier[Number(name)] : undefined)
  );
}

function argumentsOf(dockerfile: Dockerfile, stages: readonly Stage[]): readonly BuildArgument[] {
  const definitions = [
    ...globalsOf(dockerfile, stages),
    ...stages.flatMap(({ scope }) => [...scope.own()].filter(({ kind }) => kind === "arg")),
  ].toSorted((a, b) => a.order - b.order || a.span.start - b.span.start);
  const found = new Map<string, BuildArgument>();
  for (const definition of definitions) {
    const { name } = definition;
    if (PLATFORM_ARGS.includes(name)) continue;
    const value = defaultOf(dockerfile, definition);
    const before = found.get(name);
    if (before === undefined || value === undefined) found.set(name, { name, default: value });
  }
  return [...found.values()];
}

function defaultOf(
  { syntax, globals }: Dockerfile,
  { name, variable, valueSpan }: Definition,
): string | undefined {
  if (variable.state !== "set") return undefined;
  const text = knownText(variable.value);
  if (text !== undefined) return text;
  const written = valueSpan ?? globals.definition(name)?.valueSpan;
  return written === undefined ? "" : syntax.source.slice(written.start, written.end);
}

/** The ARGs before the first FROM that the FROMs of these stages use, straight or through another's default. */
function globalsOf({ globals, syntax }: Dockerfile, stages: readonly Stage[]): readonly Definition[] {
  const used = new Set<Definition>();
  const waiting: string[] = [];
  const note = (text: string): void => {
    expand(
      text,
      (name) => {
        waiting.push(name);
        return globals.lookup(name);
      },
      syntax.escape,
    );
  };
  for (const { from } of stages) {
    note(from.image?.raw ?? "");
    note(from.instruction.flags.find(({ name }) => name === "platform")?.value ?? "");
  }
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const definition = globals.definition(name);
    if (definition === undefined || used.has(definition)) continue;
    used.add(definition);
    const { valueSpan } = definition;
    if (valueSpan !== undefined) note(syntax.source.slice(valueSpan.start, valueSpan.end));
  }
  return [...used];
}

/**
 * Secrets by their ids; one without an id goes by the name of its target. Source: moby/buildkit
 * frontend/dockerfile/dockerfile2llb/convert_secrets.go.
 */
function secretsOf({ syntax }: Dockerfile, stages: readonly Stage[]): StageNeeds["secrets"] {
  const found = new Map<string, boolean>();
  for (const at of stages.flatMap((stage) => stageInstructions(stage, "RUN"))) {
    for (const { type, target, fields } of mountsOf(at, syntax.escape)) {
      if (knownText(type) !== "secret") continue;
      const id = fields.has("id") ? knownText(fields.get("id")) : knownText(target)?.split("/").at(-1);
      if (id === undefined || id === "") continue;
      const required = knownText(fields.get("required"));
      const isRequired = required === "" || /^(?:1|t|true)$/i.test(required ?? "");
      found.set(id, (found.get(id) ?? false) || isRequired);
    }
  }
  return [...found].map(([id, isRequired]) => ({ id, isRequired }));
}

/** Patterns, heredocs, addresses and what a stage or image holds are left out. */
function sourcesOf(dockerfile: Dockerfile, stages: readonly Stage[]): readonly string[] {
  const { escape } = dockerfile.syntax;
  const found = new Set<string>();
  for (const at of stages.flatMap((stage) => stageInstructions(stage, "COPY", "ADD"))) {
    const { flags, heredocs } = at.instruction;
    if (heredocs.length > 0 || flags.some(({ name }) => name === "from")) continue;
    for (const { value } of wordsOf(at, escape).slice(0, -1)) {
      const text = knownText(value);
      if (text !== undefined && !/[*?[\]]|^[a-z+]+:|^git@/i.test(text)) found.add(text.replace(/^\/+/, ""));
      if (found.size >= MOST_SOURCES) return [...found];
    }
  }
  return [...found];
}

const MOST_SOURCES = 20;

/** The last WORKDIR, each relative to the one before; undefined where the base image or a variable decides. */
function workdirOf(dockerfile: Dockerfile, target: Stage): string | undefined {
  let folder: string | undefined;
  for (const at of inheritedInstructions(target, "WORKDIR")) {
    const text = textIn(at, at.instruction.args.text, dockerfile.syntax.escape)?.trim();
    if (text === undefined || text === "") folder = undefined;
    else if (text.startsWith("/")) folder = text;
    else folder = folder === undefined ? undefined : `${folder.replace(/\/+$/, "")}/${text}`;
  }
  return folder;
}

function portsOf(dockerfile: Dockerfile, target: Stage): readonly number[] {
  const found = new Set<number>();
  for (const at of inheritedInstructions(target, "EXPOSE")) {
    for (const { value } of wordsOf(at, dockerfile.syntax.escape)) {
      const match = /^(\d{1,5})(?:\/tcp)?$/i.exec(knownText(value) ?? "");
      const port = Number(match?.[1]);
      if (port > 0 && port <= 65_535) found.add(port);
    }
  }
  return [...found];
}

function textIn({ stage, order }: StageInstruction, text: string, escape: string): string | undefined {
  return knownText(expand(text, (name) => stage.scope.lookup(name, order), escape));
}
