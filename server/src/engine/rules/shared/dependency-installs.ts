import type { Argument, Command } from "../../model/command.ts";
import { pipInstall } from "../../model/pip.ts";
import { knownPrefix, knownText } from "../../model/resolved.ts";
import { packageCall } from "../../model/system-packages.ts";

/** A command that installs what a project depends on, and not the project itself. */
export interface DependencyInstall {
  readonly command: Command;
  /** As a reader would name it: `pip install -r requirements.txt`. */
  readonly title: string;
  /** The files that say what to install; undefined where they cannot be told. */
  readonly files: readonly string[] | undefined;
  /** Packages of the operating system; else of a language. */
  readonly isSystem: boolean;
}

/**
 * The install that a command is. Undefined for installs of the project itself (`pip install .`, `uv sync`, `poetry install`
 * without `--no-root`), for those that fetch nothing, for build tools alone, and where an argument is not known.
 */
export function dependencyInstall(command: Command): DependencyInstall | undefined {
  return pipDependencies(command) ?? systemDependencies(command) ?? toolDependencies(command);
}

function pipDependencies(command: Command): DependencyInstall | undefined {
  const install = pipInstall(command);
  if (install === undefined || install.verb !== "install" || install.hasUnknown) return undefined;
  if (["--no-index", "--dry-run", "--no-deps"].some((name) => install.options.has(name))) return undefined;
  if (install.sources.some((source) => !isRemote(source))) return undefined;
  const program = install.tool === "uv" ? "uv pip" : "pip";
  const files = install.requirementFiles.map((file) => knownText(file.value));
  const [file] = files;
  if (files.length > 0) {
    const title = file === undefined ? `${program} install -r` : `${program} install -r ${file}`;
    return { command, title, files: allKnown(files), isSystem: false };
  }
  const name = install.packages.find((one) => !BUILD_TOOLS.has(one.name))?.writtenName;
  if (name === undefined && install.sources.length === 0) return undefined;
  const what = name ?? install.sources.find((source) => source.value.known)?.raw;
  const title = what === undefined ? `${program} install` : `${program} install ${what}`;
  return { command, title, files: [], isSystem: false };
}

/** An archive or a repository elsewhere. */
function isRemote(source: Argument): boolean {
  return /^(?:git\+|https?:)|@ ?(?:git\+|https?:)/.test(knownText(source.value) ?? knownPrefix(source.value));
}

const BUILD_TOOLS = new Set(
  (
    "pip setuptools wheel build packaging poetry poetry-core poetry-plugin-export uv pipenv pdm hatch hatchling flit flit-core " +
    "virtualenv twine tox nox ninja cmake cython pybind11 setuptools-scm scikit-build scikit-build-core maturin editables"
  ).split(" "),
);

function systemDependencies(command: Command): DependencyInstall | undefined {
  const call = packageCall(command);
  if (call === undefined || call.hasUnknown) return undefined;
  if (call.manager === "conda") {
    const isFile = call.verb === "env" && ["create", "update"].includes(call.packages[0]?.name ?? "");
    const file = call.options.get("--file")?.map(({ value }) => knownText(value?.value));
    if (!isFile && (call.verb !== "install" || (call.packages.length === 0 && file === undefined)))
      return undefined;
    const title = isFile ? `${call.program} env ${call.packages[0]?.name ?? ""}` : `${call.program} install`;
    return { command, title, files: allKnown(file ?? []), isSystem: false };
  }
  if (!["install", "add", "in"].includes(call.verb) || call.packages.length === 0) return undefined;
  if (call.packages.some(({ argument }) => (knownText(argument.value) ?? "/").includes("/")))
    return undefined;
  return { command, title: `${call.program} ${call.verb}`, files: [], isSystem: true };
}

/** Source: the manuals of Poetry, uv, Pipenv, npm, Yarn and pnpm. */
function toolDependencies(command: Command): DependencyInstall | undefined {
  const words = command.args.map((argument) => knownText(argument.value));
  if (words.includes(undefined)) return undefined;
  const verb = words.find((word) => word !== undefined && !word.startsWith("-")) ?? "";
  const has = (...options: string[]): boolean => options.some((option) => words.includes(option));
  const title = verb === "" ? command.name : `${command.name} ${verb}`;
  const found = (...files: string[]): DependencyInstall => ({ command, title, files, isSystem: false });
  switch (command.name) {
    case "poetry":
      return (verb === "install" || verb === "sync") && has("--no-root")
        ? found("pyproject.toml", "poetry.lock")
        : undefined;
    case "uv":
      return verb === "sync" && has("--no-install-project", "--no-install-workspace")
        ? found("pyproject.toml", "uv.lock")
        : undefined;
    case "pipenv":
      return (verb === "install" || verb === "sync") && !has("-e", "--editable")
        ? found("Pipfile", "Pipfile.lock")
        : undefined;
    case "npm":
    case "pnpm":
      return ["install", "ci", "i"].includes(verb) && !has("-g", "--global")
        ? { ...found(), files: undefined }
        : undefined;
    case "yarn":
      return verb === "install" || verb === "" ? { ...found(), files: undefined } : undefined;
    default:
      return undefined;
  }
}

function allKnown(texts: readonly (string | undefined)[]): readonly string[] | undefined {
  const known = texts.filter((text) => text !== undefined);
  return known.length === texts.length ? known : undefined;
}
