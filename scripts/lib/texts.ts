/** One `l10n.t("…", …)` of a source. */
export interface TextCall {
  readonly text: string;
  /** How many values it is given for its placeholders. */
  readonly values: number;
}

/**
 * Every `l10n.t(…)` of a TypeScript source, in its order. Throws for one whose text is no plain literal, or whose placeholders are not `{0}` to
 * the last of its values: such a text could not be translated.
 */
export function textCalls(source: string): readonly TextCall[] {
  return [...source.matchAll(/\bl10n\.t\(/g)].map(({ index }) => readCall(source, index + "l10n.t(".length));
}

/** The numbers in `{0}` and `{1}`, each once, ascending. */
export function placeholders(text: string): readonly number[] {
  const numbers = [...text.matchAll(/\{(\d+)\}/g)].map(([, digits]) => Number(digits));
  return [...new Set(numbers)].toSorted((a, b) => a - b);
}

function readCall(source: string, at: number): TextCall {
  const literal = /^\s*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')\s*(?=[,)])/.exec(source.slice(at));
  if (literal === null) {
    throw new Error(`l10n.t is given something else than a plain string: ${source.slice(at, at + 60)}`);
  }
  const text = unquoted(literal[1] ?? '""');
  const values = countArguments(source, at + literal[0].length);
  const wanted = Array.from({ length: values }, (_, index) => index);
  if (placeholders(text).join() !== wanted.join()) {
    throw new Error(`l10n.t is given ${values} values for the placeholders of: ${text}`);
  }
  return { text, values };
}

function unquoted(literal: string): string {
  const inner = literal.slice(1, -1);
  const double = literal.startsWith("'")
    ? inner.replaceAll(String.raw`\'`, "'").replaceAll('"', String.raw`\"`)
    : inner;
  return String(JSON.parse(`"${double}"`));
}

/** Arguments after the text, up to the bracket that ends the call. `at` is the comma before them, or that bracket. */
function countArguments(source: string, at: number): number {
  let count = 0;
  let depth = 0;
  let isEmpty = true;
  for (let index = at; index < source.length; index += 1) {
    const character = source[index] ?? "";
    if ("\"'`".includes(character)) {
      index = endOfString(source, index);
      isEmpty = false;
    } else if ("([{".includes(character)) depth += 1;
    else if (")]}".includes(character)) {
      if (depth === 0) return isEmpty ? count : count + 1;
      depth -= 1;
    } else if (character === "," && depth === 0) {
      if (!isEmpty) count += 1;
      isEmpty = true;
    } else if (character.trim() !== "") isEmpty = false;
  }
  throw new Error("A call of l10n.t has no end.");
}

/** The index of the quote that ends a string; what a template holds in `${}` is passed over with it. */
function endOfString(source: string, from: number): number {
  const quote = source[from];
  for (let index = from + 1; index < source.length; index += 1) {
    if (source[index] === "\\") index += 1;
    else if (source[index] === quote) return index;
  }
  throw new Error("A string has no end.");
}
