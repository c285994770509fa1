/**
 * The program that a container's words run at last, without what only wraps it: `sh -c`, tini, `uv run`, `conda run -n x`,
 * `exec`, `nice`, variables in front. A script of several commands gives its last one, which is the one that stays.
 */
export function programWords(argv: readonly string[]): readonly string[] {
  let words: readonly string[] = argv.map((word) => word.slice(0, LONGEST_WORD));
  for (let depth = 0; depth < 8; depth += 1) {
    const next = unwrapped(words);
    if (next === undefined) break;
    words = next;
  }
  return words;
}

/** The name of a program without its folder. */
export function baseName(word: string | undefined): string {
  return word?.slice(word.lastIndexOf("/") + 1) ?? "";
}

const LONGEST_WORD = 4_000;

const SHELLS = new Set(["sh", "bash", "dash", "ash", "zsh"]);
const PLAIN = new Set([
  "exec",
  "nohup",
  "time",
  "sudo",
  "gosu",
  "su-exec",
  "stdbuf",
  "setsid",
  "numactl",
  "catchsegv",
]);
const ENTRYPOINTS = /^(?:docker-)?entrypoint(?:\.sh|\.py)?$|^nvidia_entrypoint\.sh$|^_entrypoint\.sh$/;
const RUNNERS = new Set([
  "uv",
  "poetry",
  "pipenv",
  "pdm",
  "hatch",
  "rye",
  "pixi",
  "conda",
  "mamba",
  "micromamba",
]);
const OPTIONS_WITH_VALUE = new Set([
  "-n",
  "--name",
  "-p",
  "--prefix",
  "-e",
  "--environment",
  "--with",
  "--extra",
  "--group",
  "-g",
  "--python",
  "--project",
  "--cwd",
]);

function unwrapped(words: readonly string[]): readonly string[] | undefined {
  const [first, ...rest] = words;
  if (first === undefined) return undefined;
  const name = baseName(first);
  if (SHELLS.has(name)) return scriptWords(rest);
  if (/^\w+=/.test(first)) return rest;
  if (name === "env") return rest.filter((word, index) => index > 0 || !word.startsWith("-"));
  if (name === "tini" || name === "dumb-init" || name === "catatonit") {
    const dashes = rest.indexOf("--");
    return rest.slice(dashes >= 0 ? dashes + 1 : rest.findIndex((word) => !word.startsWith("-")));
  }
  if (name === "nice" || name === "timeout") return afterOptions(rest, 1);
  if (name === "gosu" || name === "su-exec") return rest.slice(1);
  if (PLAIN.has(name) || ENTRYPOINTS.test(name)) return rest.length === 0 ? undefined : afterOptions(rest, 0);
  if (RUNNERS.has(name) && rest[0] === "run") return afterOptions(rest.slice(1), 0);
  return undefined;
}

function scriptWords(args: readonly string[]): readonly string[] | undefined {
  const at = args.findIndex((arg) => /^-[a-z]*c$/.test(arg));
  if (at < 0) return args.length > 0 && !args[0]?.startsWith("-") ? args : undefined;
  const script = args[at + 1];
  if (script === undefined) return undefined;
  // Enough for a guess at what it is for: the last command that is not a mere `wait` or `tail`.
  const commands = script
    .split(/&&|\|\||[;\n|]|(?<!>)&/)
    .map((command) => command.trim())
    .filter((command) => command !== "" && !/^(?:wait|tail|sleep|echo|true|fi|done|tee)\b/.test(command));
  return commands
    .at(-1)
    ?.split(/\s+/)
    .map((word) => word.replaceAll(/^["']|["']$/g, ""));
}

function afterOptions(words: readonly string[], skip: number): readonly string[] {
  let at = 0;
  while (at < words.length && words[at]?.startsWith("-") === true) {
    at += OPTIONS_WITH_VALUE.has(words[at] ?? "") ? 2 : 1;
  }
  // `nice -n 10 python` was read above; `timeout 60 python` has its number first.
  return words.slice(/^\d+[smhd]?$/.test(words[at] ?? "") ? at + skip : at);
}
