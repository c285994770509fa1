import type { Command } from "../../model/command.ts";
import { pipInstall } from "../../model/pip.ts";
import { runCommands } from "../../model/query.ts";
import { packageCall } from "../../model/system-packages.ts";
import { knownText } from "../../model/resolved.ts";
import type { ShellRedirect, ShellWord } from "../../syntax/shell.ts";
import type { Span } from "../../text/span.ts";
import type { Finding } from "../rule.ts";
import { defineRule } from "../rule.ts";
import { quoted } from "../shared/package-edits.ts";

export default defineRule({
  name: "version-spec-unquoted",
  subject: "dockerfile",
  category: "packages",
  severity: "error",
  since: "0.1.0",
  summary: "a version range without quotes, which the shell takes for a redirection",
  sources: ["POSIX.1-2024 Shell Command Language, 2.7 Redirection"],
  *check({ dockerfile, source }) {
    for (const command of runCommands(dockerfile)) {
      if (command.shell === undefined || command.shell.redirects.length === 0 || !installs(command)) continue;
      for (const spec of specsOf(command.shell.words, command.shell.redirects, source)) {
        yield findingOf(spec, command, source);
      }
    }
  },
});

/** A package word and the redirections that were meant to be its version clauses. */
interface Spec {
  readonly word: ShellWord;
  readonly redirects: readonly ShellRedirect[];
  /** The version that white space parted from its operator: `>= 2.0`. */
  readonly version: ShellWord | undefined;
}

/** Whether the command installs packages that may carry version clauses. */
function installs(command: Command): boolean {
  if (pipInstall(command) !== undefined) return true;
  const verb = packageCall(command)?.verb;
  if (verb !== undefined) return ["install", "add", "create", "update", "upgrade"].includes(verb);
  const verbs = ADDERS.get(command.name);
  return verbs?.includes(knownText(command.args[0]?.value) ?? "") === true;
}

const ADDERS: ReadonlyMap<string, readonly string[]> = new Map([
  ["uv", ["add", "tool"]],
  ["pipx", ["install"]],
  ["poetry", ["add"]],
  ["pipenv", ["install"]],
  ["pdm", ["add"]],
]);

/** The specs in order; both lists are walked once, side by side. */
function specsOf(
  words: readonly ShellWord[],
  redirects: readonly ShellRedirect[],
  source: string,
): readonly Spec[] {
  const specs: Spec[] = [];
  let before = -1;
  for (let at = 0; at < redirects.length; at += 1) {
    const redirect = redirects[at];
    if (redirect === undefined) break;
    while ((words[before + 1]?.span.end ?? Number.POSITIVE_INFINITY) <= redirect.span.start) before += 1;
    const word = words[before];
    if (word === undefined || !isClause(redirect) || !isPackage(word)) continue;
    const joined = word.span.end === redirect.span.start;
    const parted =
      redirect.target?.raw.startsWith("=") === true && isBlank(source, word.span.end, redirect.span.start);
    if (!joined && !parted) continue;
    const chain = [redirect];
    let next = redirects[at + 1];
    while (next !== undefined && next.span.start === redirects[at]?.span.end && isClause(next)) {
      chain.push(next);
      at += 1;
      next = redirects[at + 1];
    }
    const version = chain.at(-1)?.target?.raw === "=" ? words[before + 1] : undefined;
    specs.push({ word, redirects: chain, version });
  }
  return specs;
}

/** `>=1.2`, `<2`, `>1.0,!=1.5`: what follows the sign is a version, and no name that somebody would give a file. */
function isClause(redirect: ShellRedirect): boolean {
  if (redirect.operator !== ">" && redirect.operator !== "<") return false;
  const target = redirect.target?.raw ?? "";
  return (
    target.startsWith("=") || /^\d+(?:\.[\d*]+){0,5}(?:\.?(?:a|b|rc|dev|post)\d*)?(?:,.*)?$/.test(target)
  );
}

/** `numpy`, `transformers[torch]`, `"torch"`; no option, path or verb. */
function isPackage(word: ShellWord): boolean {
  const text = word.raw.replaceAll(/^["']|["']$/g, "");
  return /^[A-Za-z0-9][\w.-]*(?:::[\w.-]+)?(?:\[[\w.,-]*\])?(?:[=~!]=.*)?$/.test(text) && !VERBS.has(text);
}

const VERBS: ReadonlySet<string> = new Set(["install", "add", "create", "update", "upgrade", "pip", "tool"]);

function isBlank(source: string, start: number, end: number): boolean {
  return source.slice(start, end).trim() === "";
}

function findingOf(spec: Spec, command: Command, source: string): Finding {
  const { word, redirects, version } = spec;
  const last = version?.span.end ?? redirects.at(-1)?.span.end ?? word.span.end;
  const at: Span = { start: word.span.start, end: last };
  const name = word.raw.replaceAll(/["']/g, "");
  const clauses =
    redirects.map((one) => `${one.operator}${one.target?.raw ?? ""}`).join("") + (version?.raw ?? "");
  const text = quoted(name + clauses, command);
  const isWhole =
    source.slice(at.start, at.end).replaceAll(/\s+/g, "") === (word.raw + clauses).replaceAll(/\s+/g, "");
  return {
    at,
    message: `${effect(name, redirects)} Quote the requirement.`,
    fixes:
      text === undefined || !isWhole
        ? []
        : [{ title: `Quote ${name}${clauses}`, safety: "suggested", edits: [{ span: at, text }] }],
  };
}

function effect(name: string, redirects: readonly ShellRedirect[]): string {
  const input = redirects.find((one) => one.operator === "<");
  if (input !== undefined) {
    const file = input.target?.raw ?? "";
    return `The shell takes <${file} for input from a file named "${file}", which does not exist, so this step fails.`;
  }
  const file = redirects[0]?.target?.raw ?? "";
  return `The shell takes >${file} for a redirection to a file named "${file}": ${name} is installed in any version.`;
}
