import type { ComposeAnalysis } from "../analyze.ts";
import { describeImage } from "../features/describe-image.ts";
import { describePort } from "../features/describe-port.ts";
import { describeVariable, resolvedText } from "../features/describe-variable.ts";
import { hoverAllowed } from "../features/hover-allowed.ts";
import { blocks } from "../features/markdown.ts";
import type { Hover } from "../features/types.ts";
import { composeKey, environmentVariable } from "../knowledge/index.ts";
import { imageOf } from "../model/compose/image.ts";
import { portsOf } from "../model/compose/ports.ts";
import type { ComposeService } from "../model/compose/project.ts";
import type { YamlScalar } from "../syntax/yaml.ts";
import { touches } from "../text/span.ts";
import { describeKey, describeKeyValue } from "./describe-key.ts";
import { describeService } from "./describe-service.ts";
import { hoverAlias, hoverMerge } from "./hover-alias.ts";
import { hoverHost } from "./hover-host.ts";
import { hoverSubstitution } from "./hover-substitution.ts";
import { locate } from "./locate.ts";
import { sectionOf, servicePath } from "./section.ts";
import { ITEM } from "./typed.ts";

/** What is worth knowing of the text at an offset; undefined where there is nothing. */
export function hover(analysis: ComposeAnalysis, offset: number): Hover | undefined {
  const comment = analysis.commented.comments.find((one) => touches(one, offset));
  if (comment !== undefined) return hoverAllowed(analysis.commented, comment, offset);
  const at = locate(analysis.project.yaml, offset);
  if (at === undefined) return undefined;
  const { node, keyOf, path, map, previous } = at;
  if (node.kind === "alias") return hoverAlias(analysis, node);
  if (keyOf !== undefined && node.text === "<<" && map !== undefined) return hoverMerge(map, keyOf);
  const variable = keyOf === undefined ? hoverSubstitution(analysis, node, offset) : undefined;
  if (variable !== undefined) return variable;
  const section = sectionOf(analysis.project, path);
  if (section === undefined) return undefined;
  const place: Place = { node, section, isKey: keyOf !== undefined };
  return (
    hoverImage(analysis, place) ??
    hoverPort(analysis, place) ??
    hoverVariable(place, offset) ??
    hoverServiceName(analysis, place, offset) ??
    (place.isKey ? undefined : hoverHost(analysis, section, node, previous, offset)) ??
    hoverKey(place)
  );
}

/** A scalar, and where it is in its service. */
interface Place {
  readonly node: YamlScalar;
  readonly section: readonly string[];
  readonly isKey: boolean;
}

/** A key of the GPU stanza and its like, or one of their values. */
function hoverKey({ section, isKey, node }: Place): Hover | undefined {
  const path = servicePath(section);
  const key = path === undefined ? undefined : (composeKey(path) ?? composeKey(path.replace(/\[\]$/, "")));
  if (key === undefined || (isKey && path?.endsWith("[]") === true)) return undefined;
  if (isKey) return { span: node.span, markdown: describeKey(key) };
  const value = key.values?.find((one) => one.value === node.text);
  return { span: node.span, markdown: value === undefined ? describeKey(key) : describeKeyValue(value) };
}

function hoverImage(analysis: ComposeAnalysis, { section, isKey, node }: Place): Hover | undefined {
  if (isKey || section.length !== 3 || section[2] !== "image") return undefined;
  const image = serviceWith(
    analysis,
    section,
    (service) => imageOf(service)?.place.start === node.span.start,
  );
  const found = image === undefined ? undefined : imageOf(image);
  if (found === undefined) return undefined;
  const { facts, reference, value, namesResult } = found;
  const resolved = found.scalar.raw.includes("$") ? `Resolves to ${resolvedText(value)}.` : undefined;
  const built = namesResult ? "The service is built; this names the result." : undefined;
  const text = facts === undefined ? built : describeImage(facts, reference, analysis.today);
  const markdown = blocks(resolved, text);
  return markdown === "" ? undefined : { span: node.span, markdown };
}

function hoverPort(analysis: ComposeAnalysis, { section, isKey, node }: Place): Hover | undefined {
  const [, , key, , part] = section;
  if (isKey || (key !== "ports" && key !== "expose") || (part !== undefined && part !== "target"))
    return undefined;
  const { start, end } = node.span;
  for (const service of analysis.project.services.values()) {
    const port = portsOf(service).find(
      ({ place }) => place.file === analysis.project.path && place.start <= start && end <= place.end,
    );
    if (port === undefined) continue;
    const markdown = port.target === "unknown" ? undefined : describePort(port.target.from);
    return markdown === undefined ? undefined : { span: node.span, markdown };
  }
  const number = /^(\d{1,5})(?:\/\w+)?$/.exec(node.text)?.[1];
  const markdown = number === undefined ? undefined : describePort(Number(number));
  return markdown === undefined ? undefined : { span: node.span, markdown };
}

/** The name of an environment variable, in either form. */
function hoverVariable({ section, isKey, node }: Place, offset: number): Hover | undefined {
  const [, , key, inner] = section;
  const depth = key === "build" && inner === "args" ? 5 : key === "environment" ? 4 : undefined;
  if (section.length !== depth || isKey === (section.at(-1) === ITEM)) return undefined;
  const name = isKey ? node.text : (/^[A-Za-z_]\w*/.exec(node.text)?.[0] ?? "");
  const start = node.span.start + (node.style === "plain" || isKey ? 0 : 1);
  const span = isKey ? node.span : { start, end: start + name.length };
  const variable = touches(span, offset) ? environmentVariable(name) : undefined;
  return variable === undefined ? undefined : { span, markdown: describeVariable(variable) };
}

/** A service's own name, and one that another service names. */
function hoverServiceName({ project }: ComposeAnalysis, place: Place, offset: number): Hover | undefined {
  const { node, section, isKey } = place;
  const name = namedIn(place);
  const service = name === undefined ? undefined : project.services.get(name);
  if (service === undefined || (isKey && section.length === 2 && section[1] === "")) return undefined;
  const quote = node.style === "single" || node.style === "double" ? 1 : 0;
  const start = node.span.start + quote + node.text.indexOf(service.name);
  const span =
    node.text === service.name ? node.span : { start, end: Math.max(start, start + service.name.length) };
  return touches(span, offset) ? { span, markdown: describeService(service, project) } : undefined;
}

function namedIn({ node, section, isKey }: Place): string | undefined {
  const [, , key, inner] = section;
  const depth = section.length;
  if (depth === 2) return isKey ? node.text : undefined;
  switch (key) {
    case "depends_on":
      return depth === 4 && isKey === (inner !== ITEM) ? node.text : undefined;
    case "links":
    case "volumes_from":
      return isKey ? undefined : node.text.split(":", 1)[0];
    case "extends":
      return !isKey && (depth === 3 || inner === "service") ? node.text : undefined;
    case "network_mode":
    case "ipc":
    case "pid":
      return isKey ? undefined : /^service:(.*)$/.exec(node.text)?.[1];
    default:
      return undefined;
  }
}

/** The service that a section names, or where an anchor serves several, the first that fits. */
function serviceWith(
  { project }: ComposeAnalysis,
  [, name = ""]: readonly string[],
  fits: (service: ComposeService) => boolean,
): ComposeService | undefined {
  const own = project.services.get(name);
  if (own !== undefined && fits(own)) return own;
  for (const service of project.services.values()) if (fits(service)) return service;
  return undefined;
}
