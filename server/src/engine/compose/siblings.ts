/** The keys of the map that a caret is in, told by indentation; the caret's own line is left out. `column` is where they begin. */
export function siblingKeys(source: string, offset: number, column: number): ReadonlySet<string> {
  const keys = new Set<string>();
  const start = offset === 0 ? 0 : source.lastIndexOf("\n", offset - 1) + 1;
  const own = LINE.exec(source.slice(start, offset));
  // A dash in the caret's line begins the map.
  let end = (own?.[2] ?? "") === "" ? start - 1 : -1;
  while (end >= 0) {
    const from = end === 0 ? 0 : source.lastIndexOf("\n", end - 1) + 1;
    if (read(source.slice(from, end), column, keys) === "first") break;
    end = from - 1;
  }
  let next = source.indexOf("\n", offset) + 1;
  while (next > 0 && next < source.length) {
    const feed = source.indexOf("\n", next);
    const found = read(source.slice(next, feed === -1 ? source.length : feed), column, undefined);
    if (found === "first") break;
    if (found !== undefined) keys.add(found.key);
    next = feed + 1;
  }
  return keys;
}

const LINE = /^([ \t]*)((?:-[ \t]+)*)(.*)$/;

/** The key of a line in that column; "first" for a line that begins the map, or that ends it. Adds the key to `keys`. */
function read(
  line: string,
  column: number,
  keys: Set<string> | undefined,
): { readonly key: string } | "first" | undefined {
  const [, indent = "", dashes = "", rest = ""] = LINE.exec(line.trimEnd()) ?? [];
  if ((rest === "" && dashes === "") || rest.startsWith("#")) return undefined;
  const at = indent.length + dashes.length;
  const name = at === column ? /^(["']?)([\w.$/<-]+)\1[ \t]*:(?:[ \t]|$)/.exec(rest)?.[2] : undefined;
  const isFirst = indent.length < column;
  if (name !== undefined && (!isFirst || keys !== undefined)) keys?.add(name);
  if (isFirst) return "first";
  return name === undefined ? undefined : { key: name };
}
