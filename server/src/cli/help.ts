import type { CommandSpec, OptionSpec } from "./options.ts";
import { COMMANDS, GLOBAL_OPTIONS } from "./options.ts";

/** The help of a command, or of the program as a whole. */
export function helpText(topic: CommandSpec | undefined): string {
  return topic === undefined ? overview() : commandHelp(topic);
}

function overview(): string {
  const commands = COMMANDS.map(
    ({ name, operands, summary }) => [`${name} ${operands}`.trimEnd(), summary] as const,
  );
  return [
    "ml-containers diagnoses the Dockerfiles and compose files that train and serve models.",
    "",
    "Usage: ml-containers COMMAND [OPTION…]",
    "",
    "Commands:",
    ...columns(commands),
    "",
    "Options:",
    ...columns(GLOBAL_OPTIONS.map(optionRow)),
    "",
    "ml-containers COMMAND --help says more about a command.",
    "",
  ].join("\n");
}

function commandHelp({ name, operands, summary, details, options }: CommandSpec): string {
  return [
    `${summary}.`,
    "",
    `Usage: ml-containers ${[name, operands, "[OPTION…]"].filter((part) => part !== "").join(" ")}`,
    "",
    ...(details === undefined ? [] : [...details.flatMap((text) => wrap(text, WIDTH)), ""]),
    "Options:",
    ...columns(options.map(optionRow)),
    "",
  ].join("\n");
}

const WIDTH = 96;

function optionRow({ name, short, value, help }: OptionSpec): readonly [string, string] {
  const long = value === undefined ? `--${name}` : `--${name} ${value}`;
  return [short === undefined ? `    ${long}` : `-${short}, ${long}`, help];
}

function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const left = Math.max(...rows.map(([label]) => label.length)) + 2;
  return rows.flatMap(([label, text]) =>
    wrap(text, WIDTH - left - 2).map((line, index) => `  ${(index === 0 ? label : "").padEnd(left)}${line}`),
  );
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
