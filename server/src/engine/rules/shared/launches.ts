import { servingLauncher, servingLauncherOfFamily, trainingLauncher } from "../../knowledge/index.ts";
import type { ServingLauncher, TrainingLauncher } from "../../knowledge/types.ts";
import type { ComposeCommand } from "../../model/compose/command.ts";
import { commandFile } from "../../model/compose/command.ts";
import { keptBase, startCommands, startOf } from "../../model/compose/start.ts";
import { imageFactsOf } from "../../model/compose/image.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import { perService } from "../../model/memo.ts";
import type { Argument } from "../../model/command-line.ts";
import { hasOption, mayHideOptions, optionUse } from "../../model/options.ts";
import { knownText } from "../../model/resolved.ts";
import type { PlacedEdit } from "./yaml-edits.ts";

/** A command of a service that starts the processes of a training or of a model server. */
export interface Launch<T> {
  readonly launcher: T;
  readonly command: ComposeCommand;
  /** What follows the program, its subcommand or its module. */
  readonly args: readonly Argument[];
}

/** The commands of a service that start a distributed training; `args` ends where those of the script begin. */
export const trainingLaunches = perService((service): readonly Launch<TrainingLauncher>[] =>
  startCommands(service).flatMap((command) => launch(command, trainingLauncher, beforeScript)),
);

/** The commands of a service that start a model server, by their words or by the image that they are options of. */
export const servingLaunches = perService((service): readonly Launch<ServingLauncher>[] => {
  const named = startCommands(service).flatMap((command) => launch(command, servingLauncher));
  return named.length > 0 ? named : launchesOfImage(service);
});

/** The module behind `python -m` with what follows it; undefined for any other command. */
export function pythonModule({
  name,
  args,
}: ComposeCommand): { readonly module: Argument; readonly args: readonly Argument[] } | undefined {
  if (!/^python[\d.]*$/.test(name)) return undefined;
  const at = args.findIndex(({ value }) => !/^-[a-ln-zA-Z]*$/.test(knownText(value) ?? ""));
  const module = args[at + 1];
  if (at === -1 || module === undefined || knownText(args[at]?.value) !== "-m") return undefined;
  return { module, args: args.slice(at + 2) };
}

/** Whether options or variables may put some of the processes elsewhere than on the GPUs of this container. */
export function runsElsewhere({
  launcher: { elsewhere = [] },
  args,
}: Launch<TrainingLauncher | ServingLauncher>): boolean {
  if (mayHideOptions({ args })) return true;
  return elsewhere.some((text) => {
    const equals = text.indexOf("=");
    if (equals === -1) return hasOption({ args }, text);
    const use = optionUse(args, text.slice(0, equals));
    return (
      use !== undefined && (knownText(use.value?.value) ?? text.slice(equals + 1)) === text.slice(equals + 1)
    );
  });
}

/** The number that an option gives: undefined where the option is not there, "unknown" for anything else than a whole number. */
export function numberOf(
  args: readonly Argument[],
  names: readonly string[],
): { readonly n: number; readonly argument: Argument } | "unknown" | undefined {
  const use = optionUse(args, ...names);
  if (use === undefined) return undefined;
  const text = knownText(use.value?.value);
  if (use.value === undefined || text === undefined || !/^\d{1,5}$/.test(text)) return "unknown";
  return { n: Number(text), argument: use.value };
}

/** The edit that writes another text for an argument; undefined where it is not written as it reads. */
export function replaceArgument(
  source: string,
  command: ComposeCommand,
  { value, span }: Argument,
  text: string,
): PlacedEdit | undefined {
  const file = commandFile(command);
  const was = knownText(value);
  if (command.built?.gives(span) === true) return undefined;
  if (was === undefined || file !== command.service.project.path) return undefined;
  const written = source.slice(span.start, span.end);
  if (written === was) return { span: { file, ...span }, text };
  const isQuoted = written === `"${was}"` || written === `'${was}'`;
  return isQuoted ? { span: { file, start: span.start + 1, end: span.end - 1 }, text } : undefined;
}

function launch<T extends TrainingLauncher | ServingLauncher>(
  command: ComposeCommand,
  find: (name: string) => T | undefined,
  cut = (args: readonly Argument[]): readonly Argument[] => args,
): readonly Launch<T>[] {
  const module = pythonModule(command);
  if (module !== undefined) {
    const launcher = find(knownText(module.module.value) ?? "");
    return launcher === undefined ? [] : [{ launcher, command, args: cut(module.args) }];
  }
  const launcher = find(command.name);
  if (launcher === undefined) return [];
  if (launcher.subcommand === undefined) return [{ launcher, command, args: cut(command.args) }];
  const [first, ...args] = command.args;
  return knownText(first?.value) === launcher.subcommand ? [{ launcher, command, args: cut(args) }] : [];
}

function beforeScript(args: readonly Argument[]): readonly Argument[] {
  const script = args.findIndex(({ value }) => knownText(value)?.endsWith(".py"));
  return script === -1 ? args : args.slice(0, script);
}

/** The options that `command` holds for an image that starts a server itself. */
function launchesOfImage(service: ComposeService): readonly Launch<ServingLauncher>[] {
  const family = (imageFactsOf(service) ?? keptBase(service))?.family;
  const launcher = family === undefined ? undefined : servingLauncherOfFamily(family);
  const program = startOf(service);
  const [command] = program?.commands ?? [];
  if (launcher === undefined || command === undefined || program?.hasEntrypoint === true) return [];
  // A word in front of the options is the model, not a program.
  if (command.name !== "" && command.shell !== undefined) return [];
  return [{ launcher, command, args: command.args }];
}
