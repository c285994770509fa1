import type { Command } from "../../server/src/engine/model/command.ts";
import { commandsOf } from "../../server/src/engine/model/command.ts";
import { modelDockerfile } from "../../server/src/engine/model/dockerfile.ts";
import { instructions } from "../../server/src/engine/model/query.ts";
import type { Resolved } from "../../server/src/engine/model/resolved.ts";
import { parseDockerfile } from "../../server/src/engine/syntax/dockerfile.ts";

/** The commands of a RUN, or of a whole file where the text has a FROM. */
export function commandsIn(text: string): readonly Command[] {
  const source = text.includes("FROM ") ? text : `FROM base\nARG UNSET\nARG VERSION=2.5.1\nRUN ${text}\n`;
  const dockerfile = modelDockerfile(parseDockerfile(source));
  return [...instructions(dockerfile, "RUN")].flatMap((at) => commandsOf(dockerfile, at));
}

/** The first command of a RUN. */
export function commandIn(text: string): Command {
  const [command] = commandsIn(text);
  if (command === undefined) throw new Error(`no command in ${text}`);
  return command;
}

/** A value as text; what is not known is written `?`. */
export function show(value: Resolved | undefined): string {
  if (value === undefined) return "";
  return value.known
    ? value.text
    : value.parts.map((part) => (typeof part === "string" ? part : "?")).join("");
}
