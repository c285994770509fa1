import type { Argument } from "./command.ts";
import type { Resolved } from "./resolved.ts";
import { known, knownText } from "./resolved.ts";
import { baseName } from "./run.ts";

/** A command line without the programs that only start another one. */
export interface Unwrapped {
  readonly wrappers: readonly string[];
  /** What `env NAME=value` sets. */
  readonly variables: ReadonlyMap<string, Resolved>;
  readonly rest: readonly Argument[];
}

/**
 * Takes off sudo, env, exec, nice and the like, `conda run`, and turns `python -m pip` into pip. An option of a wrapper that
 * is not known ends the unwrapping, so that a wrong program is never read.
 */
export function unwrap(words: readonly Argument[]): Unwrapped {
  const wrappers: string[] = [];
  const variables = new Map<string, Resolved>();
  let rest = words;
  for (;;) {
    const next = step(rest, variables);
    if (next === undefined) return { wrappers, variables, rest };
    wrappers.push(next.wrapper);
    rest = next.rest;
  }
}

interface Step {
  readonly wrapper: string;
  readonly rest: readonly Argument[];
}

/** Wrappers with the options that take a value of their own. */
const WRAPPERS: ReadonlyMap<string, readonly string[]> = new Map([
  ["sudo", ["-u", "-g", "--user", "--group"]],
  ["exec", ["-a"]],
  ["command", []],
  ["time", ["-f", "-o"]],
  ["nice", ["-n"]],
  ["nohup", []],
  ["ionice", ["-c", "-n"]],
  ["timeout", ["-s", "-k"]],
  ["tini", ["-p", "-e"]],
  ["dumb-init", []],
  ["gosu", []],
  ["xvfb-run", ["-s", "-n"]],
  ["stdbuf", ["-i", "-o", "-e"]],
  ["eatmydata", []],
]);

/** Wrappers whose first operand is not yet the program. */
const OPERANDS: ReadonlyMap<string, number> = new Map([
  ["timeout", 1],
  ["gosu", 1],
]);

const MODULE_PROGRAMS = new Set([
  "pip",
  "uv",
  "conda",
  "poetry",
  "pipx",
  "pdm",
  "jupyter",
  "ensurepip",
  "venv",
]);

function step(words: readonly Argument[], variables: Map<string, Resolved>): Step | undefined {
  const name = baseName(textAt(words, 0));
  if (name === "env") return envStep(words, variables);
  const valued = WRAPPERS.get(name);
  if (valued !== undefined) {
    const from = afterOptions(words, 1, valued);
    const rest = words.slice(from + (OPERANDS.get(name) ?? 0));
    return rest.length > 0 ? { wrapper: name, rest } : undefined;
  }
  if (name === "conda" || name === "mamba" || name === "micromamba") return condaRun(name, words);
  if (/^python[\d.]*$/.test(name)) return moduleStep(name, words);
  return undefined;
}

function envStep(words: readonly Argument[], variables: Map<string, Resolved>): Step | undefined {
  let at = afterOptions(words, 1, ["-u", "-C", "--unset", "--chdir"]);
  for (; at < words.length; at += 1) {
    const match = /^([A-Za-z_]\w*)=(.*)$/s.exec(textAt(words, at));
    if (match === null) break;
    variables.set(match[1] ?? "", known(match[2] ?? ""));
  }
  return at < words.length ? { wrapper: "env", rest: words.slice(at) } : undefined;
}

function condaRun(name: string, words: readonly Argument[]): Step | undefined {
  if (textAt(words, 1) !== "run") return undefined;
  const from = afterOptions(words, 2, ["-n", "--name", "-p", "--prefix", "--cwd"]);
  return from < words.length ? { wrapper: `${name} run`, rest: words.slice(from) } : undefined;
}

/** `python [-B -u …] -m pip install` is pip. */
function moduleStep(name: string, words: readonly Argument[]): Step | undefined {
  const flag = words.findIndex((_, index) => index > 0 && textAt(words, index) === "-m");
  if (flag === -1 || !words.slice(1, flag).every((_, index) => textAt(words, index + 1).startsWith("-"))) {
    return undefined;
  }
  if (!MODULE_PROGRAMS.has(textAt(words, flag + 1))) return undefined;
  return { wrapper: name, rest: words.slice(flag + 1) };
}

function afterOptions(words: readonly Argument[], from: number, valued: readonly string[]): number {
  let at = from;
  while (at < words.length && textAt(words, at).startsWith("-")) {
    const option = textAt(words, at);
    at += valued.includes(option) ? 2 : 1;
    if (option === "--") break;
  }
  return at;
}

function textAt(words: readonly Argument[], index: number): string {
  return knownText(words[index]?.value) ?? "";
}
