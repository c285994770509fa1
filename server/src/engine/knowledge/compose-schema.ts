import { composeKeysFile, lazy } from "./facts.ts";

/** What Compose's schema says of one value of a file. */
export interface ComposeSchemaNode {
  /** From the top of the file; `*` stands for any name, `[]` for each item of a list. */
  readonly path: string;
  /** The keys of a map, `x-…` left out; undefined where Compose does not check them. */
  readonly keys: ReadonlySet<string> | undefined;
  /** Of the keys, those that may have nothing behind them. */
  readonly mayBeEmpty: ReadonlySet<string>;
  /** Whether no item of the list may stand twice. */
  readonly isUnique: boolean;
  /** By key; `*` leads on from every key, `[]` from each item. Only what the table says more of. */
  readonly below: ReadonlyMap<string, ComposeSchemaNode>;
}

/** What the schema says of a whole file. */
export const composeSchema = lazy((): ComposeSchemaNode => {
  const root = nodeAt("");
  for (const { path, keys, mayBeEmpty } of composeKeysFile.schema) {
    const node = grown(root, path);
    node.keys = new Set(keys);
    node.mayBeEmpty = new Set(mayBeEmpty);
  }
  for (const { path } of composeKeysFile.uniqueItems) grown(root, path).isUnique = true;
  return root;
});

/** The Compose release that the schema is of; a later one may take more keys. */
export function composeSchemaRelease(): string {
  return composeKeysFile.schemaOf;
}

/** The paths of the maps that have a key. */
export function pathsOfComposeKey(key: string): readonly string[] {
  return composeKeysFile.schema.filter(({ keys }) => keys.includes(key)).map(({ path }) => path);
}

interface Growing {
  readonly path: string;
  keys: ReadonlySet<string> | undefined;
  mayBeEmpty: ReadonlySet<string>;
  isUnique: boolean;
  readonly below: Map<string, Growing>;
}

function nodeAt(path: string): Growing {
  return { path, keys: undefined, mayBeEmpty: new Set(), isUnique: false, below: new Map() };
}

function grown(root: Growing, path: string): Growing {
  let node = root;
  for (const [step, separator = ""] of path.matchAll(/(\.?)(?:\[\]|[^.[\]]+)/g)) {
    const name = step.slice(separator.length);
    const next = node.below.get(name) ?? nodeAt(node.path + (node === root ? name : step));
    node.below.set(name, next);
    node = next;
  }
  return node;
}
