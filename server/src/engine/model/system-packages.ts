import type { Argument, Command } from "./command.ts";
import type { Grammar, ParsedOptions } from "./options.ts";
import { parseOptions } from "./options.ts";
import { knownText } from "./resolved.ts";

/** A call of a distribution's package manager or of conda. */
export interface PackageCall {
  readonly manager: "apt" | "dnf" | "apk" | "zypper" | "conda";
  /** The program as called: apt-get, apt, yum, micromamba, … */
  readonly program: string;
  /** install, update, clean, remove, create, … in lower case; "" when it is not known. */
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
  const [verbArgument, ...operands] = parsed.operands;
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

function packageOf(manager: PackageCall["manager"], argument: Argument): readonly SystemPackage[] {
  const text = knownText(argument.value);
  if (text === undefined || text === "") return [];
  if (manager === "conda") {
    const match = /^(?:[\w.-]+::)?([A-Za-z0-9_.-]+)\s*(?:[=<>!~]=?\s*(.*))?$/s.exec(text);
    return match === null ? [] : [{ name: (match[1] ?? "").toLowerCase(), version: match[2], argument }];
  }
  const match = /^([A-Za-z0-9][A-Za-z0-9+._-]*?)(?::[a-z0-9]+)?(?:[=~](.+)|\/(.+))?$/.exec(text);
  if (match === null) return [];
  return [{ name: match[1] ?? "", version: match[2], argument }];
}

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
    short: { "-y": "--assumeyes", "-q": "--quiet", "-c": "--config" },
    valued: new Set([
      "--config",
      "--enablerepo",
      "--disablerepo",
      "--repo",
      "--setopt",
      "--releasever",
      "--installroot",
      "--exclude",
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
