import type { ImageFacts } from "../../knowledge/types.ts";
import type { CommandLine, Script } from "../command-line.ts";
import { execLines } from "../command-line.ts";
import { argumentOf } from "../command.ts";
import type { StageInstruction } from "../dockerfile.ts";
import { lineage } from "../dockerfile.ts";
import { perService, perStage } from "../memo.ts";
import { stageInstructions } from "../query.ts";
import { known, knownText } from "../resolved.ts";
import { baseName } from "../run.ts";
import { baseOf } from "../stage-facts.ts";
import { unwrap } from "../unwrap.ts";
import { KEYWORDS } from "../../syntax/ast.ts";
import type { BuiltStage } from "./built.ts";
import { builtStage } from "./built.ts";
import { builtLines } from "./built-lines.ts";
import type { BuiltWords, ComposeCommand, Program, Word } from "./command.ts";
import { containerLookup, programOf, wordsOf } from "./command.ts";
import { buildOf } from "./image.ts";
import type { ComposeService } from "./project.ts";
import { valueOf } from "./value.ts";

/**
 * What a service's containers surely start with: `programOf`, completed by ENTRYPOINT and CMD of the Dockerfile that the service is
 * built from. `entrypoint` in the compose file sets both of them aside, `command` the CMD alone. Where the Dockerfile cannot be read,
 * what the compose file says.
 */
export const startOf = perService((service): Program | undefined => {
  const isAllWritten = valueOf(service.value, "entrypoint") !== undefined;
  const built = isAllWritten || buildOf(service) === undefined ? undefined : builtStage(service);
  if (built === undefined) return programOf(service);
  const own = valueOf(service.value, "command") === undefined ? undefined : programOf(service);
  if (own === undefined && valueOf(service.value, "command") !== undefined) return undefined;
  if (own?.words.length === 0 || !isCertain(service, built)) return own;
  const start = declared(built.stage);
  return start === undefined ? own : together(service, built, start, own);
});

/** The commands of `startOf`, those of scripts one by one. */
export function startCommands(service: ComposeService): readonly ComposeCommand[] {
  return startOf(service)?.commands ?? [];
}

/** What is known of the image whose own ENTRYPOINT a built service keeps; undefined where something else is set. */
export function keptBase(service: ComposeService): ImageFacts | undefined {
  if (valueOf(service.value, "entrypoint") !== undefined) return undefined;
  const built = builtStage(service);
  if (built === undefined || !isCertain(service, built)) return undefined;
  const start = declared(built.stage);
  const base = baseOf(built.stage);
  if (start === undefined || start.entrypoint !== undefined || base === undefined) return undefined;
  return built.hasArguments && base.word.raw.includes("$") ? undefined : base.facts;
}

interface Declared {
  readonly entrypoint: StageInstruction | undefined;
  readonly cmd: StageInstruction | undefined;
}

/** What a stage's image starts with, as far as the stages before it say; undefined where another file or trigger has a say in it. */
const declared = perStage((stage): Declared | undefined => {
  let cmd: StageInstruction | undefined;
  for (const one of lineage(stage)) {
    if (!one.instructions.every(({ instruction }) => KEYWORDS.includes(instruction.keyword)))
      return undefined;
    if (one !== stage && stageInstructions(one, "ONBUILD").length > 0) return undefined;
    cmd ??= stageInstructions(one, "CMD").at(-1);
    const entrypoint = stageInstructions(one, "ENTRYPOINT").at(-1);
    if (entrypoint === undefined) continue;
    // It takes back the CMD of what it builds on.
    return { entrypoint, cmd };
  }
  return { entrypoint: undefined, cmd };
});

/** Whether it is certain what the stage builds on: build arguments and named contexts may put another stage or image there. */
function isCertain(service: ComposeService, { dockerfile, stage, hasArguments }: BuiltStage): boolean {
  const build = buildOf(service);
  if (build !== undefined && valueOf(build.value, "additional_contexts") !== undefined) return false;
  if (dockerfile.stages.length === 1) return true;
  return lineage(stage).every(({ from: { image } }) => {
    if (image === undefined) return false;
    return image.value.known && (!hasArguments || !image.raw.includes("$"));
  });
}

function together(
  service: ComposeService,
  built: BuiltStage,
  { entrypoint, cmd }: Declared,
  own: Program | undefined,
): Program | undefined {
  const strings = entrypoint?.instruction.exec;
  // The shell form takes no arguments.
  if (entrypoint !== undefined && strings === undefined) return ofInstructions(service, built, [entrypoint]);
  if (entrypoint === undefined || strings === undefined || strings.length === 0) {
    return own ?? (cmd === undefined ? undefined : ofInstructions(service, built, [cmd]));
  }
  const words = strings.map(argumentOf);
  const { rest } = unwrap([...words, PLACEHOLDER]);
  const isWrapper = rest[0] === PLACEHOLDER;
  // By custom such a script ends by running its arguments, but nothing says what it does before.
  if (SCRIPT.test(baseName(knownText(rest[0]?.value) ?? ""))) return own;
  if (own === undefined && cmd !== undefined && cmd.instruction.exec === undefined)
    return isWrapper ? ofInstructions(service, built, [cmd]) : undefined;
  if (own !== undefined) return isWrapper ? own : withOwn(service, built, entrypoint);
  return ofInstructions(service, built, cmd === undefined ? [entrypoint] : [entrypoint, cmd]);
}

const PLACEHOLDER = { value: known("…"), raw: "…", span: { start: 0, end: 0 }, quoted: true };

const SCRIPT = /entry-?_?point|\.sh$/i;

/** The program of instructions that nothing else completes. */
function ofInstructions(
  service: ComposeService,
  built: BuiltStage,
  instructions: readonly StageInstruction[],
): Program | undefined {
  const read = builtLines(service, built, instructions);
  if (read === undefined) return undefined;
  return {
    words: read.words,
    commands: read.lines.map((line) => fromDockerfile(line, service, built)),
    hasEntrypoint: instructions.some(({ instruction }) => instruction.keyword === "ENTRYPOINT"),
    entrypoint: undefined,
    command: undefined,
    dropped: undefined,
  };
}

/** An ENTRYPOINT with the words of the compose file behind its own. */
function withOwn(
  service: ComposeService,
  built: BuiltStage,
  entrypoint: StageInstruction,
): Program | undefined {
  const given = builtLines(service, built, [entrypoint]);
  if (given?.isScript === true) return ofInstructions(service, built, [entrypoint]);
  const command = valueOf(service.value, "command");
  const second = wordsOf(service, command);
  if (given === undefined || second === undefined) return undefined;
  const own: readonly Word[] = second.words;
  let isScript = false;
  const script = (index: number): Script | undefined => {
    isScript = true;
    return own[index - given.words.length]?.script();
  };
  const words = [...given.words, ...own];
  const lines = execLines(words, script, containerLookup(service));
  const scalars = [...new Set(own.map((word) => word.scalar))];
  const spans: ReadonlySet<object> = new Set(given.words.map(({ span }) => span));
  const mixed: BuiltWords = { gives: (span) => spans.has(span), at: built.at };
  const commands = lines.map((line): ComposeCommand =>
    Object.assign(line, { service, scalars }, isScript ? {} : { built: mixed }),
  );
  return { words, commands, hasEntrypoint: true, entrypoint: undefined, command, dropped: second.dropped };
}

function fromDockerfile(line: CommandLine, service: ComposeService, { at }: BuiltStage): ComposeCommand {
  return { ...line, service, scalars: [], built: { gives: () => true, at } };
}
