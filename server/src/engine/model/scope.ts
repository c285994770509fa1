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
 * The variables of one stage, or of the part before the first FROM. The last definition holds, be it ENV or ARG, as BuildKit
 * substitutes; an ARG without a default defines nothing unless somebody gives it a value. Of the stage that this one builds
 * on, ENV counts before ARG.
 *
 * Source: the builds in test/oracle/buildkit.test.ts.
 */
export class Scope {
  readonly #parent: Scope | undefined;
  readonly #otherwise: (name: string) => Variable;
  readonly #environment = new Map<string, Definition[]>();
  readonly #arguments = new Map<string, Definition[]>();
  /** ARGs without a default. */
  readonly #declared = new Map<string, Definition[]>();

  /** `otherwise` answers for names that neither this scope nor its parents define. */
  constructor(parent: Scope | undefined, otherwise: (name: string) => Variable) {
    this.#parent = parent;
    this.#otherwise = otherwise;
  }

  /** Adds a definition; they come in the order of the file. */
  define(definition: Definition): void {
    const kind = this.#kindOf(definition);
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
    const environment = lastBefore(this.#environment.get(name), order);
    const argument = lastBefore(this.#arguments.get(name), order);
    const own = (environment?.order ?? -1) > (argument?.order ?? -1) ? environment : argument;
    return (
      own ??
      this.#inherited(name) ??
      lastBefore(this.#declared.get(name), order) ??
      this.#parent?.definition(name)
    );
  }

  /** The value that ENV gives a name, as the container sees it at run time; undefined when the file gives none. */
  environment(name: string, order = Number.POSITIVE_INFINITY): Resolved | undefined {
    const own = lastBefore(this.#environment.get(name), order) ?? this.#inheritedEnvironment(name);
    return own?.variable.state === "set" ? own.variable.value : undefined;
  }

  /** Every definition of this scope itself, in no particular order. */
  *own(): Generator<Definition> {
    for (const kind of [this.#environment, this.#arguments, this.#declared]) {
      for (const all of kind.values()) yield* all;
    }
  }

  #kindOf({ kind, variable }: Definition): Map<string, Definition[]> {
    if (kind === "env") return this.#environment;
    return variable.state === "unset" ? this.#declared : this.#arguments;
  }

  #inherited(name: string): Definition | undefined {
    return this.#inheritedEnvironment(name) ?? this.#nearestParent((parent) => parent.#arguments.get(name));
  }

  #inheritedEnvironment(name: string): Definition | undefined {
    return this.#nearestParent((parent) => parent.#environment.get(name));
  }

  #nearestParent(look: (parent: Scope) => readonly Definition[] | undefined): Definition | undefined {
    for (let parent = this.#parent; parent !== undefined; parent = parent.#parent) {
      const found = look(parent)?.at(-1);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #unset(name: string): Variable {
    return this.#parent === undefined ? this.#otherwise(name) : this.#parent.#unset(name);
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
