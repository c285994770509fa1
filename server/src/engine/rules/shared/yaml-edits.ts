import type {
  ComposeEntry,
  ComposeMap,
  ComposeScalar,
  ComposeValue,
  Place,
} from "../../model/compose/value.ts";
import type { YamlNode } from "../../syntax/yaml.ts";
import type { Edit } from "../../text/edit.ts";
import { columnOf, eolOf, lineEnd, lineStart } from "../../text/line.ts";

/** An edit that knows its file, so that nobody applies it to another one. */
export interface PlacedEdit extends Edit {
  readonly span: Place;
}

/**
 * The edit that takes an entry out of its map: its lines in a block, its part of the braces in a flow map. Undefined where
 * nothing would be left of the map, and where the entry is not written as one piece.
 */
export function removeEntry(source: string, map: ComposeMap, entry: ComposeEntry): PlacedEdit | undefined {
  const own = written(map);
  const index = own.findIndex(({ keyPlace }) => keyPlace.start === entry.keyPlace.start);
  if (entry.node === undefined || index === -1 || own.length < 2 || holdsAnchor(entry.node.value))
    return undefined;
  return removePart(
    source,
    map,
    own.map((one) => one.node?.span ?? one.keyPlace),
    index,
  );
}

/** The edit that takes an item out of a list: as `removeEntry`. */
export function removeItem(
  source: string,
  list: ComposeValue & { readonly kind: "list" },
  item: ComposeValue,
): PlacedEdit | undefined {
  const own = list.items.filter(({ place }) => isInside(place, list.place));
  const index = own.findIndex(({ place }) => place.start === item.place.start);
  if (index === -1 || own.length < 2 || holdsAnchor(item.node)) return undefined;
  const spans = own.map(({ place: { start, end } }) => ({
    start: isFlow(list) ? start : dashBefore(source, start),
    end,
  }));
  return removePart(source, list, spans, index);
}

/** The edit that adds `key: value` behind the last entry that a map writes itself; undefined for a map that writes none. */
export function addEntry(source: string, map: ComposeMap, text: string): PlacedEdit | undefined {
  const last = written(map).at(-1);
  if (last?.node === undefined) return undefined;
  const { file } = map.place;
  const end = last.node.span.end;
  if (isFlow(map)) return { span: { file, start: end, end }, text: `, ${text}` };
  const column = columnOf(source, last.keyPlace.start);
  const at = lineEnd(source, end);
  const eol = eolOf(source);
  const lines = text.split("\n").map((line) => `${eol}${" ".repeat(column)}${line}`);
  const start = source[at - 1] === "\r" ? at - 1 : at;
  return { span: { file, start, end: start }, text: lines.join("") };
}

/** The edit that adds an item behind the last one that a list writes itself: as `addEntry`. */
export function addItem(
  source: string,
  list: ComposeValue & { readonly kind: "list" },
  text: string,
): PlacedEdit | undefined {
  const last = list.items.findLast(({ place }) => isInside(place, list.place))?.place;
  if (last === undefined) return undefined;
  const { file } = list.place;
  if (isFlow(list)) return { span: { file, start: last.end, end: last.end }, text: `, ${text}` };
  const column = columnOf(source, dashBefore(source, last.start));
  const at = lineEnd(source, last.end);
  const start = source[at - 1] === "\r" ? at - 1 : at;
  return {
    span: { file, start, end: start },
    text: `${eolOf(source)}${" ".repeat(column)}- ${text}`,
  };
}

/** The edit that writes several items in the place of one scalar item of a list. */
export function replaceItem(
  source: string,
  list: ComposeValue & { readonly kind: "list" },
  item: ComposeScalar,
  texts: readonly string[],
): PlacedEdit {
  const glue = isFlow(list)
    ? ", "
    : `${eolOf(source)}${" ".repeat(columnOf(source, dashBefore(source, item.place.start)))}- `;
  return { span: item.place, text: texts.map((text) => quoteIfNeeded(text)).join(glue) };
}

/** The edit that writes another text in the place of a scalar; in the quotes that it has, or in those that the text needs. */
export function replaceScalar(source: string, scalar: ComposeScalar, text: string): PlacedEdit {
  const quote = source[scalar.place.start];
  const quoted = quote === '"' || quote === "'" ? `${quote}${text}${quote}` : quoteIfNeeded(text);
  return { span: scalar.place, text: quoted };
}

/** `text` as a YAML scalar: in double quotes where a plain one would be read as something else. */
export function quoteIfNeeded(text: string): string {
  const isPlain =
    /^[A-Za-z0-9_./$-][A-Za-z0-9_./:=@+$ {}-]*$/.test(text) &&
    !/: |:$| #|^[-?] |^[-?:]$|[{}]$|^[{}]/.test(text.replaceAll(/\$\{[^}]*\}/g, "x")) &&
    !/^(?:true|false|yes|no|on|off|null|~|[-+.]?\d[\d_.eExXoO:]*)$/i.test(text);
  return isPlain ? text : `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** The entries that stand in the map itself, in the order of the text; merged ones stand elsewhere. */
function written(map: ComposeMap): readonly ComposeEntry[] {
  return [...map.entries.values()]
    .filter(({ keyPlace }) => isInside(keyPlace, map.place))
    .toSorted((a, b) => a.keyPlace.start - b.keyPlace.start);
}

function removePart(
  source: string,
  parent: ComposeValue,
  spans: readonly { readonly start: number; readonly end: number }[],
  index: number,
): PlacedEdit | undefined {
  const [before, here, after] = [spans[index - 1], spans[index], spans[index + 1]];
  const { file } = parent.place;
  if (here === undefined) return undefined;
  if (isFlow(parent)) {
    const span =
      after === undefined
        ? { file, start: before?.end ?? here.start, end: here.end }
        : { file, start: here.start, end: after.start };
    return { span, text: "" };
  }
  const line = lineStart(source, here.start);
  const isFirstOnLine = source.slice(line, here.start).trim() === "";
  if (!isFirstOnLine) {
    // The first entry of a list's item: the next one takes its place behind the dash.
    return after === undefined
      ? undefined
      : { span: { file, start: here.start, end: after.start }, text: "" };
  }
  const end = lineEnd(source, here.end);
  if (end < source.length) return { span: { file, start: line, end: end + 1 }, text: "" };
  return { span: { file, start: Math.max(line - 1, 0), end }, text: "" };
}

/** What an alias elsewhere may lead to. */
function holdsAnchor(node: YamlNode): boolean {
  if (node.anchor !== undefined) return true;
  if (node.kind === "list") return node.items.some(holdsAnchor);
  return node.kind === "map" && node.entries.some(({ key, value }) => holdsAnchor(key) || holdsAnchor(value));
}

function isFlow({ node }: ComposeValue): boolean {
  return (node.kind === "map" || node.kind === "list") && node.flow;
}

function isInside(place: Place, around: Place): boolean {
  return place.file === around.file && around.start <= place.start && place.end <= around.end;
}

function dashBefore(source: string, offset: number): number {
  const dash = source.lastIndexOf("-", offset - 1);
  return dash === -1 ? offset : dash;
}
