import type { Argument, Command } from "../../model/command.ts";
import type { Edit } from "../../text/edit.ts";

/**
 * A word in quotes that hold where the command stands: inside `bash -c '…'` they are double ones. Undefined where no quotes
 * would do: the word holds quotes of its own, or a variable that only double quotes expand inside a JSON string.
 */
export function quoted(text: string, command: Command): string | undefined {
  if (/['"\\]/.test(text)) return undefined;
  const expands = /[$`]/.test(text);
  if (command.within === undefined) return expands ? `"${text}"` : `'${text}'`;
  if (command.within === "'") return `"${text}"`;
  return expands && command.at.instruction.exec !== undefined ? undefined : `'${text}'`;
}

/**
 * The edit that takes an argument out together with the white space and the continuation in front of it. Undefined where it
 * is not written out as one word of its own, or a comment stands before it.
 */
export function removal(command: Command, argument: Argument, source: string): Edit | undefined {
  const index = command.args.indexOf(argument);
  const before = command.args[index - 1]?.span ?? command.nameSpan;
  if (index === -1 || !isVerbatim(argument, source) || argument.span.start < before.end) return undefined;
  const gap = source.slice(before.end, argument.span.start);
  return gap.includes("#") ? undefined : { span: { start: before.end, end: argument.span.end }, text: "" };
}

/** The edit that replaces a part of an argument as it is written. Undefined where the part is not written out. */
export function replacement(
  argument: Argument,
  part: string,
  text: string,
  source: string,
): Edit | undefined {
  const at = argument.raw.lastIndexOf(part);
  if (at === -1 || !isVerbatim(argument, source)) return undefined;
  const start = argument.span.start + at;
  return { span: { start, end: start + part.length }, text };
}

function isVerbatim(argument: Argument, source: string): boolean {
  return source.slice(argument.span.start, argument.span.end) === argument.raw;
}
