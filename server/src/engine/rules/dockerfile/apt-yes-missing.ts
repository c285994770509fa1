import type { Dockerfile, Stage } from "../../model/dockerfile.ts";
import { lineage } from "../../model/dockerfile.ts";
import { perDockerfile } from "../../model/memo.ts";
import { packageCalls, stageInstructions } from "../../model/query.ts";
import { knownText } from "../../model/resolved.ts";
import type { PackageCall } from "../../model/system-packages.ts";
import { environmentValue } from "../../model/stage-facts.ts";
import { cover } from "../../text/span.ts";
import type { Finding, Fix, Severity } from "../rule.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  name: "apt-yes-missing",
  subject: "dockerfile",
  category: "packages",
  severity: "warning",
  since: "0.1.0",
  summary: "a package manager asks for confirmation, which nobody can give in a build",
  sources: ["apt-get(8)", "dnf(8)", "zypper(8)", "conda documentation, Commands"],
  *check({ dockerfile, source }) {
    for (const call of packageCalls(dockerfile)) {
      const asking = ASKING[call.manager];
      if (asking === undefined || !asks(call, asking) || isConfigured(dockerfile, call, asking)) continue;
      yield finding(call, asking, source);
    }
  },
});

/** How a package manager asks, and how one tells it not to. */
interface Asking {
  readonly programs: ReadonlySet<string>;
  readonly verbs: ReadonlySet<string>;
  /** Options that answer, or with which nothing is done. */
  readonly options: readonly string[];
  readonly flag: string;
  /** Variables that answer. */
  readonly variables: readonly string[];
  /** A setting that answers, wherever it is written. */
  readonly setting: RegExp;
  readonly severity: Severity;
  readonly message: string;
}

const ASKING: Partial<Record<PackageCall["manager"], Asking>> = {
  apt: {
    programs: new Set(["apt-get", "apt", "aptitude", "apt-fast"]),
    verbs: new Set([
      "install",
      "reinstall",
      "upgrade",
      "dist-upgrade",
      "full-upgrade",
      "safe-upgrade",
      "build-dep",
      "remove",
      "purge",
      "autoremove",
      "autopurge",
    ]),
    options: [
      "--yes",
      "--assume-yes",
      "--force-yes",
      "--assume-no",
      "--trivial-only",
      "--simulate",
      "--dry-run",
      "--just-print",
      "--print-uris",
      "--download-only",
      "-s",
      "-d",
      "--help",
      "-h",
    ],
    flag: "-y",
    variables: ["APT_CONFIG"],
    setting: /assume-yes|\/apt\.conf/i,
    severity: "warning",
    message:
      "asks for confirmation as soon as it has something to do. In a build nobody answers, so it aborts.",
  },
  dnf: {
    programs: new Set(["yum", "dnf"]),
    verbs: new Set([
      "install",
      "update",
      "upgrade",
      "groupinstall",
      "localinstall",
      "reinstall",
      "distro-sync",
      "downgrade",
      "swap",
      "remove",
      "erase",
      "autoremove",
    ]),
    options: ["--assumeyes", "--assumeno", "--downloadonly", "--help", "-h"],
    flag: "-y",
    variables: [],
    setting: /assumeyes|\/(?:yum|dnf)\.conf/i,
    severity: "error",
    message: "asks for confirmation. In a build nobody answers, so it aborts.",
  },
  zypper: {
    programs: new Set(["zypper"]),
    verbs: new Set(["install", "in", "update", "up", "dist-upgrade", "dup", "patch", "remove", "rm"]),
    options: [
      "--non-interactive",
      "--no-confirm",
      "--dry-run",
      "--download-only",
      "-D",
      "-d",
      "--help",
      "-h",
    ],
    flag: "-y",
    variables: [],
    setting: /zypp(?:er)?\.conf/i,
    severity: "error",
    message: "asks for confirmation. In a build nobody answers, so it aborts.",
  },
  conda: {
    programs: new Set(["conda", "mamba", "micromamba"]),
    verbs: new Set(["install", "create", "update", "upgrade", "remove", "uninstall", "clean"]),
    options: ["--yes", "--dry-run", "-d", "--json", "--help", "-h", "--download-only"],
    flag: "-y",
    variables: ["CONDA_ALWAYS_YES", "MAMBA_ALWAYS_YES"],
    setting: /always_yes|condarc|mambarc/i,
    severity: "info",
    message:
      "asks for confirmation. In a build nobody answers, and what then happens depends on its version.",
  },
};

/** apt installs what is named, and nothing but that, without a question. */
const NAMED =
  "asks for confirmation as soon as it has more to do than is named. In a build nobody answers, so it aborts.";

function asks(call: PackageCall, asking: Asking): boolean {
  const { command, options } = call;
  if (!asking.programs.has(call.program) || call.hasUnknown) return false;
  if (!asking.verbs.has(call.verb)) return false;
  if (asking.options.some((option) => options.has(option)) || isQuietEnough(call)) return false;
  if (/assume-?yes|force-yes/i.test(command.args.map((argument) => argument.raw).join(" "))) return false;
  if (call.manager === "conda" && call.verb === "clean" && hasShortYes(call)) return false;
  const { shell } = command;
  return (
    shell === undefined ||
    (shell.before !== "|" && !shell.redirects.some(({ operator }) => operator.startsWith("<")))
  );
}

/** From two `-q` on, apt-get takes every answer to be yes. */
function isQuietEnough({ manager, options, command }: PackageCall): boolean {
  if (manager !== "apt") return false;
  if ((options.get("--quiet")?.length ?? 0) > 1) return true;
  return command.args.some((argument) => /^(?:-q|--quiet)=[2-9]/.test(knownText(argument.value) ?? ""));
}

/** `conda clean` has short options of its own, in which `-p` and `-f` take no value: `-tipsy`, `-afy`. */
function hasShortYes({ command }: PackageCall): boolean {
  return command.args.some((argument) => /^-[a-z]*y/.test(knownText(argument.value) ?? ""));
}

/** Whether a variable or a file that the build sets up may answer for the command. */
function isConfigured(dockerfile: Dockerfile, { command }: PackageCall, asking: Asking): boolean {
  const { stage, order } = command.at;
  const isSet = asking.variables.some(
    (name) =>
      command.environment.has(name) ||
      environmentValue(stage, name, order) !== undefined ||
      stage.scope.definition(name, order) !== undefined,
  );
  return isSet || lineage(stage).some((one) => settings(dockerfile, one, asking).some((at) => at <= order));
}

/** The orders of the instructions of a stage that mention the setting. */
function settings(dockerfile: Dockerfile, stage: Stage, asking: Asking): readonly number[] {
  const known = mentions(dockerfile);
  const key = `${stage.index} ${asking.setting.source}`;
  const cached = known.get(key);
  if (cached !== undefined) return cached;
  const found: number[] = [];
  const { source } = dockerfile.syntax;
  for (const { instruction, order } of stageInstructions(stage, "RUN", "COPY", "ADD")) {
    if (asking.setting.test(source.slice(instruction.span.start, instruction.span.end))) found.push(order);
  }
  known.set(key, found);
  return found;
}

const mentions = perDockerfile(() => new Map<string, readonly number[]>());

function finding(call: PackageCall, asking: Asking, source: string): Finding {
  const { command, program, verb, verbArgument } = call;
  const fix = flagFix(call, asking, source);
  const isNamed = call.manager === "apt" && (verb === "install" || verb === "reinstall");
  return {
    at: cover(command.nameSpan, verbArgument?.span ?? command.nameSpan),
    severity: asking.severity,
    message: `${program} ${verb} ${isNamed ? NAMED : asking.message} Add ${asking.flag}.`,
    fixes: fix === undefined ? [] : [fix],
  };
}

function flagFix({ verb, verbArgument }: PackageCall, { flag }: Asking, source: string): Fix | undefined {
  if (verbArgument === undefined) return undefined;
  const { start, end } = verbArgument.span;
  const written = source.slice(start, end);
  const title = `Add ${flag}`;
  if (written === verb)
    return { title, safety: "safe", edits: [{ span: { start: end, end }, text: ` ${flag}` }] };
  if (written !== `"${verb}"`) return undefined;
  return { title, safety: "safe", edits: [{ span: { start: end, end }, text: `, "${flag}"` }] };
}
