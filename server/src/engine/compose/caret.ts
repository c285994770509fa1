import type { Span } from "../text/span.ts";

/** What is being typed at a caret, told by lines and indentation alone: while somebody types, the text is rarely YAML. */
export interface Caret {
  /** The keys around the place from the top; `[]` stands for an item of a list. */
  readonly path: readonly string[];
  /** key: the name of an entry (or an item that may become one); value: what stands behind `key:` or as an item of a flow list. */
  readonly part: "key" | "value";
  /** For a value: its key. Undefined for an item of a list. */
  readonly key: string | undefined;
  /** The word around the caret, without quotes. */
  readonly word: Span;
  /** The quote that opens the word. */
  readonly quote: "'" | '"' | undefined;
  /** Whether the place is in a flow collection. */
  readonly flow: boolean;
  /** The column in which the entry or item begins. */
  readonly column: number;
}

/** The caret's place; undefined in a comment. */
export function caretAt(source: string, offset: number): Caret | undefined {
  const start = offset === 0 ? 0 : source.lastIndexOf("\n", offset - 1) + 1;
  const feed = source.indexOf("\n", offset);
  const line = source.slice(start, feed === -1 ? source.length : feed).replace(/\r$/, "");
  const before = line.slice(0, offset - start);
  if (isComment(before)) return undefined;
  const [, indent = "", dashes = "", rest = ""] = /^([ \t]*)((?:-[ \t]+)*)(.*)$/s.exec(before) ?? [];
  const column = indent.length + dashes.length;
  const outer = parents(source, start, dashes === "" ? column : indent.length, dashes !== "");
  const path =
    dashes === ""
      ? outer
      : [
          ...outer,
          ...dashes
            .trim()
            .split(/\s+/)
            .map(() => "[]"),
        ];
  const behind = line.slice(offset - start);
  const entry = /^(["']?)([\w.$/-]+)\1[ \t]*:[ \t]+(.*)$/s.exec(rest);
  if (entry === null)
    return { path, ...wordAround(offset, rest, behind), part: "key", key: undefined, flow: false, column };
  const [, , key = "", value = ""] = entry;
  return inValue({ path, key, value, behind, offset, column });
}

interface ValueText {
  readonly path: readonly string[];
  readonly key: string;
  readonly value: string;
  readonly behind: string;
  readonly offset: number;
  readonly column: number;
}

/** A value is a word, or a flow collection that is open at the caret. */
function inValue({ path, key, value, behind, offset, column }: ValueText): Caret {
  const text = value.replace(/^(?:[&!][^\s]*[ \t]+)+/, "");
  const open: { readonly bracket: "[" | "{"; readonly key: string }[] = [];
  let name = key;
  let word = "";
  let isValue = true;
  let quote = "";
  for (const character of text) {
    if (quote !== "") {
      if (character === quote) quote = "";
      word += character;
    } else if ((character === '"' || character === "'") && word.trim() === "") {
      quote = character;
      word = character;
    } else if (character === "[" || (character === "{" && !word.endsWith("$"))) {
      open.push({ bracket: character, key: name });
      isValue = character === "[";
      word = "";
    } else if ((character === "]" || character === "}") && open.length > 0) {
      name = open.pop()?.key ?? name;
      word = "";
    } else if (character === "," && open.length > 0) {
      isValue = open.at(-1)?.bracket === "[";
      word = "";
    } else if (character === ":" && open.at(-1)?.bracket === "{" && !isValue) {
      name = word.trim().replaceAll(/["']/g, "");
      isValue = true;
      word = "";
    } else word += character;
  }
  const inner = open.flatMap(({ bracket, key: own }, index) => {
    const isItem = open[index - 1]?.bracket === "[";
    return [...(isItem ? [] : [own]), ...(bracket === "[" ? ["[]"] : [])];
  });
  const last = open.at(-1)?.bracket;
  const around = wordAround(offset, word.trimStart(), behind);
  if (last === undefined) return { path, ...around, part: "value", key, flow: false, column };
  const flowPath = [...path, ...inner];
  if (last === "[") return { path: flowPath, ...around, part: "value", key: undefined, flow: true, column };
  return isValue
    ? { path: flowPath, ...around, part: "value", key: name, flow: true, column }
    : { path: flowPath, ...around, part: "key", key: undefined, flow: true, column };
}

/** The word that ends before the caret, with what follows of it. */
function wordAround(offset: number, typed: string, behind: string): Pick<Caret, "word" | "quote"> {
  const opening = typed[0];
  const quote = opening === '"' || opening === "'" ? opening : undefined;
  const text = quote === undefined ? typed : typed.slice(1);
  const rest = (quote === undefined ? /^[^\s,:#[\]{}"']*/ : /^[^\s"',[\]]*/).exec(behind)?.[0] ?? "";
  return { word: { start: offset - text.length, end: offset + rest.length }, quote };
}

/** The keys of the lines above that a column belongs to, outermost first. */
function parents(source: string, start: number, column: number, isItem: boolean): readonly string[] {
  const path: string[] = [];
  // Items may stand in the column of the key that their list belongs to.
  let limit = isItem ? column + 1 : column;
  let itemLimit = column;
  let end = start - 1;
  for (let read = 0; end > 0 && limit > 0 && read < MOST_LINES; read += 1) {
    const from = source.lastIndexOf("\n", end - 1) + 1;
    const line = source.slice(from, end).replace(/\r$/, "");
    end = from - 1;
    const [, indent = "", dashes = "", rest = ""] = /^([ \t]*)((?:-[ \t]+)*)(.*)$/s.exec(line) ?? [];
    if (rest === "" || rest.startsWith("#")) {
      if (dashes === "") continue;
    }
    const key = /^(["']?)([^\s"'#:{}[\],]+)\1[ \t]*:(?:[ \t]|$)/.exec(rest)?.[2];
    const at = indent.length + dashes.length;
    if (at < limit && key !== undefined) {
      path.unshift(key);
      limit = at;
      itemLimit = at;
    }
    // The line is an item: what is below it belongs to the list that the item stands in.
    if (dashes !== "" && indent.length < itemLimit) {
      path.unshift(
        ...dashes
          .trim()
          .split(/\s+/)
          .map(() => "[]"),
      );
      limit = indent.length + 1;
      itemLimit = indent.length;
    }
  }
  return path;
}

/** More lines than anybody indents below one key. */
const MOST_LINES = 20_000;

function isComment(before: string): boolean {
  let quote = "";
  for (let at = 0; at < before.length; at += 1) {
    const character = before[at] ?? "";
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else if (character === "#" && (at === 0 || /[ \t]/.test(before[at - 1] ?? ""))) return true;
  }
  return false;
}
