import type { ComposeAnalysis } from "../analyze.ts";
import { describeImage } from "../features/describe-image.ts";
import { describePort } from "../features/describe-port.ts";
import { describeVariable, resolvedText } from "../features/describe-variable.ts";
import { hoverAllowed } from "../features/hover-allowed.ts";
import { blocks, code, plain } from "../features/markdown.ts";
import type { Hover } from "../features/types.ts";
import { composeKey, environmentVariable } from "../knowledge/index.ts";
import { imageOf } from "../model/compose/image.ts";
import { interpolate } from "../model/compose/interpolate.ts";
import { portsOf } from "../model/compose/ports.ts";
import type { ComposeService } from "../model/compose/project.ts";
import type { YamlScalar } from "../syntax/yaml.ts";
import { nameOf } from "../text/path.ts";
import { shortened } from "../text/shortened.ts";
import { touches } from "../text/span.ts";
import { describeKey, describeKeyValue } from "./describe-key.ts";
import { servicePath } from "./key-path.ts";
import type { Located } from "./locate.ts";
import { locate } from "./locate.ts";

/** What is worth knowing of the text at an offset; undefined where there is nothing. */
export function hover(analysis: ComposeAnalysis, offset: number): Hover | undefined {
  const comment = analysis.commented.comments.find((one) => touches(one, offset));
  if (comment !== undefined) return hoverAllowed(analysis.commented, comment, offset);
  const at = locate(analysis.project.yaml, offset);
  if (at === undefined) return undefined;
  if (at.node.kind === "alias") return hoverAlias(analysis, at);
  const { node } = at;
  return (
    hoverSubstitution(analysis, node, offset) ??
    hoverImage(analysis, at) ??
    hoverPort(analysis, at) ??
    hoverVariable(at, node, offset) ??
    hoverKey(at) ??
    hoverServiceName(analysis, at)
  );
}

/** A key of the GPU stanza and its like, or one of their values. */
function hoverKey({ path, keyOf, node }: Located): Hover | undefined {
  const written = servicePath(path);
  const key =
    written === undefined ? undefined : (composeKey(written) ?? composeKey(written.replace(/\[\]$/, "")));
  if (key === undefined || node.kind !== "scalar") return undefined;
  if (keyOf !== undefined) return { span: node.span, markdown: describeKey(key) };
  const value = key.values?.find((one) => one.value === node.text);
  return { span: node.span, markdown: value === undefined ? describeKey(key) : describeKeyValue(value) };
}

function hoverImage(analysis: ComposeAnalysis, { path, keyOf, node }: Located): Hover | undefined {
  if (keyOf !== undefined || path.length !== 3 || path[2] !== "image") return undefined;
  const service = serviceOf(analysis, path);
  const image = service === undefined ? undefined : imageOf(service);
  if (image === undefined) return undefined;
  const { facts, reference, value, namesResult } = image;
  const resolved = image.scalar.raw.includes("$") ? `Resolves to ${resolvedText(value)}.` : undefined;
  if (facts === undefined) {
    const built = namesResult ? "The service is built; this names the result." : undefined;
    const markdown = blocks(built, resolved);
    return markdown === "" ? undefined : { span: node.span, markdown };
  }
  return { span: node.span, markdown: blocks(resolved, describeImage(facts, reference, analysis.today)) };
}

function hoverPort(analysis: ComposeAnalysis, { path, node }: Located): Hover | undefined {
  const service = path[2] === "ports" || path[2] === "expose" ? serviceOf(analysis, path) : undefined;
  if (service === undefined || node.kind !== "scalar") return undefined;
  const port = portsOf(service).find(
    ({ place }) => place.start <= node.span.start && node.span.end <= place.end,
  );
  const number =
    port === undefined ? Number(node.text) : port.target === "unknown" ? Number.NaN : port.target.from;
  const markdown = Number.isInteger(number) ? describePort(number) : undefined;
  return markdown === undefined ? undefined : { span: node.span, markdown };
}

/** The name of an environment variable, in either form. */
function hoverVariable({ path, keyOf }: Located, node: YamlScalar, offset: number): Hover | undefined {
  const isEnvironment = path[2] === "environment" || (path[2] === "build" && path[3] === "args");
  if (path[0] !== "services" || !isEnvironment) return undefined;
  const name = keyOf === undefined ? (/^[A-Za-z_]\w*/.exec(node.text)?.[0] ?? "") : node.text;
  const start = node.span.start + (node.style === "plain" || keyOf !== undefined ? 0 : 1);
  const span = keyOf === undefined ? { start, end: start + name.length } : node.span;
  const variable =
    touches(span, offset) && (keyOf !== undefined || path.at(-1) === "[]")
      ? environmentVariable(name)
      : undefined;
  return variable === undefined ? undefined : { span, markdown: describeVariable(variable) };
}

/** What a `${…}` gives, and why. */
function hoverSubstitution(analysis: ComposeAnalysis, node: YamlScalar, offset: number): Hover | undefined {
  const { source } = analysis;
  if (!node.text.includes("$")) return undefined;
  const { start, end } = node.span;
  const { variables } = interpolate(source.slice(start, end), analysis.project.variables);
  const use = variables.findLast(({ span }) => start + span.start <= offset && offset <= start + span.end);
  if (use === undefined) return undefined;
  const { name, operator, word } = use;
  const span = { start: start + use.span.start, end: start + use.span.end };
  const variable = analysis.project.variables(name);
  const text = source.slice(span.start, span.end);
  const { value } = interpolate(text, analysis.project.variables);
  const otherwise =
    word === undefined || operator === undefined
      ? undefined
      : operator.endsWith("?")
        ? "Compose stops where nobody sets it."
        : operator.endsWith("-")
          ? `The default is ${code(source.slice(start + word.start, start + word.end))}.`
          : undefined;
  const origin =
    variable.state === "set"
      ? `${code(".env")} sets it. The shell that runs Compose may override it.`
      : operator?.endsWith("-") === true
        ? "Nothing here sets it, so the default counts unless the shell that runs Compose does."
        : `Nothing here sets it: it comes from the shell that runs Compose, or is empty.`;
  return { span, markdown: blocks(`**${code(name)}** = ${resolvedText(value)}`, origin, otherwise) };
}

/** Where the content of an alias comes from. */
function hoverAlias(analysis: ComposeAnalysis, { node }: Located): Hover | undefined {
  if (node.kind !== "alias") return undefined;
  const { target, name } = node;
  if (target === undefined)
    return {
      span: node.span,
      markdown: `No anchor ${code(name)} stands above, so that Compose refuses the file.`,
    };
  const line = analysis.source.slice(0, target.span.start).split("\n").length;
  const text = analysis.source.slice(target.span.start, target.span.end);
  const lines = text.split("\n").slice(0, 12);
  const shown = lines.map((one) => code(shortened(one.trimEnd(), 80))).join("  \n");
  return { span: node.span, markdown: blocks(`**${code(name)}**, line ${line}:`, shown) };
}

/** A service that another one names. */
function hoverServiceName(analysis: ComposeAnalysis, { path, node, keyOf }: Located): Hover | undefined {
  if (node.kind !== "scalar" || path[2] !== "depends_on" || path.length > 4) return undefined;
  const service = analysis.project.services.get(node.text);
  if (service === undefined || (keyOf !== undefined && path.length !== 4)) return undefined;
  const image = imageOf(service);
  const what =
    image === undefined ? "is built here" : `runs ${code(image.reference?.text ?? image.scalar.raw)}`;
  const file = service.at.file === analysis.project.path ? "" : ` (${plain(nameOf(service.at.file))})`;
  return { span: node.span, markdown: `The service ${code(service.name)}${file} ${what}.` };
}

function serviceOf({ project }: ComposeAnalysis, path: readonly string[]): ComposeService | undefined {
  return path[0] === "services" && path[1] !== undefined ? project.services.get(path[1]) : undefined;
}
