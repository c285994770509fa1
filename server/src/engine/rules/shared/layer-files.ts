import type { Argument, Command } from "../../model/command.ts";
import type { Dockerfile, StageInstruction } from "../../model/dockerfile.ts";
import { wordsOf } from "../../model/dockerfile.ts";
import type { Grammar } from "../../model/options.ts";
import { parseOptions } from "../../model/options.ts";
import { knownText } from "../../model/resolved.ts";
import type { Span } from "../../text/span.ts";

/** Files that an instruction puts into its layer. */
export interface LayerFiles {
  /** Absolute; below `<cwd>` where only the image knows the working directory, and `/root` for the home directory. */
  readonly path: string;
  /** As a reader would name the cause: `git clone`, `COPY`. */
  readonly by: string;
  readonly kind: "copy" | "download" | "package";
  /** Whether they are surely worth the room: weights, wheels, a repository, a whole context; else an archive of any size. */
  readonly isLarge: boolean;
  readonly span: Span;
  readonly at: StageInstruction;
}

/** A working directory that nobody can tell. */
export const UNKNOWN_DIRECTORY = "<unknown>";

/** The path that a word means in a directory; undefined where it cannot be told. */
export function resolvePath(directory: string, path: string): string | undefined {
  const home = path.replace(/^(?:~|\$HOME|\$\{HOME\})(?=\/|$)/, "/root");
  if (/[$`~]/.test(home)) return undefined;
  if (!home.startsWith("/") && directory === UNKNOWN_DIRECTORY) return undefined;
  const parts: string[] = [];
  for (const part of (home.startsWith("/") ? home : `${directory}/${home}`).split("/")) {
    if (part === "..") {
      const last = parts.pop();
      if (last === undefined || last.startsWith("<")) return undefined;
    } else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts[0]?.startsWith("<") === true ? parts.join("/") : `/${parts.join("/")}`;
}

/** What a COPY or ADD puts into the image; small files and single folders of the context are left out. */
export function copiedFiles(
  dockerfile: Dockerfile,
  at: StageInstruction,
  directory: string,
): readonly LayerFiles[] {
  const { instruction } = at;
  if (instruction.heredocs.length > 0) return [];
  const words = wordsOf(at, dockerfile.syntax.escape);
  const written = knownText(words.at(-1)?.value);
  const destination = written === undefined ? undefined : resolvePath(directory, written);
  if (written === undefined || destination === undefined || destination === "/") return [];
  const sources = words.slice(0, -1);
  const isFolder = written.endsWith("/") || /(?:^|\/)\.$/.test(written) || sources.length > 1;
  const isFromStage = instruction.flags.some(({ name }) => name === "from");
  const by = instruction.keyword;
  return sources.flatMap(({ value, span }) => {
    const source = knownText(value)?.replace(/[?#].*$/, "");
    if (source === undefined) return [];
    const name = lastPart(source);
    const common = { by, kind: "copy" as const, span, at };
    if (/^(?:\.?\/?|\.\/\*|\*)$/.test(source))
      return [{ ...common, path: destination, isLarge: !isFromStage }];
    if (isArchive(name)) {
      const path = isFolder ? `${destination}/${name}` : destination;
      return [{ ...common, path, isLarge: isLarge(name) }];
    }
    const isDirectory = source.endsWith("/") || !name.includes(".");
    const isWorthRoom = isFromStage || LARGE_FOLDER.test(lastPart(source.replace(/\/+$/, "")));
    return isDirectory && isWorthRoom && !isShared(destination)
      ? [{ ...common, path: destination, isLarge: true }]
      : [];
  });
}

/** What a command of a RUN puts into the layer. */
export function writtenFiles(command: Command, directory: string): readonly LayerFiles[] {
  const { at, span, name } = command;
  const common = { kind: "download" as const, span, at };
  if (name === "git") {
    const path = clonePath(command, directory);
    return path === undefined ? [] : [{ ...common, path, by: "git clone", isLarge: true }];
  }
  if (name === "wget" || name === "curl") {
    const path = downloadPath(command, directory);
    const file = path === undefined ? "" : lastPart(path);
    return path !== undefined && isArchive(file)
      ? [{ ...common, path, by: name, isLarge: isLarge(file) }]
      : [];
  }
  return [];
}

/** Archives, installers, packages and weights: what may be worth the room even as a single file. */
const ARCHIVE =
  /\.(?:whl|zip|tar|tgz|txz|tbz2?|gz|xz|bz2|zst|7z|deb|rpm|run|bin|iso|exe|jar|pt|pth|ckpt|safetensors|gguf|onnx|engine|h5|pb)$|(?:conda|mamba|forge)\d?[\w.-]*\.sh$/i;

/** Wheels, installers and weights: of other archives only the name may tell that they are large. */
const LARGE =
  /\.(?:whl|run|bin|iso|pt|pth|ckpt|safetensors|gguf|onnx|engine|h5|pb)$|(?:conda|mamba|forge)\d?[\w.-]*\.sh$/i;

/** Names of weights, data and the libraries of CUDA. */
const NAMES_DATA =
  /(?:^|[-_.])(?:weights?|models?|checkpoints?|datasets?|data|libtorch|cuda|cudnn|tensorrt)(?=$|[-_.\d])/i;

/** Folders that hold no sources; one called `models` often does. */
const LARGE_FOLDER = /^(?:weights|checkpoints|wheels|wheelhouse)$/;

/** The package of a key or of a repository's address has a few kilobytes. */
function isArchive(name: string): boolean {
  return ARCHIVE.test(name) && !/keyring|release|[-_]repo[-_.]/i.test(name);
}

function isLarge(name: string): boolean {
  return LARGE.test(name) || NAMES_DATA.test(name);
}

/** Directories that hold more than what is copied there. */
function isShared(path: string): boolean {
  return /^\/(?:usr|etc|bin|sbin|lib|lib64|opt|root|home|var|tmp)?(?:\/(?:local|share|s?bin|lib|include))*$/.test(
    path,
  );
}

const GIT: Grammar = {
  short: { "-b": "--branch", "-c": "--config", "-j": "--jobs", "-o": "--origin" },
  valued: new Set([
    "--branch",
    "--config",
    "--jobs",
    "--origin",
    "--depth",
    "--reference",
    "--filter",
    "--template",
    "--separate-git-dir",
  ]),
};

function clonePath({ args }: Command, directory: string): string | undefined {
  if (knownText(args[0]?.value) !== "clone") return undefined;
  const { operands, unknown } = parseOptions(args.slice(1), GIT);
  const [address, target] = operands;
  if (address === undefined || unknown.length > 0) return undefined;
  if (target !== undefined) return pathOf(target, directory);
  const text = knownText(address.value);
  const name = text === undefined ? "" : lastPart(text.replace(/\/+$/, "")).replace(/\.git$/, "");
  return name === "" ? undefined : resolvePath(directory, name);
}

const WGET: Grammar = {
  short: {
    "-O": "--output-document",
    "-P": "--directory-prefix",
    "-o": "--output-file",
    "-t": "--tries",
    "-T": "--timeout",
    "-U": "--user-agent",
  },
  valued: new Set([
    "--output-document",
    "--directory-prefix",
    "--output-file",
    "--tries",
    "--timeout",
    "--user-agent",
    "--header",
  ]),
};
const CURL: Grammar = {
  short: {
    "-o": "--output",
    "-O": "--remote-name",
    "-H": "--header",
    "-A": "--user-agent",
    "-m": "--max-time",
    "-u": "--user",
    "-d": "--data",
    "-X": "--request",
  },
  valued: new Set([
    "--output",
    "--header",
    "--user-agent",
    "--max-time",
    "--user",
    "--data",
    "--request",
    "--retry",
    "--output-dir",
    "--connect-timeout",
    "--retry-delay",
  ]),
};

function downloadPath({ name, args, shell }: Command, directory: string): string | undefined {
  const { options, operands } = parseOptions(args, name === "wget" ? WGET : CURL);
  const to = shell?.redirects.find(({ operator }) => operator === ">")?.target?.raw;
  if (to !== undefined) return resolvePath(directory, to.replaceAll(/["']/g, ""));
  const output = options.get(name === "wget" ? "--output-document" : "--output")?.[0]?.value;
  if (output !== undefined) return pathOf(output, directory);
  const [address, ...others] = operands;
  const text = knownText(address?.value)?.replace(/[?#].*$/, "");
  if (text === undefined || others.length > 0 || shell?.after === "|") return undefined;
  const folder = options.get(name === "wget" ? "--directory-prefix" : "--output-dir")?.[0]?.value;
  if (name === "curl" && !options.has("--remote-name")) return undefined;
  const parent = folder === undefined ? directory : pathOf(folder, directory);
  return parent === undefined ? undefined : resolvePath(parent, lastPart(text));
}

function pathOf(argument: Argument, directory: string): string | undefined {
  const text = knownText(argument.value);
  return text === undefined || text === "-" ? undefined : resolvePath(directory, text);
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
