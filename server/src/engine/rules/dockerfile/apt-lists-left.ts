import type { Command } from "../../model/command.ts";
import { commandsOf } from "../../model/command.ts";
import type { Dockerfile, Stage, StageInstruction } from "../../model/dockerfile.ts";
import { lineage } from "../../model/dockerfile.ts";
import { stageInstructions } from "../../model/query.ts";
import type { PackageCall } from "../../model/system-packages.ts";
import { packageCall } from "../../model/system-packages.ts";
import type { Span } from "../../text/span.ts";
import { cover } from "../../text/span.ts";
import { defineRule } from "../rule.ts";
import type { Finding, Fix } from "../rule.ts";
import { appendedCommand, withRightsOf } from "../shared/append.ts";
import { FROM_LISTS, mayRunApt } from "../shared/apt-use.ts";
import type { Covers } from "../shared/layers.ts";
import {
  isMounted,
  lastDeletion,
  packageRuns,
  reaches,
  readableCommands,
  sizeSeverity,
} from "../shared/layers.ts";

export default defineRule({
  name: "apt-lists-left",
  subject: "dockerfile",
  category: "layers",
  severity: "warning",
  since: "0.1.0",
  summary: "package lists that apt, dnf, yum or zypper fetched stay in the layer",
  sources: ["Docker build best practices, apt-get", "dnf(8)", "zypper(8)"],
  *check({ dockerfile, path }) {
    const byStage = new Map<string, Finding[]>();
    for (const [at, calls] of packageRuns(dockerfile)) {
      if (!at.stage.shipped) continue;
      const left = leftIn(dockerfile, at, calls);
      if (left === undefined) continue;
      const finding = findingOf(dockerfile, left.call, left.leftover);
      // Those that are mended in the same way are said once.
      const isMended = finding.fixes !== undefined && finding.fixes.length > 0;
      const kind = isMended ? `${at.stage.index} ${left.call.manager}` : `RUN ${at.order}`;
      const same = byStage.get(kind);
      if (same === undefined) byStage.set(kind, [finding]);
      else same.push(finding);
    }
    for (const [first, ...others] of byStage.values()) {
      if (first === undefined) continue;
      yield { severity: sizeSeverity(path), ...(others.length === 0 ? first : together(first, others)) };
    }
  },
});

/** One finding for several RUNs of a stage, all of which can be mended. */
function together(first: Finding, others: readonly Finding[]): Finding {
  const fixes = [first, ...others].flatMap((one) => one.fixes ?? []);
  return {
    ...first,
    message: `${first.message} The same in ${plural(others.length)} of the stage.`,
    related: others.map(({ at }) => ({ at, message: "This leaves them too." })),
    fixes: [
      {
        title: "Delete them at the end of each RUN",
        safety: fixes.every(({ safety }) => safety === "safe") ? "safe" : "suggested",
        edits: fixes.flatMap(({ edits }) => edits),
      },
    ],
  };
}

function plural(runs: number): string {
  return runs === 1 ? "1 more RUN" : `${runs} more RUNs`;
}

/** What a package manager leaves behind, and what takes it away. */
interface Leftover {
  readonly what: string;
  readonly where: string;
  readonly directories: readonly string[];
  /** The verbs that fetch lists. */
  readonly fetch: ReadonlySet<string>;
  /** The verbs that delete them. */
  readonly clean: ReadonlySet<string>;
  readonly remedy: string;
}

const RPM_FETCH = new Set([
  "install",
  "update",
  "upgrade",
  "makecache",
  "groupinstall",
  "localinstall",
  "reinstall",
  "check-update",
]);

const LEFTOVERS: Partial<Record<PackageCall["manager"], Leftover>> = {
  apt: {
    what: "The package lists",
    where: "/var/lib/apt/lists",
    directories: ["/var/lib/apt/lists"],
    fetch: new Set(["update"]),
    clean: new Set(["distclean", "dist-clean"]),
    remedy: "rm -rf /var/lib/apt/lists/*",
  },
  dnf: {
    what: "The repository metadata",
    where: "/var/cache",
    directories: ["/var/cache/dnf", "/var/cache/yum", "/var/cache/libdnf5", "/var/cache/tdnf"],
    fetch: RPM_FETCH,
    clean: new Set(["clean"]),
    remedy: "clean all",
  },
  zypper: {
    what: "The repository metadata",
    where: "/var/cache/zypp",
    directories: ["/var/cache/zypp"],
    fetch: new Set(["refresh", "ref", "install", "in", "update", "up", "dist-upgrade", "dup"]),
    clean: new Set(["clean", "cc"]),
    remedy: "zypper clean --all",
  },
};

/** The first call of a RUN that leaves something behind. */
function leftIn(
  dockerfile: Dockerfile,
  at: StageInstruction,
  calls: readonly PackageCall[],
): { readonly call: PackageCall; readonly leftover: Leftover } | undefined {
  for (const [index, call] of calls.entries()) {
    const leftover = LEFTOVERS[call.manager];
    if (leftover === undefined || !leftover.fetch.has(call.verb) || call.hasUnknown || isElsewhere(call))
      continue;
    if (isCleaned(calls.slice(index + 1), call, leftover) || isHandled(dockerfile, at, call, leftover))
      continue;
    return { call, leftover };
  }
  return undefined;
}

function isCleaned(later: readonly PackageCall[], { manager }: PackageCall, { clean }: Leftover): boolean {
  return later.some((call) => call.manager === manager && clean.has(call.verb));
}

/** Whether the call keeps its state in another place, or does nothing at all. */
function isElsewhere({ options }: PackageCall): boolean {
  const words = ["--option", "--setopt", "--installroot", "--root", "--print-uris", "--download-only"];
  return words.some((word) =>
    (options.get(word) ?? []).some(
      ({ value }) => value === undefined || /dir|cache|root|\//i.test(value.raw),
    ),
  );
}

function isHandled(
  dockerfile: Dockerfile,
  at: StageInstruction,
  call: PackageCall,
  leftover: Leftover,
): boolean {
  const covers: Covers = (path) => leftover.directories.some((directory) => reaches(path, directory));
  if (isMounted(dockerfile, at, covers)) return true;
  const commands = readableCommands(dockerfile, at);
  return commands.length === 0 || lastDeletion(commands, covers) > commands.indexOf(call.command);
}

function findingOf(dockerfile: Dockerfile, call: PackageCall, leftover: Leftover): Finding {
  const { command, program } = call;
  const plain = call.manager === "dnf" ? `${program} ${leftover.remedy}` : leftover.remedy;
  const allowed = withRightsOf(command, plain);
  const remedy = allowed ?? plain;
  const at = cover(command.nameSpan, call.verbArgument?.span ?? command.nameSpan);
  const message = `${leftover.what} that ${program} ${call.verb} fetches ${call.manager === "apt" ? "stay" : "stays"} in this layer, under ${leftover.where}.`;
  const use = call.manager === "apt" ? laterUse(dockerfile, command.at) : undefined;
  if (use?.isCertain === true) {
    return {
      at,
      message: `${message} Update, install and delete them in one RUN.`,
      related: [{ at: use.at, message: "This still uses the lists." }],
    };
  }
  if (call.manager === "apt" && isAlone(dockerfile, command)) {
    const advice =
      use === undefined
        ? "Nothing in this file installs from them: leave it out, or install in the same RUN."
        : "If nothing needs them, leave it out; else update in the RUN that installs.";
    return { at, message: `${message} ${advice}` };
  }
  // rm is in every image, a package manager of one branch perhaps not.
  const isThere = call.manager === "apt" || command.shell?.isConditional !== true;
  const edit = allowed !== undefined && isThere ? appendedCommand(dockerfile, command.at, remedy) : undefined;
  const title = `End the RUN with "${remedy}"`;
  const fix: Fix | undefined = edit && {
    title,
    safety: use === undefined ? "safe" : "suggested",
    edits: [edit],
  };
  return { at, message: `${message} End the RUN with "${remedy}".`, fixes: fix === undefined ? [] : [fix] };
}

/** Whether a RUN does nothing with the lists that it fetches. */
function isAlone(dockerfile: Dockerfile, { at }: Command): boolean {
  return commandsOf(dockerfile, at).every((command) => {
    const call = packageCall(command);
    return call === undefined ? !mayRunApt(command) : call.verb === "update" || call.verb === "clean";
  });
}

interface Use {
  readonly at: Span;
  /** It installs from the lists; else it is a program that may do so. */
  readonly isCertain: boolean;
}

/** What later RUNs, in this stage or one that builds on it, do with these lists before they fetch their own. */
function laterUse(dockerfile: Dockerfile, at: StageInstruction): Use | undefined {
  const stages = dockerfile.stages.filter(
    (stage) => stage.index >= at.stage.index && lineage(stage).includes(at.stage),
  );
  let possible: Use | undefined;
  for (const command of stages.flatMap((stage) => firstCommandsAfter(dockerfile, stage, at))) {
    const call = packageCall(command);
    if (call?.manager === "apt" && FROM_LISTS.has(call.verb)) return { at: command.span, isCertain: true };
    if (mayRunApt(command)) possible ??= { at: command.span, isCertain: false };
  }
  return possible;
}

/** The commands of a stage behind an instruction, up to the first that fetches lists. */
function firstCommandsAfter(dockerfile: Dockerfile, stage: Stage, at: StageInstruction): readonly Command[] {
  const found: Command[] = [];
  const runs = stageInstructions(stage, "RUN");
  for (let index = stage === at.stage ? runs.indexOf(at) + 1 : 0; index < runs.length; index += 1) {
    const run = runs[index];
    for (const command of run === undefined ? [] : commandsOf(dockerfile, run)) {
      const call = packageCall(command);
      if (call?.manager === "apt" && call.verb === "update") return found;
      if (call !== undefined || mayRunApt(command)) found.push(command);
    }
  }
  return found;
}
