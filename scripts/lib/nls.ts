import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** A part of the manifest in which texts are keys (`%commands.mlContainers.fixAll.title%`), and the texts by these keys. */
export interface Localized {
  readonly value: unknown;
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * Takes the texts for people out of a part of package.json, as editors look for them in package.nls.json. `path` begins the keys. What is an id, a
 * pattern or the product's own name stays.
 */
export function localized(part: unknown, path: string): Localized {
  const texts: Record<string, string> = {};
  const walk = (value: unknown, at: string, isText: boolean): unknown => {
    if (typeof value === "string" && isText) {
      if (Object.hasOwn(texts, at)) throw new Error(`Two texts of the manifest have the key ${at}.`);
      texts[at] = value;
      return `%${at}%`;
    }
    if (Array.isArray(value)) {
      return value.map((item: unknown, index) => walk(item, `${at}.${nameOf(item) ?? index}`, isText));
    }
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]: [string, unknown]) => [
        key,
        walk(item, `${at}.${key}`, TEXTS.has(key) || (key === "name" && isView(at))),
      ]),
    );
  };
  return { value: walk(part, path, false), texts };
}

/** The texts that the client shows, as they stand in its sources: what a translation begins with. */
export function clientTexts(root: string): Readonly<Record<string, string>> {
  const folder = join(root, "client", "src");
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => ({ name, source: readFileSync(join(folder, name), "utf8") }));
  const texts = sources.flatMap(({ name, source }) => {
    const found = [...source.matchAll(/\bl10n\.t\(\s*("(?:[^"\\]|\\.)*")/g)];
    if (found.length !== source.split("l10n.t(").length - 1) {
      throw new Error(`client/src/${name} gives l10n.t something else than a plain string.`);
    }
    return found.map(([, literal = '""']) => String(JSON.parse(literal)));
  });
  return Object.fromEntries([...new Set(texts)].toSorted().map((text) => [text, text]));
}

const TEXTS = new Set([
  "title",
  "description",
  "markdownDescription",
  "enumDescriptions",
  "contents",
  "contextualTitle",
]);

function isView(path: string): boolean {
  return path.startsWith("contributes.views.");
}

/** What tells the entries of a list apart, so that a key stays the same when others come. */
function nameOf(item: unknown): string | undefined {
  if (typeof item !== "object" || item === null) return undefined;
  const own = new Map<string, unknown>(Object.entries(item));
  if (own.has("contents")) {
    const problem = /'([\w-]+)'/.exec(String(own.get("when")))?.[1];
    return [own.get("view"), problem].join(".");
  }
  const name = own.get("command") ?? own.get("id");
  return typeof name === "string" ? name : undefined;
}
