import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { textCalls } from "./texts.ts";

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

/**
 * The texts that the client and the workbench show, as they stand in their sources: what a translation begins with. Throws for a text that could
 * not be translated.
 */
export function clientTexts(root: string): Readonly<Record<string, string>> {
  const texts = SOURCES.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .flatMap((name) => textsOf(root, `${folder}/${name}`)),
  );
  return Object.fromEntries([...new Set(texts)].toSorted().map((text) => [text, text]));
}

const SOURCES = ["client/src", "workbench/src"];

function textsOf(root: string, path: string): readonly string[] {
  try {
    return textCalls(readFileSync(join(root, path), "utf8")).map(({ text }) => text);
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
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
