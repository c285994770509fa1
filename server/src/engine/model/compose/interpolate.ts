import type { Span } from "../../text/span.ts";
import type { Lookup, Variable } from "../expand.ts";
import type { Resolved } from "../resolved.ts";
import { concat, known, unknown } from "../resolved.ts";
import { shortened } from "../../text/shortened.ts";

/** A text after Compose substituted its variables. Spans are offsets into the text that was given. */
export interface Interpolated {
  readonly value: Resolved;
  /** Where it names variables, in order, those in defaults included. */
  readonly variables: readonly VariableUse[];
  /** What Compose refuses: substitutions that it cannot read. */
  readonly problems: readonly { readonly span: Span; readonly message: string }[];
}

export interface VariableUse {
  readonly name: string;
  readonly nameSpan: Span;
  /** From `$` to the end of the substitution. */
  readonly span: Span;
  /** `:-`, `-`, `:?`, `?`, `:+`, `+`; undefined for a bare variable. */
  readonly operator: string | undefined;
  /** The default, message or replacement. */
  readonly word: Span | undefined;
}

/**
 * Substitutes variables as Compose does: `$X`, `${X}`, `:-` `-` `:?` `?` `:+` `+`, nested, `$$` for a dollar sign. A variable
 * that nobody sets counts as unset in the modifiers, and is unknown where its own value is asked for: the shell may set it.
 *
 * Source: compose-go template/template.go; measured with Compose 2.26.
 */
export function interpolate(text: string, lookup: Lookup): Interpolated {
  if (!text.includes("$")) return { value: known(text), variables: [], problems: [] };
  return new Interpolator(text, lookup).run();
}

class Interpolator {
  readonly #text: string;
  readonly #lookup: Lookup;
  readonly #variables: VariableUse[] = [];
  readonly #problems: { span: Span; message: string }[] = [];
  #at = 0;
  #depth = 0;

  constructor(text: string, lookup: Lookup) {
    this.#text = text;
    this.#lookup = lookup;
  }

  run(): Interpolated {
    const value = this.#until(undefined);
    return { value, variables: this.#variables, problems: this.#problems };
  }

  /** Everything up to `stop`, which is not consumed, or to the end. */
  #until(stop: "}" | undefined): Resolved {
    const parts: Resolved[] = [];
    let from = this.#at;
    while (this.#at < this.#text.length && this.#text[this.#at] !== stop) {
      if (this.#text[this.#at] !== "$") {
        this.#at += 1;
        continue;
      }
      if (from < this.#at) parts.push(known(this.#text.slice(from, this.#at)));
      parts.push(this.#dollar());
      from = this.#at;
    }
    if (from < this.#at) parts.push(known(this.#text.slice(from, this.#at)));
    return concat(parts);
  }

  #dollar(): Resolved {
    const start = this.#at;
    this.#at += 1;
    const next = this.#text[this.#at];
    if (next === "$") {
      this.#at += 1;
      return known("$");
    }
    if (next !== "{") {
      const nameSpan = this.#name();
      if (nameSpan === undefined) return known("$");
      return this.#use({ start, nameSpan, operator: undefined, word: undefined }).value;
    }
    this.#at += 1;
    this.#depth += 1;
    const result = this.#depth > DEEPEST_NESTING ? undefined : this.#braced(start);
    this.#depth -= 1;
    if (result !== undefined) return result;
    return this.#malformed(start);
  }

  /** Undefined for what Compose cannot read. */
  #braced(start: number): Resolved | undefined {
    const nameSpan = this.#name();
    if (nameSpan === undefined) return undefined;
    const operator = /^:?[-?+]/.exec(this.#text.slice(this.#at, this.#at + 2))?.[0];
    this.#at += operator?.length ?? 0;
    if (operator === undefined) {
      if (this.#text[this.#at] !== "}") return undefined;
      this.#at += 1;
      return this.#use({ start, nameSpan, operator, word: undefined }).value;
    }
    const from = this.#at;
    const before = this.#variables.length;
    const word = this.#until("}");
    if (this.#text[this.#at] !== "}" || this.#text.slice(from, this.#at).includes("\n")) return undefined;
    const span = { start: from, end: this.#at };
    this.#at += 1;
    const { variable, name } = this.#use({ start, nameSpan, operator, word: span }, before);
    return conditional(variable, name, operator, word);
  }

  #use(
    { start, nameSpan, operator, word }: Omit<VariableUse, "name" | "span"> & { readonly start: number },
    index = this.#variables.length,
  ): { readonly name: string; readonly variable: Variable; readonly value: Resolved } {
    const name = this.#text.slice(nameSpan.start, nameSpan.end);
    const variable = this.#lookup(name);
    this.#variables.splice(index, 0, { name, nameSpan, span: { start, end: this.#at }, operator, word });
    const value = variable.state === "set" ? variable.value : unknown(variable.because, name);
    return { name, variable, value };
  }

  #name(): Span | undefined {
    NAME.lastIndex = this.#at;
    const found = NAME.exec(this.#text);
    if (found === null) return undefined;
    const start = this.#at;
    this.#at += found[0].length;
    return { start, end: this.#at };
  }

  #malformed(start: number): Resolved {
    const close = this.#text.indexOf("}", start);
    const feed = this.#text.indexOf("\n", start);
    const end = close === -1 ? (feed === -1 ? this.#text.length : feed) : close + 1;
    this.#at = Math.max(this.#at, end);
    const shown = shortened(this.#text.slice(start, end).split("\n", 1)[0] ?? "", 60);
    this.#problems.push({
      span: { start, end },
      message: `Compose cannot read the substitution ${shown}. Write \${NAME}, \${NAME:-default} or \${NAME:?message}, or $$ for a dollar sign.`,
    });
    return unknown("malformed", shown);
  }
}

function conditional(variable: Variable, name: string, operator: string, word: Resolved): Resolved {
  const emptyCounts = !operator.startsWith(":");
  const kind = operator.at(-1);
  if (variable.state === "unknown") return unknown(variable.because, name);
  if (variable.state === "set" && !variable.value.known && !emptyCounts)
    return unknown(variable.value.because, name);
  const isEmpty = variable.state === "set" && variable.value.known && variable.value.text === "";
  const isSet = variable.state === "set" && (emptyCounts || !isEmpty);
  if (kind === "+") return isSet ? word : known("");
  if (variable.state === "set" && isSet) return variable.value;
  if (kind === "-") return word;
  return unknown(variable.state === "set" ? "malformed" : variable.because, name);
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;

/** Deeper than anybody nests substitutions. */
const DEEPEST_NESTING = 50;
