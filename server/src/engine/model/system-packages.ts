import type { Argument, Command } from "./command.ts";
import type { Grammar, ParsedOptions } from "./options.ts";
import { parseOptions } from "./options.ts";
import { knownPrefix, knownText } from "./resolved.ts";

/** A call of a distribution's package manager or of conda. */
export interface PackageCall {
  readonly manager: "apt" | "dnf" | "apk" | "zypper" | "conda";
  /** The program as called: apt-get, apt, yum, micromamba, … */
  readonly program: string;
  /** install, update, clean, remove, create, … in lower case, behind dnf's `module`; "" when it is not known. */
  readonly verb: string;
  readonly verbArgument: Argument | undefined;
  readonly command: Command;
  readonly packages: readonly SystemPackage[];
  readonly options: ParsedOptions["options"];
  /** Whether an argument is not known, so that an option could hide in it. */
  readonly hasUnknown: boolean;
}

export interface SystemPackage {
  /** Without version, release and architecture. */
  readonly name: string;
  /** After `=`; undefined when the release's own version is taken. */
  readonly version: string | undefined;
  readonly argument: Argument;
}

/** The package manager call that a command is; undefined for other commands. */
export function packageCall(command: Command): PackageCall | undefined {
  const manager = MANAGERS.get(command.name);
  if (manager === undefined) return undefined;
  const parsed = parseOptions(command.args, GRAMMARS[manager]);
  const isModule = manager === "dnf" && knownText(parsed.operands[0]?.value) === "module";
  const [verbArgument, ...operands] = isModule ? parsed.operands.slice(1) : parsed.operands;
  const verb = (knownText(verbArgument?.value) ?? "").toLowerCase();
  return {
    manager,
    program: command.name,
    verb,
    verbArgument,
    command,
    packages: operands.flatMap((argument) => packageOf(manager, argument)),
    options: parsed.options,
    hasUnknown: parsed.unknown.length > 0,
  };
}

/** The name must be known, the version need not: `foo=${VERSION}`. */
function packageOf(manager: PackageCall["manager"], argument: Argument): readonly SystemPackage[] {
  const { value } = argument;
  const text = value.known ? value.text : (/^[^=]+(?==)/.exec(knownPrefix(value))?.[0] ?? "");
  const match = (manager === "conda" ? CONDA_SPEC : manager === "dnf" ? DNF_SPEC : SPEC).exec(text);
  const name = match?.[1];
  if (match === null || name === undefined) return [];
  return [{ name: manager === "conda" ? name.toLowerCase() : name, version: match[2], argument }];
}

/** `channel::name=1.2=build`, `name>=1.2`, `name >=1.2`. */
const CONDA_SPEC = /^(?:[\w.-]+::)?([A-Za-z0-9_.-]+)\s*(?:[=<>!~]=?\s*(.*))?$/s;
/** `name:arch=1.2`, `name/release`. */
const SPEC = /^([A-Za-z0-9][A-Za-z0-9+._-]*?)(?::[a-z0-9]+)?(?:[=~](.+)|\/(.+))?$/;
/** `name`, and for modules `@name:stream/profile`. */
const DNF_SPEC = /^@?([A-Za-z0-9][A-Za-z0-9+._-]*?)(?::[\w.-]+)?(?:[=~](.+)|\/(.+))?$/;

const MANAGERS: ReadonlyMap<string, PackageCall["manager"]> = new Map([
  ["apt-get", "apt"],
  ["apt", "apt"],
  ["aptitude", "apt"],
  ["apt-fast", "apt"],
  ["yum", "dnf"],
  ["dnf", "dnf"],
  ["microdnf", "dnf"],
  ["tdnf", "dnf"],
  ["apk", "apk"],
  ["zypper", "zypper"],
  ["conda", "conda"],
  ["mamba", "conda"],
  ["micromamba", "conda"],
]);

/** Sources: the options of apt-get(8), dnf(8), apk-tools, zypper(8) and `conda install --help`. */
const GRAMMARS: Readonly<Record<PackageCall["manager"], Grammar>> = {
  apt: {
    short: {
      "-y": "--yes",
      "-q": "--quiet",
      "-o": "--option",
      "-t": "--target-release",
      "-c": "--config-file",
    },
    valued: new Set(["--option", "--target-release", "--default-release", "--config-file"]),
  },
  dnf: {
    short: {
      "-y": "--assumeyes",
      "-q": "--quiet",
      "-c": "--config",
      "-x": "--exclude",
      "-d": "--debuglevel",
      "-e": "--errorlevel",
    },
    valued: new Set([
      "--config",
      "--enablerepo",
      "--disablerepo",
      "--repo",
      "--setopt",
      "--releasever",
      "--installroot",
      "--exclude",
      "--debuglevel",
      "--errorlevel",
      "--forcearch",
      "--repofrompath",
    ]),
  },
  apk: {
    short: { "-t": "--virtual", "-X": "--repository", "-U": "--update-cache", "-p": "--root" },
    valued: new Set(["--virtual", "--repository", "--root", "--arch", "--keys-dir", "--cache-dir"]),
  },
  zypper: {
    short: { "-n": "--non-interactive", "-y": "--no-confirm", "-r": "--repo" },
    valued: new Set(["--repo", "--from", "--root"]),
  },
  conda: {
    short: {
      "-n": "--name",
      "-p": "--prefix",
      "-c": "--channel",
      "-f": "--file",
      "-r": "--root-prefix",
      "-y": "--yes",
      "-q": "--quiet",
    },
    valued: new Set([
      "--name",
      "--prefix",
      "--channel",
      "--file",
      "--solver",
      "--platform",
      "--subdir",
      "--root-prefix",
      "--rc-file",
    ]),
  },
};
