import type { Argument } from "./command-line.ts";
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
 * Takes off sudo, env, exec, nice and the like, `conda run`, and turns `python -m pip` into pip. An option that is not
 * listed counts as one without a value; its value is then taken for the program, a name that means nothing to anybody.
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
  ["exec", ["-a"]],
  ["command", []],
  ["time", ["-f", "-o"]],
  ["nice", ["-n"]],
  ["nohup", []],
  ["ionice", ["-c", "-n"]],
  ["timeout", ["-s", "-k", "--signal", "--kill-after"]],
  [
    "xargs",
    ["-n", "-I", "-P", "-L", "-d", "-a", "-s", "--max-args", "--max-procs", "--delimiter", "--arg-file"],
  ],
  ["tini", ["-p", "-e"]],
  ["dumb-init", []],
  ["gosu", []],
  ["su-exec", []],
  ["xvfb-run", ["-s", "-n"]],
  ["stdbuf", ["-i", "-o", "-e"]],
  ["eatmydata", []],
]);

/** Wrappers whose first operand is not yet the program. */
const OPERANDS: ReadonlyMap<string, number> = new Map([
  ["timeout", 1],
  ["gosu", 1],
  ["su-exec", 1],
]);

/** Programs whose `run` starts another one in their environment, with the options that take a value. */
const RUNNERS: ReadonlyMap<string, readonly string[]> = new Map([
  ["conda", ["-n", "--name", "-p", "--prefix", "--cwd"]],
  ["mamba", ["-n", "--name", "-p", "--prefix", "--cwd"]],
  [
    "micromamba",
    ["-n", "--name", "-p", "--prefix", "--cwd", "-r", "--root-prefix", "-e", "--env", "-a", "--attach"],
  ],
  ["poetry", ["-C", "--directory", "-P", "--project"]],
  ["pipenv", []],
  ["pdm", ["-p", "--project"]],
  ["pixi", ["-e", "--environment", "--manifest-path"]],
  [
    "uv",
    [
      "--with",
      "--python",
      "-p",
      "--extra",
      "--group",
      "--package",
      "--directory",
      "--project",
      "--index",
      "--env-file",
    ],
  ],
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
  if (name === "env") return assigningStep(name, words, ["-u", "-C", "--unset", "--chdir"], variables);
  if (name === "sudo") return assigningStep(name, words, ["-u", "-g", "--user", "--group"], variables);
  const valued = WRAPPERS.get(name);
  if (valued !== undefined) {
    const from = afterOptions(words, 1, valued);
    const rest = words.slice(from + (OPERANDS.get(name) ?? 0));
    return rest.length > 0 ? { wrapper: name, rest } : undefined;
  }
  const runs = RUNNERS.get(name);
  if (runs !== undefined) return runStep(name, words, runs);
  if (/^python[\d.]*$/.test(name)) return moduleStep(name, words);
  return undefined;
}

/** `env` and `sudo`, which take `NAME=value` words in front of the program. */
function assigningStep(
  wrapper: string,
  words: readonly Argument[],
  valued: readonly string[],
  variables: Map<string, Resolved>,
): Step | undefined {
  let at = afterOptions(words, 1, valued);
  for (; at < words.length; at += 1) {
    const match = /^([A-Za-z_]\w*)=(.*)$/s.exec(textAt(words, at));
    if (match === null) break;
    variables.set(match[1] ?? "", known(match[2] ?? ""));
  }
  return at < words.length ? { wrapper, rest: words.slice(at) } : undefined;
}

/** `conda run -n NAME pip`, `poetry run pip`. */
function runStep(name: string, words: readonly Argument[], valued: readonly string[]): Step | undefined {
  if (textAt(words, 1) !== "run") return undefined;
  const from = afterOptions(words, 2, valued);
  return from < words.length ? { wrapper: `${name} run`, rest: words.slice(from) } : undefined;
}

/** `python [-B -W ignore …] -m pip install` and `python -mpip install` are pip. */
function moduleStep(name: string, words: readonly Argument[]): Step | undefined {
  const at = afterOptions(words, 1, ["-W", "-X"], "-m");
  const joined = /^-m(.+)$/.exec(textAt(words, at))?.[1];
  const program = words[at + (joined === undefined ? 1 : 0)];
  if (program === undefined || !textAt(words, at).startsWith("-m")) return undefined;
  if (!MODULE_PROGRAMS.has(joined ?? textAt(words, at + 1))) return undefined;
  if (joined === undefined) return { wrapper: name, rest: words.slice(at + 1) };
  const span = { start: program.span.end - joined.length, end: program.span.end };
  return {
    wrapper: name,
    rest: [{ ...program, value: known(joined), raw: joined, span }, ...words.slice(at + 1)],
  };
}

function afterOptions(
  words: readonly Argument[],
  from: number,
  valued: readonly string[],
  last?: string,
): number {
  let at = from;
  while (at < words.length && textAt(words, at).startsWith("-")) {
    const option = textAt(words, at);
    if (last !== undefined && option.startsWith(last)) break;
    at += valued.includes(option) ? 2 : 1;
    if (option === "--") break;
  }
  return at;
}

function textAt(words: readonly Argument[], index: number): string {
  return knownText(words[index]?.value) ?? "";
}
