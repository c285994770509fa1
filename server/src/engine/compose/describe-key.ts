import type { ComposeKey, ComposeKeyValue, ComposeSince } from "../knowledge/types.ts";
import { blocks, bullets, code, plain } from "../features/markdown.ts";
import { sourcesLine } from "../features/sources.ts";

/** What a key of a service is for, as Markdown. */
export function describeKey(key: ComposeKey): string {
  const { path, summary, values, default: otherwise, required, excludes, since, pitfall, source } = key;
  const name = path.slice(path.lastIndexOf(".") + 1).replaceAll("[]", "");
  const facts: string[] = [];
  if (required === true) facts.push("Required");
  if (otherwise !== undefined) facts.push(`Without it: ${plain(otherwise)}`);
  if (excludes !== undefined && excludes.length > 0)
    facts.push(`Not together with ${excludes.map((one) => code(one)).join(", ")}`);
  if (since !== undefined) facts.push(`From ${sinceText(since)} on`);
  return blocks(
    `**${code(name)}**: ${plain(summary)}`,
    bullets(facts),
    values === undefined || values.length === 0 ? undefined : `Values:\n\n${bullets(values.map(valueLine))}`,
    pitfall === undefined ? undefined : `⚠️ ${plain(pitfall)}`,
    sourcesLine(source),
  );
}

/** What a value of a key does, as Markdown. */
export function describeKeyValue({ value, text, since, source }: ComposeKeyValue): string {
  const from = since === undefined ? "" : ` From ${sinceText(since)} on.`;
  return blocks(`**${code(value)}**: ${plain(text)}${from}`, sourcesLine(source));
}

/** The releases that know something first, in words. */
export function sinceText({ compose, engine }: ComposeSince): string {
  const parts = [
    ...(compose === undefined ? [] : [`Docker Compose ${compose}`]),
    ...(engine === undefined ? [] : [`Docker Engine ${engine}`]),
  ];
  return parts.join(" and ");
}

function valueLine({ value, text, since }: ComposeKeyValue): string {
  return `${code(value)}: ${plain(text)}${since === undefined ? "" : ` (from ${sinceText(since)} on)`}`;
}
