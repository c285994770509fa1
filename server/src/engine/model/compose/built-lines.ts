import type { Argument, CommandLine } from "../command-line.ts";
import { execLines } from "../command-line.ts";
import { argumentOf, readLines, scriptOfString } from "../command.ts";
import type { StageInstruction } from "../dockerfile.ts";
import type { Lookup, Variable } from "../expand.ts";
import { perStage } from "../memo.ts";
import { known, knownText } from "../resolved.ts";
import { scriptOf } from "../run.ts";
import type { BuiltStage } from "./built.ts";
import { containerLookup, optionsOnly } from "./command.ts";
import { isEnvironmentComplete } from "./environment.ts";
import type { ComposeService } from "./project.ts";

/** What instructions of a Dockerfile run in a container. */
export interface BuiltLines {
  /** As the engine gets them; a shell's whole script as one. */
  readonly words: readonly Argument[];
  readonly lines: readonly CommandLine[];
  /** Whether they are a script, to which words that follow mean nothing. */
  readonly isScript: boolean;
}

/**
 * The commands of an ENTRYPOINT or a CMD, or of both in the exec form one behind the other. Undefined where it is not certain that
 * they run: in a branch, in a shell that is not known, or where there are more than anybody writes there.
 */
export function builtLines(
  service: ComposeService,
  built: BuiltStage,
  instructions: readonly StageInstruction[],
): BuiltLines | undefined {
  const all = readingsOf(built.stage);
  const key = instructions.map(({ order }) => order).join(" ");
  const kept = all.get(key) ?? [];
  all.set(key, kept);
  const lookup = variablesOf(service, built);
  const same = kept.find(({ asked }) => [...asked].every(([name, was]) => isSame(was, lookup(name))));
  if (same !== undefined) return same.read;
  if (kept.length >= MOST_READINGS) return undefined;
  const asked = new Map<string, Variable>();
  const read = readBuilt(built, instructions, (name) => {
    const variable = lookup(name);
    asked.set(name, variable);
    return variable;
  });
  kept.push({ asked, read });
  return read;
}

/** What was read with these answers to what it asked: services with the same variables share it. */
interface Reading {
  readonly asked: ReadonlyMap<string, Variable>;
  readonly read: BuiltLines | undefined;
}

const readingsOf = perStage(() => new Map<string, Reading[]>());

/** More variants of one start than a real project has. */
const MOST_READINGS = 50;

/** No real CMD is as long, and a thousand services may have the same. */
const LONGEST = 4000;
const MOST_COMMANDS = 50;

function readBuilt(
  { dockerfile }: BuiltStage,
  instructions: readonly StageInstruction[],
  lookup: Lookup,
): BuiltLines | undefined {
  const [first] = instructions;
  const length = instructions.reduce((sum, { instruction: { span } }) => sum + span.end - span.start, 0);
  if (first === undefined || length > LONGEST) return undefined;
  const { args, exec, span } = first.instruction;
  if (exec === undefined) {
    if (scriptOf(dockerfile, first) === undefined) return undefined;
    const words = [{ value: known(args.text), raw: args.text, span, quoted: false }];
    return certain({ words, lines: readLines(dockerfile, first, lookup), isScript: true });
  }
  const strings = instructions.flatMap(({ instruction }) => instruction.exec ?? []);
  const words = strings.map(argumentOf);
  const [option] = words;
  if (option?.raw.startsWith("-") === true)
    return { words, lines: [optionsOnly(words, option)], isScript: false };
  let isScript = false;
  const script = (index: number): ReturnType<typeof scriptOfString> => {
    isScript = index < strings.length;
    return scriptOfString(dockerfile.syntax.source, strings[index]);
  };
  const lines = execLines(words, script, lookup);
  return certain({ words, lines, isScript });
}

/** A branch may not be taken. */
function certain(read: BuiltLines): BuiltLines | undefined {
  if (read.lines.length > MOST_COMMANDS) return undefined;
  return read.lines.some(({ shell }) => shell?.isConditional === true) ? undefined : read;
}

/** What a shell in the container finds: the service's variables, then those that ENV gives. Build arguments may be behind ENV. */
function variablesOf(service: ComposeService, { stage, hasArguments }: BuiltStage): Lookup {
  const own = containerLookup(service);
  return (name) => {
    const variable = own(name);
    if (variable.state === "set") return variable;
    const unknown = { state: "unknown", because: "environment" } as const;
    if (!isEnvironmentComplete(service)) return unknown;
    const value = stage.scope.environment(name);
    if (value === undefined) return variable;
    return hasArguments ? unknown : { state: "set", value };
  };
}

function isSame(one: Variable, other: Variable): boolean {
  if (one.state !== "set" || other.state !== "set") return one.state === other.state;
  if (one.value === other.value) return true;
  const text = knownText(one.value);
  return text !== undefined && text === knownText(other.value);
}
