import type { Argument, Command } from "./command.ts";
import type { Grammar, ParsedOptions } from "./options.ts";
import { parseOptions } from "./options.ts";
import type { Requirement } from "./requirement.ts";
import { parseRequirement } from "./requirement.ts";
import { knownText } from "./resolved.ts";

/** One `pip install`, `uv pip install` or `pip wheel`/`download`. */
export interface PipInstall {
  readonly tool: "pip" | "uv";
  readonly verb: "install" | "download" | "wheel";
  readonly command: Command;
  /** The named packages. */
  readonly packages: readonly PipPackage[];
  /** `-r` files. */
  readonly requirementFiles: readonly Argument[];
  readonly constraintFiles: readonly Argument[];
  /** `-e` and operands that are paths, archives, URLs or repositories. */
  readonly sources: readonly Argument[];
  readonly indexUrl: Argument | undefined;
  readonly extraIndexUrls: readonly Argument[];
  readonly findLinks: readonly Argument[];
  /** Any option, by its long name. */
  readonly options: ParsedOptions["options"];
  /** Whether an argument is not known, so that an option could hide in it. */
  readonly hasUnknown: boolean;
}

export interface PipPackage extends Requirement {
  readonly argument: Argument;
}

/** The pip or uv pip call that a command is; undefined for other commands and verbs. */
export function pipInstall(command: Command): PipInstall | undefined {
  const tool = toolOf(command.name);
  if (tool === undefined) return undefined;
  const args = tool === "uv" ? afterUvPip(command.args) : command.args;
  if (args === undefined) return undefined;
  const parsed = parseOptions(args, tool === "uv" ? UV : PIP);
  const [verbArgument, ...operands] = parsed.operands;
  const verb = knownText(verbArgument?.value);
  if (verb !== "install" && verb !== "download" && verb !== "wheel") return undefined;
  const values = (name: string): readonly Argument[] =>
    (parsed.options.get(name) ?? []).flatMap((use) => (use.value === undefined ? [] : [use.value]));
  const packages: PipPackage[] = [];
  const sources: Argument[] = [...values("--editable")];
  for (const operand of operands) {
    const requirement = operand.value.known ? parseRequirement(operand.value.text) : undefined;
    if (requirement === undefined) sources.push(operand);
    else packages.push({ ...requirement, argument: operand });
  }
  const index = values("--index-url").at(-1) ?? values("--default-index").at(-1);
  return {
    tool,
    verb,
    command,
    packages,
    requirementFiles: [...values("--requirement"), ...values("--requirements")],
    constraintFiles: [...values("--constraint"), ...values("--constraints")],
    sources,
    indexUrl: index,
    extraIndexUrls: [...values("--extra-index-url"), ...values("--index")],
    findLinks: values("--find-links"),
    options: parsed.options,
    hasUnknown: parsed.unknown.length > 0,
  };
}

/** Whether a program's base name is pip's: pip, pip3, pip3.11. */
export function isPip(name: string): boolean {
  return /^pip[\d.]*$/.test(name);
}

function toolOf(name: string): "pip" | "uv" | undefined {
  if (isPip(name)) return "pip";
  return name === "uv" ? "uv" : undefined;
}

/** The arguments after `uv [options] pip`, with the global options before it. */
function afterUvPip(args: readonly Argument[]): readonly Argument[] | undefined {
  let at = 0;
  for (; at < args.length; at += 1) {
    const text = knownText(args[at]?.value) ?? "";
    if (!text.startsWith("-")) break;
    if (UV.valued.has(text)) at += 1;
  }
  if (knownText(args[at]?.value) !== "pip") return undefined;
  return [...args.slice(0, at), ...args.slice(at + 1)];
}

/** Source: `pip install --help` of pip 26; optparse lets long options be abbreviated. */
const PIP_VALUED = [
  "--requirement",
  "--constraint",
  "--build-constraint",
  "--editable",
  "--target",
  "--platform",
  "--python-version",
  "--implementation",
  "--abi",
  "--root",
  "--prefix",
  "--src",
  "--upgrade-strategy",
  "--config-settings",
  "--config-setting",
  "--global-option",
  "--install-option",
  "--build-option",
  "--no-binary",
  "--only-binary",
  "--progress-bar",
  "--report",
  "--index-url",
  "--pypi-url",
  "--extra-index-url",
  "--find-links",
  "--proxy",
  "--retries",
  "--timeout",
  "--exists-action",
  "--trusted-host",
  "--cert",
  "--client-cert",
  "--cache-dir",
  "--use-feature",
  "--use-deprecated",
  "--log",
  "--dest",
  "--wheel-dir",
  "--group",
  "--python",
  "--root-user-action",
  "--keyring-provider",
  "--resume-retries",
];

const PIP_FLAGS = [
  "--no-cache-dir",
  "--no-deps",
  "--no-index",
  "--no-build-isolation",
  "--no-input",
  "--no-color",
  "--no-compile",
  "--no-warn-script-location",
  "--no-warn-conflicts",
  "--no-clean",
  "--no-python-version-warning",
  "--upgrade",
  "--user",
  "--pre",
  "--quiet",
  "--verbose",
  "--dry-run",
  "--force-reinstall",
  "--ignore-installed",
  "--ignore-requires-python",
  "--break-system-packages",
  "--require-hashes",
  "--disable-pip-version-check",
  "--isolated",
  "--prefer-binary",
  "--use-pep517",
  "--require-virtualenv",
];

const PIP: Grammar = {
  short: {
    "-r": "--requirement",
    "-c": "--constraint",
    "-e": "--editable",
    "-t": "--target",
    "-i": "--index-url",
    "-f": "--find-links",
    "-C": "--config-settings",
    "-d": "--dest",
    "-w": "--wheel-dir",
    "-U": "--upgrade",
    "-q": "--quiet",
    "-v": "--verbose",
    "-I": "--ignore-installed",
  },
  valued: new Set(PIP_VALUED),
  abbreviable: [...PIP_VALUED, ...PIP_FLAGS],
};

/** Source: `uv pip install --help` of uv 0.12. */
const UV: Grammar = {
  short: {
    "-r": "--requirement",
    "-c": "--constraint",
    "-b": "--build-constraint",
    "-e": "--editable",
    "-t": "--target",
    "-i": "--index-url",
    "-f": "--find-links",
    "-C": "--config-setting",
    "-p": "--python",
    "-P": "--upgrade-package",
    "-n": "--no-cache",
    "-U": "--upgrade",
    "-q": "--quiet",
    "-v": "--verbose",
  },
  valued: new Set([
    ...PIP_VALUED,
    "--index",
    "--default-index",
    "--override",
    "--overrides",
    "--constraints",
    "--requirements",
    "--extra",
    "--upgrade-package",
    "--reinstall-package",
    "--refresh-package",
    "--index-strategy",
    "--resolution",
    "--prerelease",
    "--fork-strategy",
    "--no-build-isolation-package",
    "--exclude-newer",
    "--link-mode",
    "--python-platform",
    "--torch-backend",
    "--no-build-package",
    "--no-binary-package",
    "--directory",
    "--project",
    "--config-file",
    "--color",
    "--allow-insecure-host",
  ]),
};
