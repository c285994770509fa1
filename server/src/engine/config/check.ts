import type { YamlList, YamlMap, YamlNode } from "../syntax/yaml.ts";
import type { Edit } from "../text/edit.ts";
import { nearest } from "../text/nearest.ts";
import { shortened } from "../text/shortened.ts";
import type { Span } from "../text/span.ts";
import type { Form, Key, Trouble } from "./form.ts";
import { VERSION, capabilityOf } from "./form.ts";

/** What is wrong at one place of a config. */
export interface ConfigProblem {
  readonly span: Span;
  /** One sentence: what is wrong. */
  readonly message: string;
  /** One sentence: what to do. */
  readonly remedy: string;
  /** Writes what most probably was meant. */
  readonly fix?: Edit;
}

/** What is right in a config: texts, lists and maps by their known keys. */
export type Value = string | readonly Value[] | ReadonlyMap<string, Value>;

/** Reads a node by its form; `name` is what messages call it. What does not fit is reported and left out; an empty value says nothing. */
export function checked(
  node: YamlNode,
  form: Form,
  report: (problem: ConfigProblem) => void,
  name = "The config",
): Value | undefined {
  return new Checker(report).value(node, form, name, undefined);
}

/** More aliases than these are no config that anybody wrote. */
const MOST_ALIASES = 100;

class Checker {
  readonly #report: (problem: ConfigProblem) => void;
  #aliases = 0;

  constructor(report: (problem: ConfigProblem) => void) {
    this.#report = report;
  }

  /** `name` is what the value belongs to; `key` has an example of it. */
  value(written: YamlNode, form: Form, name: string, key: Key | undefined): Value | undefined {
    const node = this.#target(written);
    if (node === undefined || isEmpty(node)) return undefined;
    if (form.kind === "record") {
      return node.kind === "map"
        ? this.#record(node, form.keys, name)
        : this.#wrongKind(node, form, name, key);
    }
    if (form.kind === "list") {
      if (node.kind !== "list") return this.#wrongKind(node, form, name, key);
      const items = form.of.kind === "list" ? this.#lists(node, name, key) : node.items;
      return items.map((item) => this.value(item, form.of, name, key)).filter((value) => value !== undefined);
    }
    if (node.kind !== "scalar") return this.#wrongKind(node, form, name, key);
    const trouble = troubleOf(node.text, form, name);
    if (trouble === undefined) return node.text;
    const { message, remedy, meant } = trouble;
    const fix = meant === undefined ? {} : { fix: { span: node.span, text: meant } };
    this.#report({ span: node.span, message, remedy, ...fix });
    return undefined;
  }

  /** The items that are lists. Several that are none are one mistake: a list too few. */
  #lists(node: YamlList, name: string, key: Key | undefined): readonly YamlNode[] {
    const lists = node.items.filter((item) => item.kind !== "scalar" || isEmpty(item));
    const others = node.items.length - lists.length;
    if (others < 2) return node.items;
    const message = `${name} takes lists in a list, and ${others} of its items are single values.`;
    this.#report({ span: node.span, message, remedy: `Write, for example, ${key?.example ?? "[[a, b]]"}.` });
    return lists;
  }

  #record(node: YamlMap, keys: readonly Key[], name: string): Value {
    const values = new Map<string, Value>();
    const seen = new Set<string>();
    for (const entry of node.entries) {
      const text = entry.key.kind === "scalar" ? entry.key.text : undefined;
      const key = keys.find((one) => one.name === text);
      if (key === undefined) {
        this.#report(unknownKey(entry.key, keys, name));
      } else if (seen.has(key.name)) {
        this.#report({
          span: entry.key.span,
          message: `"${key.name}" is written twice, and the first one counts.`,
          remedy: "Remove one of them.",
        });
      } else {
        seen.add(key.name);
        const value = this.value(entry.value, key.form, `"${key.name}"`, key);
        if (value !== undefined) values.set(key.name, value);
      }
    }
    for (const key of keys) {
      if (key.required !== true || seen.has(key.name)) continue;
      const remedy = `Add, for example, ${key.example}.`;
      this.#report({ span: node.span, message: `The key "${key.name}" is missing here.`, remedy });
    }
    return values;
  }

  #wrongKind(node: YamlNode, form: Form, name: string, key: Key | undefined): undefined {
    const example = key?.example ?? "preset: recommended";
    const message = `${name} takes ${WHAT[form.kind]}, and this is ${KIND[node.kind]}.`;
    this.#report({ span: node.span, message, remedy: `Write, for example, ${example}.` });
  }

  #target(node: YamlNode): YamlNode | undefined {
    if (node.kind !== "alias") return node;
    this.#aliases += 1;
    if (node.target === undefined) {
      const message = `No anchor &${shortened(node.name, 40)} stands before this alias.`;
      this.#report({ span: node.span, message, remedy: "Write the value itself." });
    } else if (this.#aliases === MOST_ALIASES + 1) {
      const message = `The config has more than ${MOST_ALIASES} aliases; the rest of them is not read.`;
      this.#report({ span: node.span, message, remedy: "Write the values themselves." });
    }
    if (this.#aliases > MOST_ALIASES) return undefined;
    return node.target?.kind === "alias" ? this.#target(node.target) : node.target;
  }
}

const WHAT: Readonly<Record<Form["kind"], string>> = {
  record: "a map of keys",
  list: "a list",
  choice: "one word",
  count: "a number",
  version: "a version",
  capability: "a compute capability",
  text: "one text",
};

const KIND: Readonly<Record<YamlNode["kind"], string>> = {
  map: "a map",
  list: "a list",
  scalar: "a single value",
  alias: "an alias",
};

function isEmpty(node: YamlNode): boolean {
  return node.kind === "scalar" && node.style === "plain" && /^(?:|~|null)$/i.test(node.text);
}

function troubleOf(
  text: string,
  form: Exclude<Form, { readonly kind: "record" | "list" }>,
  name: string,
): (Trouble & { readonly meant?: string }) | undefined {
  const word = `"${shortened(text, 60)}"`;
  switch (form.kind) {
    case "choice": {
      const names = form.choices.map((choice) => choice.name);
      if (names.includes(text)) return undefined;
      return { message: `${name} cannot be ${word}.`, ...advice(text, names, `It is ${listed(names)}.`) };
    }
    case "count": {
      const count = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
      if (form.least <= count && count <= form.most) return undefined;
      const remedy = `Write a whole number from ${form.least} to ${form.most}.`;
      return { message: `${name} cannot be ${word}.`, remedy };
    }
    case "version":
      return VERSION.test(text)
        ? undefined
        : {
            message: `${name} cannot be ${word}.`,
            remedy: "Write a version as digits and dots, such as 28.5.1.",
          };
    case "capability":
      return capabilityOf(text) === undefined
        ? {
            message: `${name} cannot be ${word}.`,
            remedy: "Write a compute capability such as 9.0 or sm_90.",
          }
        : undefined;
    default:
      return form.trouble?.(text);
  }
}

function unknownKey(node: YamlNode, keys: readonly Key[], name: string): ConfigProblem {
  const names = keys.map((key) => key.name);
  const { span } = node;
  if (node.kind !== "scalar") {
    return { span, message: "A key is one word.", remedy: `The keys here are ${listed(names)}.` };
  }
  const word = `"${shortened(node.text, 60)}"`;
  const isRule = name === '"rules"';
  const message = isRule ? `No rule is called ${word}.` : `${name} has no key ${word}.`;
  const others = isRule
    ? "Remove it; ml-containers rules lists the rules."
    : `The keys here are ${listed(names)}.`;
  const { remedy, meant } = advice(node.text, names, others);
  return { span, message, remedy, ...(meant === undefined ? {} : { fix: { span, text: meant } }) };
}

/** The remedy that names the nearest of the names; where none is near, the other one. */
function advice(
  text: string,
  names: readonly string[],
  others: string,
): { readonly remedy: string; readonly meant?: string } {
  const meant = meantBy(text, names);
  return meant === undefined ? { remedy: others } : { remedy: `Did you mean "${meant}"?`, meant };
}

/** The nearest name, or one of which the word is the beginning. */
function meantBy(word: string, names: readonly string[]): string | undefined {
  if (word.length > 60) return undefined;
  const lower = word.toLowerCase();
  return (
    nearest(lower, names) ?? (word.length < 3 ? undefined : names.find((name) => name.startsWith(lower)))
  );
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}`;
}
