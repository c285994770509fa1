import type { DockerfileAnalysis } from "../analyze.ts";
import { wordsOf } from "../model/dockerfile.ts";
import { expand } from "../model/expand.ts";
import { knownText } from "../model/resolved.ts";
import type { Flag, Instruction } from "../syntax/ast.ts";
import type { Span } from "../text/span.ts";
import { touches } from "../text/span.ts";
import { describePort } from "../features/describe-port.ts";
import { hoverAllowed } from "../features/hover-allowed.ts";
import type { Hover } from "../features/types.ts";
import { hoverIndex } from "./hover-index.ts";
import { hoverPackage } from "./hover-package.ts";
import { describeBase, describeReference, describeStage, stageNamed } from "./hover-stage.ts";
import { hoverAssignment, hoverDefinition, hoverReference } from "./hover-variable.ts";
import type { Place } from "./locate.ts";
import { commentAt, inStage, instructionAt, lookupAt, stageBefore } from "./locate.ts";

/** What is worth knowing of the text at an offset; undefined where there is nothing. */
export function hover(analysis: DockerfileAnalysis, offset: number): Hover | undefined {
  const comment = commentAt(analysis.dockerfile, offset);
  if (comment !== undefined) return hoverRule(analysis, comment, offset);
  const place = instructionAt(analysis.dockerfile, offset);
  if (place === undefined) return undefined;
  return (
    hoverFrom(analysis, place, offset) ??
    hoverReference(analysis, place, offset) ??
    hoverStageFlag(analysis, place, offset) ??
    hoverDefinition(analysis, place, offset) ??
    hoverIndex(analysis, place, offset) ??
    hoverCommand(analysis, place, offset)
  );
}

const WITH_COMMANDS = new Set(["RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"]);

function hoverCommand(analysis: DockerfileAnalysis, place: Place, offset: number): Hover | undefined {
  const { keyword } = place.instruction.trigger ?? place.instruction;
  if (keyword === "EXPOSE") return hoverPort(analysis, place, offset);
  if (!WITH_COMMANDS.has(keyword)) return undefined;
  return hoverPackage(analysis, place, offset) ?? hoverAssignment(analysis, offset);
}

function hoverFrom(analysis: DockerfileAnalysis, place: Place, offset: number): Hover | undefined {
  if (place.instruction.keyword !== "FROM") return undefined;
  const stage = stageBefore(analysis.dockerfile, place.instruction.span.start);
  if (stage === undefined) return undefined;
  const { image, alias } = stage.from;
  if (image !== undefined && touches(image.span, offset)) {
    return { span: image.span, markdown: describeBase(analysis, stage, place) };
  }
  return alias !== undefined && touches(alias.span, offset)
    ? { span: alias.span, markdown: describeStage(analysis, stage) }
    : undefined;
}

/** The stage or image of `COPY --from=` and of `from=` in `RUN --mount=`. */
function hoverStageFlag(analysis: DockerfileAnalysis, place: Place, offset: number): Hover | undefined {
  const named = fromOf(place.instruction, analysis.dockerfile.syntax.source, offset);
  if (named === undefined) return undefined;
  const { syntax } = analysis.dockerfile;
  const text = knownText(expand(named.text, lookupAt(analysis.dockerfile, place), syntax.escape));
  if (text === undefined || text === "") return undefined;
  const stage = stageNamed(analysis.dockerfile, text, place.instruction.span.start);
  const markdown =
    stage === undefined ? describeReference(text, analysis.today) : describeStage(analysis, stage);
  return { span: named.span, markdown };
}

function fromOf(
  instruction: Instruction,
  source: string,
  offset: number,
): { readonly text: string; readonly span: Span } | undefined {
  const flags = (instruction.trigger ?? instruction).flags;
  const flag = flags.find((one) => touches(one.span, offset));
  if (flag?.valueSpan === undefined || flag.value === undefined) return undefined;
  const span =
    flag.name === "from" ? flag.valueSpan : flag.name === "mount" ? mountFrom(flag, source) : undefined;
  return span !== undefined && touches(span, offset)
    ? { text: source.slice(span.start, span.end), span }
    : undefined;
}

function mountFrom({ valueSpan }: Flag, source: string): Span | undefined {
  if (valueSpan === undefined) return undefined;
  const match = /(?:^|,)from=([^,\s]*)/d.exec(source.slice(valueSpan.start, valueSpan.end));
  const found = match?.indices?.[1];
  return found === undefined
    ? undefined
    : { start: valueSpan.start + found[0], end: valueSpan.start + found[1] };
}

/** The services that listen on the port of an EXPOSE word by default. */
function hoverPort(analysis: DockerfileAnalysis, place: Place, offset: number): Hover | undefined {
  const at = inStage(analysis.dockerfile, place);
  const word =
    at === undefined
      ? undefined
      : wordsOf(at, analysis.dockerfile.syntax.escape).find((one) => touches(one.span, offset));
  const port = /^(\d{1,5})(?:\/\w+)?$/.exec(knownText(word?.value) ?? "")?.[1];
  if (word === undefined || port === undefined) return undefined;
  const markdown = describePort(Number(port));
  return markdown === undefined ? undefined : { span: word.span, markdown };
}

/** A rule's name in an allow comment. */
function hoverRule(analysis: DockerfileAnalysis, comment: Span, offset: number): Hover | undefined {
  return hoverAllowed(analysis.commented, comment, offset);
}
