import type { Argument, Command } from "../../model/command.ts";
import { pipInstall } from "../../model/pip.ts";
import { runCommands } from "../../model/query.ts";
import { packageCall } from "../../model/system-packages.ts";
import { cover } from "../../text/span.ts";
import type { Finding, Fix } from "../rule.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  name: "shell-operator-missing",
  subject: "dockerfile",
  category: "syntax",
  severity: "error",
  since: "0.1.0",
  summary: "a second command on a continued line, which the first one takes for its arguments",
  sources: ["POSIX.1-2024 Shell Command Language, 2.9.1 Simple Commands"],
  *check({ dockerfile, source }) {
    for (const command of runCommands(dockerfile)) {
      const { shell, args } = command;
      if (
        shell === undefined ||
        args.length < 2 ||
        !source.slice(command.span.start, command.span.end).includes("\n")
      )
        continue;
      for (let index = 0; index + 1 < args.length; index += 1) {
        const finding = findingAt(command, index, source, dockerfile.syntax.escape);
        if (finding !== undefined) yield finding;
      }
    }
  },
});

const INSTRUCTION = /^(?:RUN|COPY|ADD|ENV|WORKDIR|CMD|ENTRYPOINT|EXPOSE|USER)$/;

function findingAt(command: Command, index: number, source: string, escape: string): Finding | undefined {
  const [word, next] = [command.args[index], command.args[index + 1]];
  if (word === undefined || next === undefined || word.quoted || !beginsLine(word, source)) return undefined;
  const at = cover(word.span, next.span);
  if (INSTRUCTION.test(word.raw)) {
    const fix = withoutBackslash(word, source, escape);
    const message = `${word.raw} begins an instruction, but the line before it ends in "${escape}", so ${command.name} takes it for an argument. Take the "${escape}" away.`;
    return { at: word.span, message, fixes: fix === undefined ? [] : [fix] };
  }
  if (!startsCommand(word.raw, restOfLine(command.args, index + 1, source))) return undefined;
  const taker = takerOf(command);
  if (taker === undefined) return undefined;
  const { start } = word.span;
  return {
    at,
    message: `"${word.raw} ${next.raw}" begins a second command, but nothing parts it from the first: ${command.name} takes its words for ${taker}. Put && in front of it.`,
    fixes: [
      {
        title: 'Put "&&" in front of it',
        safety: "suggested",
        edits: [{ span: { start, end: start }, text: "&& " }],
      },
    ],
  };
}

/** Whether only white space stands before the word on its line. */
function beginsLine({ span }: Argument, source: string): boolean {
  const line = source.lastIndexOf("\n", span.start - 1) + 1;
  return line > 0 && /^[ \t]*$/.test(source.slice(line, span.start));
}

/** What a command takes its arguments for; undefined for those that start other programs, or print what they get. */
function takerOf(command: Command): string | undefined {
  const install = pipInstall(command);
  const call = packageCall(command);
  if (
    install !== undefined ||
    (call !== undefined && /^(?:install|add|create|update|upgrade|remove|purge)$/.test(call.verb))
  ) {
    return "package names";
  }
  return call !== undefined ||
    /^(?:cd|rm|mkdir|cp|mv|ln|tar|unzip|chmod|chown|git|wget|curl)$/.test(command.name)
    ? "arguments"
    : undefined;
}

/** Programs with what must follow them before a line is surely a command and no list of packages. */
const STARTS: readonly { readonly program: RegExp; readonly next: RegExp }[] = [
  { program: /^(?:\S*\/)?pip[\d.]*$/, next: /^(?:install|uninstall|download|config|cache)$/ },
  { program: /^(?:\S*\/)?python[\d.]*$/, next: /^(?:-m|-c|\S+\.py)$/ },
  {
    program: /^(?:apt-get|apt|yum|dnf|microdnf|apk|zypper|aptitude)$/,
    next: /^(?:-\S+|install|update|upgrade|clean|autoclean|autoremove|add|remove|purge)$/,
  },
  {
    program: /^(?:\S*\/)?(?:conda|mamba|micromamba)$/,
    next: /^(?:install|create|clean|update|env|config|init|activate|run)$/,
  },
  { program: /^uv$/, next: /^(?:pip|sync|venv|tool)$/ },
  { program: /^npm$/, next: /^(?:install|ci|run)$/ },
  { program: /^git$/, next: /^(?:clone|checkout|submodule|config)$/ },
  { program: /^rm$/, next: /^-[rf]+$/ },
  { program: /^mkdir$/, next: /^(?:-p|\/\S+)$/ },
  { program: /^cd$/, next: /^\.{0,2}\/\S*$/ },
  { program: /^make$/, next: /^-[jC]\S*$/ },
];

function startsCommand(program: string, rest: readonly string[]): boolean {
  const [next = ""] = rest;
  if (program === "wget" || program === "curl") return rest.some((word) => /^["']?https?:\/\//.test(word));
  if (program === "apt" && next.startsWith("-")) {
    return rest.some((word) => /^(?:install|update|upgrade|remove)$/.test(word));
  }
  // pip and wheel are packages too, often named side by side.
  if (next === "wheel" && /^pip[\d.]*$/.test(program)) return /^(?:-|\.|\S*\/)/.test(rest[1] ?? "");
  if (program.startsWith("python") && next === "-m") return /^[a-z]\w*$/.test(rest[1] ?? "");
  return STARTS.some((one) => one.next.test(next) && one.program.test(program));
}

/** The words, as written, up to the end of the line that they begin on. */
function restOfLine(args: readonly Argument[], from: number, source: string): readonly string[] {
  const words: string[] = [];
  for (let index = from; index < args.length; index += 1) {
    const argument = args[index];
    if (argument === undefined || (index > from && beginsLine(argument, source))) break;
    words.push(argument.raw);
  }
  return words;
}

/** Ends the line before the word: takes the escape character and the blanks before it away. */
function withoutBackslash({ span }: Argument, source: string, escape: string): Fix | undefined {
  const at = source.lastIndexOf(escape, span.start);
  if (at === -1 || !/^.[ \t]*\r?\n(?:[ \t]*(?:#.*)?\r?\n)*[ \t]*$/.test(source.slice(at, span.start)))
    return undefined;
  let start = at;
  while (start > 0 && /[ \t]/.test(source[start - 1] ?? "")) start -= 1;
  const edits = [{ span: { start, end: at + 1 }, text: "" }];
  return { title: `Take the "${escape}" away`, safety: "suggested", edits };
}
