import type { OpenService } from "../../knowledge/index.ts";
import { isOneOf } from "../../knowledge/index.ts";
import type { CommandLine } from "../../model/command-line.ts";
import type { ComposeCommand } from "../../model/compose/command.ts";
import { startCommands } from "../../model/compose/start.ts";
import { environmentOf } from "../../model/compose/environment.ts";
import { imageFactsOf, imageOf } from "../../model/compose/image.ts";
import type { ComposeService } from "../../model/compose/project.ts";
import { isLoopback } from "../../model/compose/ports.ts";
import { hasOption, mayHideOptions, optionValue } from "../../model/options.ts";
import type { Resolved } from "../../model/resolved.ts";
import { known, knownText } from "../../model/resolved.ts";

/** Whether a command starts one of some programs, each given with the word behind it: `mlflow server`. */
export function starts({ name, args }: CommandLine, commands: readonly string[]): boolean {
  const word = knownText(args[0]?.value);
  return commands.includes(name) || (word !== undefined && commands.includes(`${name} ${word}`));
}

/** The command by which a service starts one of some programs; undefined where the file names none. */
export function startOf(service: ComposeService, commands: readonly string[]): ComposeCommand | undefined {
  return startCommands(service).find((command) => starts(command, commands));
}

/** Whether a service runs one of some images as it comes from a registry. */
export function runsImage(service: ComposeService, images: readonly string[]): boolean {
  const image = imageOf(service);
  return image?.reference !== undefined && !image.namesResult && isOneOf(image.reference, images);
}

/** The value of a variable that the service sets, or its image. */
export function variableOf(service: ComposeService, name: string): Resolved | undefined {
  const entry = environmentOf(service).get(name);
  if (entry !== undefined) return entry.value;
  const text = imageFactsOf(service)?.environment?.[name];
  return text === undefined ? undefined : known(text);
}

/** The ports of its container on which a service runs a server for everybody; none where that is not sure. */
export function openPorts(service: ComposeService, server: OpenService): readonly number[] {
  const command = startOf(service, server.commands);
  if (command === undefined && !runsImage(service, server.images)) return [];
  if (command !== undefined && mayHideOptions(command)) return [];
  if (!isOpened(service, server) || isClosed(service, command, server)) return [];
  if (!listens(service, command, server)) return [];
  return server.ports.flatMap((port) => portOf(service, command, port) ?? []);
}

function isOpened(service: ComposeService, { openedBy }: OpenService): boolean {
  if (openedBy === undefined) return true;
  return Object.entries(openedBy).some(([name, values]) =>
    values.includes(knownText(variableOf(service, name))?.toLowerCase() ?? ""),
  );
}

function isClosed(
  service: ComposeService,
  command: ComposeCommand | undefined,
  { closedBy }: OpenService,
): boolean {
  if (command !== undefined && closedBy.options.some((option) => hasOption(command, option))) return true;
  return closedBy.variables.some((name) => variableOf(service, name) !== undefined);
}

function listens(
  service: ComposeService,
  command: ComposeCommand | undefined,
  { listens: by }: OpenService,
): boolean {
  if (by === undefined) return true;
  if (command !== undefined && by.flags.some((flag) => hasOption(command, flag))) return true;
  const address = command === undefined ? undefined : optionValue(command, ...by.options);
  if (address !== undefined) return isOpen(knownText(address.value));
  return by.variables.some((name) => isOpen(knownText(variableOf(service, name))));
}

/** `0.0.0.0`, `*`, `0.0.0.0:11434`, `http://0.0.0.0`. */
function isOpen(address: string | undefined): boolean {
  if (address === undefined || address === "") return false;
  const host = address.replace(/^https?:\/\//, "").replace(/:\d+$/, "");
  return !isLoopback(host);
}

function portOf(
  service: ComposeService,
  command: ComposeCommand | undefined,
  { port, options, variables }: OpenService["ports"][number],
): number | undefined {
  const option = command === undefined ? undefined : optionValue(command, ...options);
  if (option !== undefined) return numberAtEnd(knownText(option.value));
  for (const name of variables) {
    const value = variableOf(service, name);
    const number = numberAtEnd(knownText(value));
    if (number !== undefined) return number;
    if (value?.known === false) return undefined;
  }
  return port;
}

function numberAtEnd(text: string | undefined): number | undefined {
  const digits = /(?:^|:)(\d{1,5})$/.exec(text ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}
