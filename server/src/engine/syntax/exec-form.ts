import type { LogicalText } from "../text/logical.ts";
import { sourceSpan } from "../text/logical.ts";
import type { JsonString } from "./ast.ts";

const TOKEN = /\s*(?:("(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|([[\],]))/uy;

/**
 * The strings of a JSON array such as `["python", "train.py"]`, with the span of each. Undefined when the text is not an
 * array of strings and nothing else: BuildKit then takes it for the shell form (single quotes, a trailing comma, text after
 * the bracket).
 */
export function readExecForm(args: LogicalText): readonly JsonString[] | undefined {
  const { text } = args;
  if (!text.startsWith("[")) return undefined;
  const strings: JsonString[] = [];
  let expected: "first" | "string" | "separator" = "first";
  TOKEN.lastIndex = 1;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const [, string, mark] = match;
    const end = TOKEN.lastIndex;
    if (string !== undefined && expected !== "separator") {
      const value: unknown = JSON.parse(string);
      strings.push({ value: String(value), span: sourceSpan(args, end - string.length, end) });
      expected = "separator";
    } else if (mark === "," && expected === "separator") expected = "string";
    else if (mark === "]" && expected !== "string")
      return text.slice(end).trim() === "" ? strings : undefined;
    else return undefined;
  }
  return undefined;
}
