import type { Command } from "../../model/command.ts";
import type { Dockerfile, StageInstruction } from "../../model/dockerfile.ts";
import { scriptOf } from "../../model/run.ts";
import type { ShellCommand } from "../../syntax/shell.ts";
import { parseShell } from "../../syntax/shell.ts";
import type { Edit } from "../../text/edit.ts";
import type { LogicalText } from "../../text/logical.ts";
import { sourceSpan } from "../../text/logical.ts";
import { eolOf } from "../../text/line.ts";

/**
 * The edit that has a RUN end in one more command, which runs only if what is there succeeds; in the style of the RUN.
 * Undefined where appending would change what is there, or would never run: the exec form, a comment or a semicolon at the
 * end, a heredoc that another program reads, a script that cannot be read or that leaves early.
 */
export function appendedCommand(
  dockerfile: Dockerfile,
  at: StageInstruction,
  command: string,
): Edit | undefined {
  const run = scriptOf(dockerfile, at);
  if (run === undefined || run.script.errors.length > 0 || run.script.commands.length === 0) return undefined;
  if (run.script.commands.some(leaves)) return undefined;
  const { instruction } = at;
  const { source } = dockerfile.syntax;
  if (instruction.heredocs.length > 0) return appendedLine(source, at, run.logical, command);
  const text = run.logical.text.trimEnd();
  if (!isLast(`${text} && ${command}`, command, run.script.commands.length)) return undefined;
  const end = sourceSpan(run.logical, 0, text.length).end;
  return { span: { start: end, end }, text: joint(source, instruction.span.start, end) + command };
}

/**
 * A command that cleans up behind another, run with the same rights: behind `sudo` where that one is. Undefined where these
 * cannot be told.
 */
export function withRightsOf({ wrappers, within, at }: Command, command: string): string | undefined {
  if (wrappers.includes("sudo")) return `sudo ${command}`;
  const changesUser = within !== undefined && /\b(?:sudo|su|gosu|su-exec)\b/.test(at.instruction.args.text);
  return changesUser || wrappers.includes("gosu") || wrappers.includes("su-exec") ? undefined : command;
}

function leaves({ words, isConditional, isSubshell, isSubstituted }: ShellCommand): boolean {
  return (
    !isConditional && !isSubshell && !isSubstituted && /^(?:exit|exec|return)$/.test(words[0]?.raw ?? "")
  );
}

/** Whether a script is read with the command at its very end, behind `&&`, and all else as before. */
function isLast(script: string, command: string, before: number): boolean {
  const { commands, errors } = parseShell({ text: script, pieces: [{ at: 0, source: 0 }] });
  const last = commands.at(-1);
  if (errors.length > 0 || last === undefined || commands.length !== before + 1) return false;
  const written = last.words.map((word) => word.raw).join(" ");
  return (
    written === command &&
    last.before === "&&" &&
    !last.isSubshell &&
    !last.isConditional &&
    !last.isSubstituted
  );
}

/** What joins the command: `&&` in front of it on a line of its own, or behind the last line where the RUN does it so. */
function joint(source: string, start: number, end: number): string {
  const eol = eolOf(source);
  const lines = source.slice(start, end).split(/\r?\n/);
  const leading = lines.findLast((line) => /^\s*&&/.test(line));
  if (leading !== undefined) return ` \\${eol}${indentOf(leading)}&& `;
  const trailing = lines.findLastIndex((line) => /&&[ \t]*\\[ \t]*$/.test(line));
  const next =
    trailing === -1 ? undefined : lines.slice(trailing + 1).find((line) => !/^\s*(?:#|$)/.test(line));
  if (next !== undefined) return ` && \\${eol}${indentOf(next)}`;
  const column = source.slice(source.lastIndexOf("\n", start - 1) + 1, start);
  return ` \\${eol}${/^[ \t]*$/.test(column) ? column : ""}    && `;
}

/** In a heredoc, a line of its own at the end. */
function appendedLine(
  source: string,
  at: StageInstruction,
  logical: LogicalText,
  command: string,
): Edit | undefined {
  const [heredoc] = at.instruction.heredocs;
  if (heredoc?.terminator === undefined || logical.pieces[0]?.source !== heredoc.body.start) return undefined;
  const body = source.slice(heredoc.body.start, heredoc.body.end);
  if (!stopsOnError(body)) return undefined;
  const line = body.split("\n").findLast((one) => one.trim() !== "" && !one.trim().startsWith("#"));
  if (line === undefined || line.trimEnd().endsWith("\\")) return undefined;
  const script = `${body}${command}\n`;
  const read = parseShell({ text: script, pieces: [{ at: 0, source: 0 }] });
  const last = read.commands.at(-1);
  if (read.errors.length > 0 || last === undefined || last.isConditional || last.isSubshell) return undefined;
  const end = heredoc.body.end;
  const eol = eolOf(source);
  return { span: { start: end, end }, text: `${topIndent(body)}${command}${eol}` };
}

/** Without `set -e` the last command decides whether the RUN succeeds, so nothing may be put behind it. */
function stopsOnError(body: string): boolean {
  return /^\s*set\s+-[a-z]*e/m.test(body) || /^#!.*\s-[a-z]*e/.test(body);
}

/** The indentation of the first line that holds a command. */
function topIndent(body: string): string {
  const line = body.split("\n").find((one) => one.trim() !== "" && !one.startsWith("#!"));
  return indentOf(line ?? "");
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}
