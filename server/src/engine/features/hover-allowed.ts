import type { Commented } from "../commented.ts";
import { rules } from "../rules/index.ts";
import { allowedIn } from "../suppressions.ts";
import type { Span } from "../text/span.ts";
import { touches } from "../text/span.ts";
import { plain } from "./markdown.ts";
import type { Hover } from "./types.ts";

/** What a rule is about, over its name in a comment that allows it. */
export function hoverAllowed(commented: Commented, comment: Span, offset: number): Hover | undefined {
  const name = allowedIn(commented, comment).find((one) => touches(one.span, offset));
  const rule = rules.find((one) => one.name === name?.text);
  if (name === undefined || rule === undefined) return undefined;
  return { span: name.span, markdown: `**${plain(rule.name)}** (${rule.severity}): ${plain(rule.summary)}` };
}
