import type { DockerfileAnalysis } from "../analyze.ts";
import { environmentVariable } from "../knowledge/index.ts";
import { commandsOf } from "../model/command.ts";
import type { Variable } from "../model/expand.ts";
import type { Definition } from "../model/scope.ts";
import { environmentValue } from "../model/stage-facts.ts";
import { pairs } from "../model/words.ts";
import { touches } from "../text/span.ts";
import { describeVariable, REASONS, resolvedText } from "../features/describe-variable.ts";
import type { Hover } from "../features/types.ts";
import type { Place } from "./locate.ts";
import { definitionAt, inStage, lineAt, lineNumber, lookupAt, stageBefore } from "./locate.ts";
import { blocks, code } from "../features/markdown.ts";

/** `$NAME` or `${NAME…}` under the offset. */
export function hoverReference(
  analysis: DockerfileAnalysis,
  place: Place,
  offset: number,
): Hover | undefined {
  const { dockerfile } = analysis;
  const { source, escape } = dockerfile.syntax;
  if (!isExpanded(place, offset)) return undefined;
  const line = lineAt(source, offset);
  for (const match of source.slice(line.start, line.end).matchAll(/\$(?:\{([A-Za-z_]\w*)|([A-Za-z_]\w*))/g)) {
    const start = line.start + match.index;
    const span = { start, end: start + match[0].length };
    if (!touches(span, offset) || source[start - 1] === escape || source[start - 1] === "$") continue;
    const name = match[1] ?? match[2] ?? "";
    return { span, markdown: blocks(valueLine(analysis, place, name), meaning(name)) };
  }
  return undefined;
}

/** The name of an ARG or ENV pair under the offset. */
export function hoverDefinition(
  analysis: DockerfileAnalysis,
  place: Place,
  offset: number,
): Hover | undefined {
  const instruction = place.instruction.trigger ?? place.instruction;
  if (instruction.keyword !== "ARG" && instruction.keyword !== "ENV") return undefined;
  const { dockerfile } = analysis;
  const pair = pairs(instruction, dockerfile.syntax.escape).find((one) => touches(one.nameSpan, offset));
  if (pair === undefined || pair.name === "") return undefined;
  const stage = stageBefore(dockerfile, place.instruction.span.start);
  const scope = stage?.scope ?? dockerfile.globals;
  const isDeferred = place.instruction.trigger !== undefined;
  const definition = isDeferred ? undefined : scope.definition(pair.name, place.order + 1);
  const value =
    definition === undefined
      ? undefined
      : `${code(pair.name)} ${valueText(definition.variable, definition.kind)}.`;
  const markdown = blocks(value, meaning(pair.name));
  return markdown === "" ? undefined : { span: pair.nameSpan, markdown };
}

/** `NAME=` of a variable that the facts know, in the commands of RUN, CMD, ENTRYPOINT and HEALTHCHECK. */
export function hoverAssignment(analysis: DockerfileAnalysis, offset: number): Hover | undefined {
  const { source } = analysis.dockerfile.syntax;
  const line = lineAt(source, offset);
  const text = source.slice(line.start, line.end);
  for (const match of text.matchAll(/(?<![\w.$/{-])[A-Za-z_]\w*(?==(?!=))/g)) {
    const start = line.start + match.index;
    const span = { start, end: start + match[0].length };
    const variable = touches(span, offset) ? environmentVariable(match[0]) : undefined;
    if (variable !== undefined) return { span, markdown: describeVariable(variable) };
  }
  return undefined;
}

function meaning(name: string): string | undefined {
  const variable = environmentVariable(name);
  return variable === undefined ? undefined : describeVariable(variable);
}

/** What a name stands for in an instruction, and the line that says so. */
function valueLine(analysis: DockerfileAnalysis, place: Place, name: string): string {
  const { dockerfile } = analysis;
  const at = inStage(dockerfile, place);
  if (at !== undefined && isSetByScript(analysis, place, name)) {
    return `${code(name)} is set by the commands of this instruction.`;
  }
  const definition = definitionAt(dockerfile, place, name);
  if (definition !== undefined) {
    const line = lineNumber(analysis, definition.span.start);
    const kind = definition.kind === "arg" ? "ARG" : "ENV";
    return `${code(name)} ${valueText(definition.variable, definition.kind)} (${kind}, line ${line}).`;
  }
  const global = at === undefined ? undefined : dockerfile.globals.definition(name);
  if (global !== undefined) {
    const line = lineNumber(analysis, global.span.start);
    return `${code(name)} is defined on line ${line}, before the first FROM. This stage sees it only after an ${code(`ARG ${name}`)} of its own.`;
  }
  const fromImage = at === undefined ? undefined : environmentValue(at.stage, name, at.order);
  if (fromImage !== undefined) return `${code(name)} is ${resolvedText(fromImage)}, set by the base image.`;
  return `${code(name)} ${valueText(lookupAt(dockerfile, place)(name))}.`;
}

/** The value of an ARG is only a default: whoever builds may give another. */
function valueText(variable: Variable, kind?: Definition["kind"]): string {
  if (variable.state === "set") {
    return `is ${resolvedText(variable.value)}${kind === "arg" ? " by default" : ""}`;
  }
  return variable.state === "unset" && variable.because === "build-arg"
    ? "has no default: whoever builds decides"
    : `is unknown: ${REASONS[variable.because]}`;
}

/** Whether the commands of a RUN may give the name another value than the Dockerfile does. */
function isSetByScript(analysis: DockerfileAnalysis, place: Place, name: string): boolean {
  const at = inStage(analysis.dockerfile, place);
  if (at === undefined || at.instruction.keyword === "ENV" || at.instruction.keyword === "ARG") return false;
  if (commandsOf(analysis.dockerfile, at).length === 0 && at.instruction.keyword !== "RUN") return false;
  const { span } = place.instruction;
  const text = analysis.dockerfile.syntax.source.slice(span.start, span.end);
  return new RegExp(String.raw`(?:^|[\s;&|(])(?:${name}=(?!=)|(?:for|read|read -r)\s+${name}\b)`).test(text);
}

/** Whether somebody expands variables at an offset: not in COPY heredocs whose name is quoted. */
function isExpanded({ instruction }: Place, offset: number): boolean {
  if (instruction.keyword === "RUN") return true;
  return !instruction.heredocs.some((heredoc) => !heredoc.expand && touches(heredoc.body, offset));
}
