import type { Reason, Resolved } from "./resolved.ts";
import { concat, known, unknown } from "./resolved.ts";

/** What is known of a variable where it is used. */
export type Variable =
  | { readonly state: "set"; readonly value: Resolved }
  /** Empty unless somebody gives it a value from outside; `because` names who could. */
  | { readonly state: "unset"; readonly because: Reason }
  /** It has a value, or may have one, that the file does not tell. */
  | { readonly state: "unknown"; readonly because: Reason };

export type Lookup = (name: string) => Variable;

/**
 * Takes the quotes off a word and substitutes its variables as BuildKit does: `$X`, `${X}`, `:-` `-` `:+` `+` `:?` `?`,
 * `#` `##` `%` `%%`, `/` `//`. A variable without a value counts as unset in the modifiers, since that is what a build
 * without `--build-arg` does, and is unknown where its own value is asked for.
 *
 * Source: moby/buildkit frontend/dockerfile/shell/lex.go.
 */
export function expand(word: string, lookup: Lookup, escape: string): Resolved {
  if (!/["'$\\`]/.test(word)) return known(word);
  return new Expander(word, lookup, escape).run();
}

class Expander {
  readonly #text: string;
  readonly #lookup: Lookup;
  readonly #escape: string;
  #at = 0;
  #depth = 0;

  constructor(text: string, lookup: Lookup, escape: string) {
    this.#text = text;
    this.#lookup = lookup;
    this.#escape = escape;
  }

  run(): Resolved {
    return this.#until("", false);
  }

  /** Everything up to an unquoted `stop` (not consumed), or to the end. */
  #until(stop: string, rawEscapes: boolean): Resolved {
    const parts: Resolved[] = [];
    let plain = "";
    const flush = (): void => {
      if (plain !== "") parts.push(known(plain));
      plain = "";
    };
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at] ?? "";
      if (character === stop) break;
      if (character === "'") plain += this.#singleQuoted();
      else if (character === '"') {
        flush();
        parts.push(this.#doubleQuoted());
      } else if (character === "$") {
        flush();
        parts.push(this.#dollar());
      } else if (character === this.#escape) {
        const next = this.#text[this.#at + 1] ?? "";
        plain += rawEscapes ? character + next : next;
        this.#at += 2;
      } else {
        plain += character;
        this.#at += 1;
      }
    }
    flush();
    return concat(parts);
  }

  #singleQuoted(): string {
    const end = this.#text.indexOf("'", this.#at + 1);
    const close = end === -1 ? this.#text.length : end;
    const inside = this.#text.slice(this.#at + 1, close);
    this.#at = close + 1;
    return inside;
  }

  #doubleQuoted(): Resolved {
    this.#at += 1;
    const parts: Resolved[] = [];
    while (this.#at < this.#text.length && this.#text[this.#at] !== '"') {
      const character = this.#text[this.#at] ?? "";
      if (character === "$") {
        parts.push(this.#dollar());
        continue;
      }
      const next = this.#text[this.#at + 1] ?? "";
      if (character === this.#escape && (next === '"' || next === "$" || next === this.#escape)) {
        parts.push(known(next));
        this.#at += 2;
        continue;
      }
      parts.push(known(character));
      this.#at += 1;
    }
    this.#at += 1;
    return concat(parts);
  }

  #dollar(): Resolved {
    this.#at += 1;
    if (this.#text[this.#at] !== "{") {
      const name = this.#name();
      return name === "" ? known("$") : valueOf(this.#lookup(name), name);
    }
    this.#at += 1;
    const name = this.#name();
    this.#depth += 1;
    const isReadable = name !== "" && this.#depth <= DEEPEST_NESTING;
    const result = isReadable ? this.#braced(name) : unknown("malformed", "${");
    this.#depth -= 1;
    if (this.#text[this.#at] === "}") this.#at += 1;
    return result;
  }

  #braced(name: string): Resolved {
    const variable = this.#lookup(name);
    let operator = this.#text[this.#at] ?? "";
    if (operator === "}" || operator === "") return valueOf(variable, name);
    this.#at += 1;
    const nullIsUnset = operator === ":";
    if (nullIsUnset) {
      operator = this.#text[this.#at] ?? "";
      this.#at += 1;
    }
    if (operator === "-" || operator === "+" || operator === "?") {
      return this.#conditional(variable, name, operator, nullIsUnset);
    }
    if (!nullIsUnset && (operator === "#" || operator === "%")) return this.#trim(variable, name, operator);
    if (!nullIsUnset && operator === "/") return this.#replace(variable, name);
    this.#until("}", false);
    return unknown("malformed", name);
  }

  #conditional(variable: Variable, name: string, operator: string, nullIsUnset: boolean): Resolved {
    const word = this.#until("}", false);
    if (variable.state === "unknown") return unknown(variable.because, name);
    if (variable.state === "set" && nullIsUnset && !variable.value.known) {
      return operator === "+" && hasText(variable.value) ? word : unknown(variable.value.because, name);
    }
    const empty = variable.state === "set" && variable.value.known && variable.value.text === "";
    const isSet = variable.state === "set" && !(nullIsUnset && empty);
    if (operator === "+") return isSet ? word : known("");
    if (isSet) return variable.value;
    return operator === "-" ? word : unknown("malformed", name);
  }

  #trim(variable: Variable, name: string, operator: "#" | "%"): Resolved {
    const greedy = this.#text[this.#at] === operator;
    if (greedy) this.#at += 1;
    const pattern = this.#until("}", true);
    const value = valueOf(variable, name);
    if (!value.known) return value;
    if (!pattern.known) return pattern;
    if (isCostly(pattern.text, value.text)) return unknown("malformed", name);
    return known(trimPattern(value.text, pattern.text, operator, greedy, this.#escape));
  }

  #replace(variable: Variable, name: string): Resolved {
    const all = this.#text[this.#at] === "/";
    if (all) this.#at += 1;
    const pattern = this.#until("/", true);
    this.#at += 1;
    const replacement = this.#until("}", true);
    const value = valueOf(variable, name);
    if (!value.known) return value;
    if (!pattern.known) return pattern;
    if (!replacement.known) return replacement;
    if (isCostly(pattern.text, value.text)) return unknown("malformed", name);
    const expression = new RegExp(globSource(pattern.text, true, this.#escape), all ? "gsu" : "su");
    return known(value.text.replace(expression, () => replacement.text));
  }

  #name(): string {
    const match = /^(?:[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?\-$!])/.exec(
      this.#text.slice(this.#at, this.#at + 200),
    );
    const name = match?.[0] ?? "";
    this.#at += name.length;
    return name;
  }
}

/** `${A:-${B:-…}}` deeper than this is no real file's. */
const DEEPEST_NESTING = 50;

function valueOf(variable: Variable, name: string): Resolved {
  return variable.state === "set" ? variable.value : unknown(variable.because, name);
}

function hasText(resolved: Resolved): boolean {
  return !resolved.known && resolved.parts.some((part) => typeof part === "string");
}

function trimPattern(
  value: string,
  pattern: string,
  side: "#" | "%",
  greedy: boolean,
  escape: string,
): string {
  const glob = globSource(pattern, side === "%" || greedy, escape);
  if (side === "#") return value.replace(new RegExp(`^${glob}`, "su"), "");
  const whole = new RegExp(`^${glob}$`, "su");
  const starts = Array.from({ length: value.length + 1 }, (_, index) => index);
  for (const start of greedy ? starts : starts.toReversed()) {
    if (whole.test(value.slice(start))) return value.slice(0, start);
  }
  return value;
}

/** Whether matching could take long: several stars backtrack over a long value. No real Dockerfile needs it. */
function isCostly(pattern: string, value: string): boolean {
  return pattern.length > 200 || (value.length > 100 && pattern.split("*").length > 3);
}

/** A shell pattern with `*` and `?` as the source of a regular expression. */
function globSource(pattern: string, greedy: boolean, escape: string): string {
  let source = "";
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at] ?? "";
    if (character === "*") source += greedy ? "[^]*" : "[^]*?";
    else if (character === "?") source += "[^]";
    else if (character === escape && at + 1 < pattern.length) {
      at += 1;
      source += quoted(pattern[at] ?? "");
    } else source += quoted(character);
  }
  return source;
}

function quoted(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
