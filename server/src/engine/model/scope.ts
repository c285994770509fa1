import type { Span } from "../text/span.ts";
import type { Variable } from "./expand.ts";
import type { Resolved } from "./resolved.ts";

/** One ARG or one `NAME=value` of an ENV. */
export interface Definition {
  readonly name: string;
  readonly kind: "arg" | "env";
  readonly variable: Variable;
  /** The order of its instruction in the file: it holds for later ones. */
  readonly order: number;
  /** The `NAME=value` as written. */
  readonly span: Span;
  readonly nameSpan: Span;
  /** The value as written, quotes included; undefined for an ARG without a default. */
  readonly valueSpan: Span | undefined;
}

/**
 * The variables of one stage, or of the part before the first FROM. A stage starts with those of the stage it builds on;
 * ENV wins over ARG wherever both exist.
 */
export class Scope {
  readonly #parent: Scope | undefined;
  readonly #otherwise: (name: string) => Variable;
  readonly #environment = new Map<string, Definition[]>();
  readonly #arguments = new Map<string, Definition[]>();

  /** `otherwise` answers for names that neither this scope nor its parents define. */
  constructor(parent: Scope | undefined, otherwise: (name: string) => Variable) {
    this.#parent = parent;
    this.#otherwise = otherwise;
  }

  /** Adds a definition; they come in the order of the file. */
  define(definition: Definition): void {
    const kind = definition.kind === "env" ? this.#environment : this.#arguments;
    const all = kind.get(definition.name);
    if (all === undefined) kind.set(definition.name, [definition]);
    else all.push(definition);
  }

  /** What a name stands for in an instruction of the given order: definitions of earlier instructions count. */
  lookup(name: string, order = Number.POSITIVE_INFINITY): Variable {
    return this.definition(name, order)?.variable ?? this.#unset(name);
  }

  /** The definition that holds in an instruction of the given order. */
  definition(name: string, order = Number.POSITIVE_INFINITY): Definition | undefined {
    const own =
      lastBefore(this.#environment.get(name), order) ?? lastBefore(this.#arguments.get(name), order);
    if (own?.kind === "env") return own;
    const inherited = this.#parent?.definition(name);
    return inherited?.kind === "env" ? inherited : (own ?? inherited);
  }

  /** The value that ENV gives a name, as the container sees it at run time; undefined when the file gives none. */
  environment(name: string, order = Number.POSITIVE_INFINITY): Resolved | undefined {
    const definition = this.definition(name, order);
    if (definition?.kind !== "env" || definition.variable.state !== "set") return undefined;
    return definition.variable.value;
  }

  /** Every definition of this scope itself, in no particular order. */
  *own(): Generator<Definition> {
    for (const all of this.#environment.values()) yield* all;
    for (const all of this.#arguments.values()) yield* all;
  }

  #unset(name: string): Variable {
    return this.#parent === undefined ? this.#otherwise(name) : this.#parent.lookup(name);
  }
}

/** The last of the definitions, which are sorted by order, that stands before an instruction of the given order. */
function lastBefore(all: readonly Definition[] | undefined, order: number): Definition | undefined {
  if (all === undefined) return undefined;
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.order ?? 0) < order) low = middle + 1;
    else high = middle;
  }
  return all[low - 1];
}
