import type { Span } from "../../text/span.ts";
import { cover } from "../../text/span.ts";
import type { Argument, CommandLine, Script } from "../command-line.ts";
import { execLines, shellLines } from "../command-line.ts";
import type { Lookup } from "../expand.ts";
import { perService } from "../memo.ts";
import { knownText } from "../resolved.ts";
import { environmentOf } from "./environment.ts";
import type { ComposeService } from "./project.ts";
import { substitutedText } from "./segments.ts";
import { stringWords } from "./shell-words.ts";
import type { ComposeScalar, ComposeValue, Place } from "./value.ts";
import { valueOf } from "./value.ts";
import { partAt } from "./written.ts";

/** A simple command of `entrypoint` and `command`, or of a health check; also one of a script that they hand to a shell. */
export interface ComposeCommand extends CommandLine {
  readonly service: ComposeService;
  /** Where its words are written. */
  readonly scalars: readonly ComposeScalar[];
  /** What it has from the Dockerfile that the service is built from; undefined where the compose file gives all of it. */
  readonly built?: BuiltWords;
}

/** Words of a Dockerfile in a command of a service. */
export interface BuiltWords {
  /** Whether a span of the command, as it is and no copy, lies in the Dockerfile. */
  readonly gives: (span: Span) => boolean;
  /** Where it does; of a Dockerfile inside the compose file, where that stands. */
  readonly at: (span: Span) => Place;
}

/** What a service's containers start with. */
export interface Program {
  /** The words as the engine gets them, those of `entrypoint` first; empty where both are. */
  readonly words: readonly Argument[];
  readonly commands: readonly ComposeCommand[];
  /** Whether the file says the whole of it; else the words are arguments of the image's entrypoint, if it has one. */
  readonly hasEntrypoint: boolean;
  /** The values that say it. */
  readonly entrypoint: ComposeValue | undefined;
  readonly command: ComposeValue | undefined;
  /** What Compose drops from a string behind `;`, `&&`, `|`, `<` or `>`, for which it would need a shell. */
  readonly dropped: Place | undefined;
}

/**
 * The program of a service. Undefined where the file names none, or in a way that Compose refuses. A list is taken as it is; a
 * string is split, without a shell. Words that begin with an option make a command without a name.
 */
export const programOf = perService((service): Program | undefined => {
  const entrypoint = valueOf(service.value, "entrypoint");
  const command = valueOf(service.value, "command");
  if (entrypoint === undefined && command === undefined) return undefined;
  const first = wordsOf(service, entrypoint);
  const second = wordsOf(service, command);
  if (first === undefined || second === undefined) return undefined;
  const words = [...first.words, ...second.words];
  return {
    words,
    commands: execCommands(service, words),
    hasEntrypoint: first.words.length > 0,
    entrypoint,
    command,
    dropped: first.dropped ?? second.dropped,
  };
});

/** The commands that a service's containers start with, those of scripts in it one by one. */
export function serviceCommands(service: ComposeService): readonly ComposeCommand[] {
  return programOf(service)?.commands ?? [];
}

/** The commands of a list or string that runs without a shell, such as `command` or the words behind CMD. */
export function execCommands(service: ComposeService, words: readonly Word[]): readonly ComposeCommand[] {
  const [first] = words;
  const scalars = [...new Set(words.map((word) => word.scalar))];
  const finish = (line: CommandLine): ComposeCommand => Object.assign(line, { service, scalars });
  if (first !== undefined && knownText(first.value)?.startsWith("-") === true)
    return [finish(optionsOnly(words, first))];
  return execLines(words, (index) => words[index]?.script(), containerLookup(service)).map(finish);
}

/** The commands of a script that a shell runs, such as the one behind CMD-SHELL. */
export function shellCommands(service: ComposeService, scalar: ComposeScalar): readonly ComposeCommand[] {
  if (scalar.raw.length > LONGEST_SCRIPT) return [];
  const { logical, resolve } = substitutedText(scalar, service.project);
  const lines = shellLines({ logical, literal: resolve }, containerLookup(service));
  return lines.map((line) => Object.assign(line, { service, scalars: [scalar] }));
}

/** Where to report a span of a command: where it is written, or the alias that brings it in. */
export function commandAt({ built, scalars, service }: ComposeCommand, span: Span): Place {
  if (built?.gives(span) === true) return built.at(span);
  const one = scalars.find(({ place }) => place.start <= span.start && span.end <= place.end);
  if (one !== undefined) return partAt(one, span);
  const [first] = scalars;
  if (first === undefined) return service.at;
  const isHere = scalars.every(
    ({ at, place }) => at.file === place.file && at.start === place.start && at.file === first.at.file,
  );
  return isHere ? { file: first.at.file, ...span } : first.at;
}

/** The file that a command's spans are offsets of, those of a Dockerfile's words left out; edits go there. */
export function commandFile({ scalars, service }: ComposeCommand): string {
  return scalars[0]?.place.file ?? service.at.file;
}

/** A word with where it comes from. */
export interface Word extends Argument {
  readonly scalar: ComposeScalar;
  /** Its text, for a shell that runs it. */
  readonly script: () => Script | undefined;
}

/** The words of a string or list; none for nothing, undefined for what Compose refuses. */
export function wordsOf(
  service: ComposeService,
  value: ComposeValue | undefined,
): { readonly words: readonly Word[]; readonly dropped: Place | undefined } | undefined {
  if (value === undefined) return { words: [], dropped: undefined };
  if (value.kind === "map") return undefined;
  if (value.kind === "scalar") return wordsOfString(service, value);
  const words = value.items.flatMap((item) => (item.kind === "scalar" ? [wordOfItem(service, item)] : []));
  return { words, dropped: undefined };
}

function wordOfItem(service: ComposeService, scalar: ComposeScalar): Word {
  return {
    value: scalar.value,
    raw: scalar.raw,
    span: scalar.place,
    quoted: scalar.quoted,
    scalar,
    script: () => scriptOfItem(service, scalar),
  };
}

function scriptOfItem(service: ComposeService, scalar: ComposeScalar): Script | undefined {
  if (scalar.raw.length > LONGEST_SCRIPT) return undefined;
  const { logical, resolve } = substitutedText(scalar, service.project);
  const style = scalar.node.kind === "scalar" ? scalar.node.style : undefined;
  const within = style === "double" ? '"' : style === "single" ? "'" : undefined;
  return { logical, literal: resolve, within };
}

function wordsOfString(
  service: ComposeService,
  scalar: ComposeScalar,
): { readonly words: readonly Word[]; readonly dropped: Place | undefined } | undefined {
  if (scalar.raw.length > LONGEST_SCRIPT) return undefined;
  const { logical, resolve } = substitutedText(scalar, service.project);
  const split = stringWords(logical);
  if (split === undefined) return undefined;
  const words = split.words.map((word): Word => ({
    value: resolve(word.logical.text),
    raw: word.raw,
    span: word.span,
    quoted: word.quoted,
    scalar,
    script: () => ({ logical: word.logical, literal: resolve, within: quoteOf(word.raw) }),
  }));
  return { words, dropped: split.dropped === undefined ? undefined : partAt(scalar, split.dropped) };
}

function quoteOf(raw: string): Script["within"] {
  return raw.startsWith('"') ? '"' : raw.startsWith("'") ? "'" : undefined;
}

/** No real command is as long; a hostile one must not take minutes. */
const LONGEST_SCRIPT = 50_000;

/** Words that begin with an option, as a command without a name. */
export function optionsOnly(words: readonly Argument[], first: Argument): CommandLine {
  const last = words.at(-1) ?? first;
  return {
    name: "",
    nameSpan: first.span,
    args: words,
    span: cover(first.span, last.span),
    wrappers: [],
    environment: new Map(),
    shell: undefined,
    within: undefined,
  };
}

/** What a shell in the container finds in its variables. What the service does not set may come from the image. */
export function containerLookup(service: ComposeService): Lookup {
  return (name) => {
    const value = environmentOf(service).get(name)?.value;
    return value === undefined ? { state: "unset", because: "environment" } : { state: "set", value };
  };
}
