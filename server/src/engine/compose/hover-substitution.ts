import type { ComposeAnalysis } from "../analyze.ts";
import { resolvedText } from "../features/describe-variable.ts";
import { blocks, code, plain } from "../features/markdown.ts";
import type { Hover } from "../features/types.ts";
import type { VariableUse } from "../model/compose/interpolate.ts";
import { interpolate } from "../model/compose/interpolate.ts";
import { dotenvOf } from "../model/compose/variables.ts";
import { writtenNode } from "../model/compose/written.ts";
import type { Lookup } from "../model/expand.ts";
import type { YamlScalar } from "../syntax/yaml.ts";
import { LineIndex } from "../text/lines.ts";
import { sourceSpan } from "../text/logical.ts";
import { joinPath } from "../text/path.ts";
import { touches } from "../text/span.ts";

/** What a `${…}` in a value gives, and why. Keys are not substituted. */
export function hoverSubstitution(
  analysis: ComposeAnalysis,
  node: YamlScalar,
  offset: number,
): Hover | undefined {
  if (!node.text.includes("$")) return undefined;
  const { project, source } = analysis;
  const lookup = project.settings.get(project.path)?.lookup ?? project.variables;
  const written = writtenNode(node, source);
  const { variables } = interpolate(node.text, lookup);
  const uses = variables.map((use) => ({
    use,
    span: sourceSpan(written, use.span.start, use.span.end),
  }));
  const found = uses.findLast(({ span }) => touches(span, offset));
  if (found === undefined) return undefined;
  const { use, span } = found;
  const { value } = interpolate(node.text.slice(use.span.start, use.span.end), lookup);
  return {
    span,
    markdown: blocks(
      `**${code(use.name)}** = ${resolvedText(value)}`,
      originOf(analysis, use, lookup),
      otherwiseOf(use, node.text),
    ),
  };
}

/** Where the value is from. */
function originOf(
  { project, files }: ComposeAnalysis,
  { name, operator }: VariableUse,
  lookup: Lookup,
): string {
  const variable = lookup(name);
  if (variable.state !== "set") {
    const kind = operator?.at(-1);
    if (kind === "-")
      return "Nothing here sets it, so the default counts unless the shell that runs Compose does.";
    if (kind === "+")
      return "Nothing here sets it, so this is empty unless the shell that runs Compose does.";
    return "Nothing here sets it: it comes from the shell that runs Compose, or is empty.";
  }
  const folder = project.settings.get(project.path)?.folder ?? "";
  const entry = dotenvOf(folder, files)?.entries.get(name);
  const text = entry === undefined ? undefined : files?.read(joinPath(folder, ".env"));
  if (entry === undefined || text?.state !== "text")
    return "A file of variables sets it. The shell that runs Compose may override it.";
  const line = new LineIndex(text.text).positionAt(entry.span.start).line + 1;
  return `Line ${line} of ${code(".env")} sets it. The shell that runs Compose may override it.`;
}

function otherwiseOf({ operator, word }: VariableUse, text: string): string | undefined {
  if (word === undefined || operator === undefined) return undefined;
  const written = code(text.slice(word.start, word.end));
  const isSet = operator.startsWith(":") ? "is set to something" : "is set";
  switch (operator.at(-1)) {
    case "?":
      return plain("Compose stops where nobody sets it.");
    case "-":
      return `The default is ${written}.`;
    default:
      return `Where it ${isSet}, ${written} takes its place.`;
  }
}
