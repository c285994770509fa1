import { PLATFORM_ARGS } from "../model/platform-args.ts";
import type { DockerfileAnalysis } from "../analyze.ts";
import type { Stage } from "../model/dockerfile.ts";
import { lineage } from "../model/dockerfile.ts";
import { knownText } from "../model/resolved.ts";
import type { Definition } from "../model/scope.ts";
import { factsOf } from "../model/stage-facts.ts";
import { variableNames } from "../features/variable-proposals.ts";
import type { CompletionItem } from "../features/types.ts";
import type { Place } from "./locate.ts";
import { stageBefore } from "./locate.ts";
import { code } from "../features/markdown.ts";
import type { Proposal } from "../features/proposals.ts";
import { itemsFor } from "../features/proposals.ts";
import { endOfWord } from "../features/end-of-word.ts";

/** Behind `$` and `${`: the variables that the instruction sees. Undefined where no variable is being typed. */
export function completeReference(
  analysis: DockerfileAnalysis,
  place: Place,
  text: string,
  offset: number,
): readonly CompletionItem[] | undefined {
  const match = /(?<!\\|`|\$)\$(\{?)(\w*)$/.exec(text);
  if (match === null) return undefined;
  const { source } = analysis.dockerfile.syntax;
  const span = { start: offset - (match[2] ?? "").length, end: endOfWord(source, offset, /\W/) };
  const close = match[1] === "{" && !/[}:+\-?#%/]/.test(source[span.end] ?? "") ? "}" : "";
  return itemsFor(
    span,
    inScope(analysis, place).map(({ name, detail }) => ({
      label: name,
      kind: "variable",
      text: `${name}${close}`,
      detail,
    })),
  );
}

/** Names for ENV and ARG, or in front of a command. */
export function completeName(
  analysis: DockerfileAnalysis,
  place: Place,
  typed: string,
  offset: number,
  keyword: string,
): readonly CompletionItem[] {
  const { source } = analysis.dockerfile.syntax;
  const span = { start: offset - typed.length, end: typed === "" ? offset : endOfWord(source, offset, /\W/) };
  const hasValue = source[span.end] === "=";
  return itemsFor(span, [
    ...(keyword === "ARG" ? declarable(analysis, place) : []),
    ...variableNames(hasValue ? "" : "="),
  ]);
}

interface Visible {
  readonly name: string;
  readonly detail: string;
}

function inScope(analysis: DockerfileAnalysis, place: Place): readonly Visible[] {
  const { dockerfile } = analysis;
  const stage = stageBefore(dockerfile, place.instruction.span.start);
  if (stage === undefined || stage.from.instruction === place.instruction) {
    const own = [...dockerfile.globals.own()].filter(({ order }) => order < place.order);
    return [...own.map(visible), ...PLATFORM_ARGS.map((name) => ({ name, detail: "set by the builder" }))];
  }
  const found = [...stage.scope.own()].filter(({ order }) => order < place.order);
  const inherited = lineage(stage)
    .slice(1)
    .flatMap((parent: Stage) => [...parent.scope.own()].filter(({ kind }) => kind === "env"));
  const fromImage = Object.entries(factsOf(stage)?.environment ?? {});
  return [
    ...found.toReversed().map(visible),
    ...inherited.map(visible),
    ...fromImage.map(([name, value]) => ({ name, detail: `${value} (ENV of the base image)` })),
  ];
}

function visible({ name, kind, variable }: Definition): Visible {
  const value = variable.state === "set" ? knownText(variable.value) : undefined;
  return { name, detail: `${value ?? "value not known"} (${kind.toUpperCase()})` };
}

/** What a stage may declare: the ARGs before the first FROM, then those that the builder fills in. */
function declarable(analysis: DockerfileAnalysis, place: Place): readonly Proposal[] {
  const { dockerfile } = analysis;
  const platform = PLATFORM_ARGS.map((name): Proposal => ({
    label: name,
    kind: "variable",
    detail: "filled in by the builder",
  }));
  if (stageBefore(dockerfile, place.instruction.span.start) === undefined) return [];
  const globals = [...dockerfile.globals.own()].map((definition): Proposal => ({
    label: definition.name,
    kind: "variable",
    detail: "takes over the value from before the first FROM",
    documentation: code(visible(definition).detail),
  }));
  return [...globals, ...platform];
}
