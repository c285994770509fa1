import type { DockerfileSyntax, Instruction, SyntaxProblem } from "../syntax/ast.ts";
import { KEYWORDS } from "../syntax/ast.ts";
import type { Span } from "../text/span.ts";
import type { Variable } from "./expand.ts";
import { expand } from "./expand.ts";
import type { Memory } from "./memo.ts";
import { PLATFORM_ARGS } from "./platform-args.ts";
import type { Resolved } from "./resolved.ts";
import { knownText } from "./resolved.ts";
import type { Definition } from "./scope.ts";
import { Scope } from "./scope.ts";
import type { Word } from "./words.ts";
import { argumentWords, pairs } from "./words.ts";

/** A Dockerfile as the builder understands it: stages, who builds on whom, and what each variable stands for. */
export interface Dockerfile {
  readonly syntax: DockerfileSyntax;
  /** The ARGs before the first FROM. */
  readonly globals: Scope;
  readonly stages: readonly Stage[];
  /** Instructions before the first FROM that are no ARG, missing images and the like. */
  readonly problems: readonly SyntaxProblem[];
  readonly memory: Memory;
}

export interface Stage {
  readonly index: number;
  readonly from: From;
  /** The name given by AS, in lower case. */
  readonly name: string | undefined;
  /** The earlier stage that it builds on; undefined when it builds on an image. */
  readonly parent: Stage | undefined;
  /** The instructions after its FROM, in order; ONBUILD triggers are inside their ONBUILD. */
  readonly instructions: readonly StageInstruction[];
  readonly scope: Scope;
  /** From its FROM to the end of its last instruction. */
  readonly span: Span;
  /**
   * Whether its layers end in an image that somebody keeps: it is the last stage, or no other stage uses it (then it is a
   * target of its own), or such a stage builds on it.
   */
  readonly shipped: boolean;
  readonly memory: Memory;
}

export interface StageInstruction {
  readonly instruction: Instruction;
  readonly stage: Stage;
  /** Its place among all instructions of the file. */
  readonly order: number;
}

export interface From {
  readonly instruction: Instruction;
  /** The image word; undefined when it is missing. */
  readonly image: Word | undefined;
  readonly platform: Resolved | undefined;
  /** The name after AS as written. */
  readonly alias: { readonly name: string; readonly span: Span } | undefined;
}

/** Builds the model. Never throws; what does not fit becomes a problem. */
export function modelDockerfile(syntax: DockerfileSyntax): Dockerfile {
  return new Builder(syntax).build();
}

/** The stage and the stages it builds on, nearest first. */
export function lineage(stage: Stage): readonly Stage[] {
  const all: Stage[] = [];
  for (let at: Stage | undefined = stage; at !== undefined; at = at.parent) all.push(at);
  return all;
}

/** The arguments of an instruction with its variables substituted. */
export function wordsOf(at: StageInstruction, escape: string): readonly Word[] {
  return argumentWords(at.instruction, (name) => at.stage.scope.lookup(name, at.order), escape);
}

type Draft = { -readonly [Key in keyof Stage]: Stage[Key] };

class Builder {
  readonly #syntax: DockerfileSyntax;
  readonly #problems: SyntaxProblem[] = [];
  readonly #globals = new Scope(undefined, globalOtherwise);
  readonly #stages: Draft[] = [];
  readonly #names = new Map<string, Stage>();
  readonly #used = new Set<Stage>();
  /** The stages that a FROM may name whose image is known in part: `FROM base-${TARGETARCH}`. */
  readonly #maybeParents = new Map<Stage, readonly Stage[]>();
  #current: { stage: Draft; instructions: StageInstruction[] } | undefined;

  constructor(syntax: DockerfileSyntax) {
    this.#syntax = syntax;
  }

  build(): Dockerfile {
    for (const [order, instruction] of this.#syntax.instructions.entries()) this.#add(instruction, order);
    this.#checkStart();
    this.#markShipped();
    return {
      syntax: this.#syntax,
      globals: this.#globals,
      stages: this.#stages,
      problems: this.#problems,
      memory: new Map(),
    };
  }

  #add(instruction: Instruction, order: number): void {
    if (instruction.keyword === "FROM") {
      this.#startStage(instruction, order);
      return;
    }
    const current = this.#current;
    if (current === undefined) {
      if (instruction.keyword === "ARG") this.#define(instruction, order, this.#globals, undefined);
      return;
    }
    current.instructions.push({ instruction, stage: current.stage, order });
    current.stage.span = { start: current.stage.span.start, end: instruction.span.end };
    if (instruction.keyword === "ARG" || instruction.keyword === "ENV") {
      this.#define(instruction, order, current.stage.scope, current.stage);
    }
    this.#markUses(instruction, current.stage, order);
  }

  #startStage(instruction: Instruction, order: number): void {
    const from = this.#from(instruction, order);
    const image = knownText(from.image?.value);
    const parent = image === undefined ? undefined : this.#parentNamed(image);
    if (parent !== undefined) this.#used.add(parent);
    const instructions: StageInstruction[] = [];
    const stage: Draft = {
      index: this.#stages.length,
      from,
      name: from.alias?.name.toLowerCase(),
      parent,
      instructions,
      scope: new Scope(parent?.scope, stageOtherwise),
      span: instruction.span,
      shipped: false,
      memory: new Map(),
    };
    const maybe = from.image === undefined ? [] : this.#stagesLike(from.image.value);
    for (const one of maybe) this.#used.add(one);
    this.#maybeParents.set(stage, maybe);
    this.#stages.push(stage);
    if (stage.name !== undefined) this.#names.set(stage.name, stage);
    this.#current = { stage, instructions };
  }

  #from(instruction: Instruction, order: number): From {
    const lookup = (name: string): Variable => this.#globals.lookup(name, order);
    const words = argumentWords({ ...instruction, exec: undefined }, lookup, this.#syntax.escape);
    const [image, as, alias, ...rest] = words;
    const flag = instruction.flags.find((one) => one.name === "platform")?.value;
    const platform = flag === undefined ? undefined : expand(flag, lookup, this.#syntax.escape);
    const hasAlias = as?.raw.toUpperCase() === "AS" && alias !== undefined;
    if (image !== undefined && ((as !== undefined && !hasAlias) || rest.length > 0)) {
      const extra = hasAlias ? rest[0] : as;
      this.#problem(
        extra?.span ?? instruction.span,
        extra?.raw.startsWith("#") === true
          ? "A comment needs a line of its own: FROM reads it as more operands."
          : "FROM takes an image and, if need be, AS and a stage name.",
      );
    }
    return {
      instruction,
      image,
      platform,
      alias: hasAlias ? { name: alias.raw, span: alias.span } : undefined,
    };
  }

  #define(instruction: Instruction, order: number, scope: Scope, stage: Stage | undefined): void {
    const kind = instruction.keyword === "ARG" ? "arg" : "env";
    const lookup = (name: string): Variable => scope.lookup(name, order);
    for (const pair of pairs(instruction, this.#syntax.escape)) {
      if (pair.name === "") continue;
      const variable: Variable =
        pair.raw === undefined
          ? this.#withoutDefault(pair.name, stage)
          : { state: "set", value: expand(pair.raw, lookup, this.#syntax.escape) };
      const definition: Definition = {
        name: pair.name,
        kind,
        variable,
        order,
        span: pair.span,
        nameSpan: pair.nameSpan,
        valueSpan: pair.valueSpan,
      };
      scope.define(definition);
    }
  }

  /** `ARG NAME`: in a stage it takes over the global default. */
  #withoutDefault(name: string, stage: Stage | undefined): Variable {
    if (PLATFORM_ARGS.includes(name)) return { state: "unknown", because: "platform" };
    if (stage === undefined) return { state: "unset", because: "build-arg" };
    const global = this.#globals.definition(name);
    return global?.variable ?? { state: "unset", because: "build-arg" };
  }

  /** Stages that COPY --from and RUN --mount=from name. */
  #markUses(instruction: Instruction, stage: Stage, order: number): void {
    const target = instruction.trigger ?? instruction;
    for (const flag of target.flags) {
      const name = stageReference(flag.name, flag.value);
      if (name === undefined) continue;
      const value = expand(name, (variable) => stage.scope.lookup(variable, order), this.#syntax.escape);
      const text = knownText(value);
      const used = text === undefined ? undefined : this.#stageNamed(text, true);
      for (const one of used === undefined ? this.#stagesLike(value) : [used]) {
        if (one !== stage) this.#used.add(one);
      }
    }
  }

  /** A stage below too long a chain counts as built on something unknown: no real file has one, and walks stay short. */
  #parentNamed(name: string): Stage | undefined {
    const parent = this.#stageNamed(name);
    return parent === undefined || lineage(parent).length >= LONGEST_CHAIN ? undefined : parent;
  }

  #stageNamed(text: string, byIndex = false): Stage | undefined {
    const name = text.toLowerCase();
    const named = this.#names.get(name);
    return named ?? (byIndex && /^\d+$/.test(name) ? this.#stages[Number(name)] : undefined);
  }

  /** The stages that a name of which only the beginning or the end is known may stand for. */
  #stagesLike(value: Resolved): readonly Stage[] {
    if (value.known || this.#stages.length > MOST_LIKE) return [];
    const [first, last] = [value.parts[0], value.parts.at(-1)].map((part) =>
      typeof part === "string" ? part.toLowerCase() : "",
    );
    if (first === undefined || last === undefined || first + last === "") return [];
    return this.#stages.filter(
      ({ name }) =>
        name !== undefined &&
        name.length >= first.length + last.length &&
        name.startsWith(first) &&
        name.endsWith(last),
    );
  }

  /** Later stages come first, so that a stage is known to be shipped before the stages that it may build on are asked. */
  #markShipped(): void {
    const last = this.#stages.at(-1);
    for (const stage of this.#stages.toReversed()) {
      if (stage !== last && !stage.shipped && this.#used.has(stage)) continue;
      for (const one of lineage(stage)) (one as Draft).shipped = true;
      for (const one of this.#maybeParents.get(stage) ?? []) (one as Draft).shipped = true;
    }
  }

  /** Parts of Dockerfiles that a script puts together have no FROM at all, so that is no error. */
  #checkStart(): void {
    const first = this.#syntax.instructions.find((one) => one.keyword !== "ARG");
    if (first === undefined || first.keyword === "FROM" || !KEYWORDS.includes(first.keyword)) return;
    if (this.#stages.length > 0) {
      this.#problem(first.keywordSpan, "A Dockerfile begins with FROM; only ARG may stand before it.");
    } else {
      const message = "There is no FROM: as it stands, this file cannot be built.";
      this.#problems.push({ span: first.keywordSpan, message, severity: "info" });
    }
  }

  #problem(span: Span, message: string): void {
    this.#problems.push({ span, message });
  }
}

const LONGEST_CHAIN = 100;

/** The stage that a flag names: `--from=NAME`, or `from=NAME` among the fields of `--mount`. */
function stageReference(flag: string, value: string | undefined): string | undefined {
  if (flag === "from") return value;
  if (flag !== "mount") return undefined;
  return value
    ?.split(",")
    .find((field) => field.startsWith("from="))
    ?.slice("from=".length);
}

/** Beyond so many stages a name known in part is not looked up: each look-up reads them all. */
const MOST_LIKE = 500;

function globalOtherwise(name: string): Variable {
  if (PLATFORM_ARGS.includes(name)) return { state: "unknown", because: "platform" };
  return { state: "unset", because: "undeclared" };
}

/** A name that the file does not define: the image that the stage builds on may set it. */
function stageOtherwise(): Variable {
  return { state: "unknown", because: "environment" };
}
