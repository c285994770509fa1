import type { ConfigAnalysis } from "../analyze.ts";
import { blocks, code } from "../features/markdown.ts";
import type { Hover } from "../features/types.ts";
import { gpuArchitectures } from "../knowledge/index.ts";
import { touches } from "../text/span.ts";
import { CONFIG, capabilityOf } from "./form.ts";
import { findWord } from "./locate.ts";

/** What a key, a rule's name or one of the words that a key takes means; undefined for everything else. */
export function hover({ yaml }: ConfigAnalysis, offset: number): Hover | undefined {
  const place = findWord(yaml.documents[0]?.root, CONFIG, ({ span }) => touches(span, offset));
  if (place === undefined) return undefined;
  const { node, role, form } = place;
  if (role === "key" && form.kind === "record") {
    const key = form.keys.find(({ name }) => name === node.text);
    if (key === undefined) return undefined;
    return { span: node.span, markdown: blocks(key.help, `Example: ${code(key.example)}`) };
  }
  if (form.kind === "capability") {
    const capability = capabilityOf(node.text);
    const found = gpuArchitectures().find((one) => one.capability === capability);
    if (found === undefined) return undefined;
    return { span: node.span, markdown: blocks([found.name, ...found.cards].join(", ")) };
  }
  const choice = form.kind === "choice" ? form.choices.find(({ name }) => name === node.text) : undefined;
  return choice === undefined ? undefined : { span: node.span, markdown: choice.help };
}
