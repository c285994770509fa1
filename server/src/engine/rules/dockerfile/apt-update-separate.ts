import type { Command } from "../../model/command.ts";
import type { Dockerfile, Stage, StageInstruction } from "../../model/dockerfile.ts";
import { packageCalls, stageInstructions } from "../../model/query.ts";
import { knownText } from "../../model/resolved.ts";
import type { PackageCall } from "../../model/system-packages.ts";
import type { Edit } from "../../text/edit.ts";
import type { Span } from "../../text/span.ts";
import { cover } from "../../text/span.ts";
import { defineRule } from "../rule.ts";
import type { Finding, Fix } from "../rule.ts";
import { withRightsOf } from "../shared/append.ts";
import { FROM_LISTS, mayRunApt } from "../shared/apt-use.ts";
import { isMounted, lastDeletion, reaches, readableCommands } from "../shared/layers.ts";

export default defineRule({
  name: "apt-update-separate",
  subject: "dockerfile",
  category: "packages",
  severity: "warning",
  since: "0.2.0",
  summary: "packages are installed from lists that another layer fetched, and may be old",
  sources: ["Docker build best practices, apt-get"],
  *check({ dockerfile }) {
    const uses = new Map<Lists, Use[]>();
    for (const use of usesOf(dockerfile)) {
      const same = uses.get(use.lists);
      if (same === undefined) uses.set(use.lists, [use]);
      else same.push(use);
    }
    for (const [lists, all] of uses) {
      const finding = findingOf(dockerfile, lists, all);
      if (finding !== undefined) yield finding;
    }
  },
});

/** What earlier RUNs have made of the package lists. */
interface Lists {
  readonly state: "fetched" | "deleted";
  /** The command that fetched or deleted them. */
  readonly by: Command;
  /** Whether the RUN that fetched them installs nothing. */
  isAlone: boolean;
}

/** The first call of a RUN that needs lists which an earlier RUN fetched or deleted. */
interface Use {
  readonly call: PackageCall;
  readonly lists: Lists;
}

/** Walks the stages; a stage goes on where the one that it builds on ended. What cannot be told leaves the lists unknown. */
function usesOf(dockerfile: Dockerfile): readonly Use[] {
  const calls = new Map(packageCalls(dockerfile).map((call) => [call.command, call]));
  if (calls.size === 0) return [];
  const ends = new Map<Stage, Lists | undefined>();
  const uses: Use[] = [];
  for (const stage of dockerfile.stages) {
    let lists = stage.parent === undefined ? undefined : ends.get(stage.parent);
    for (const at of stageInstructions(stage, "RUN")) lists = after(dockerfile, at, lists, calls, uses);
    ends.set(stage, lists);
  }
  return uses;
}

function after(
  dockerfile: Dockerfile,
  at: StageInstruction,
  before: Lists | undefined,
  calls: ReadonlyMap<Command, PackageCall>,
  uses: Use[],
): Lists | undefined {
  if (isMounted(dockerfile, at, isListDirectory)) return before;
  const commands = readableCommands(dockerfile, at);
  if (commands.length === 0) return undefined;
  let lists = before;
  let isOwn = false;
  for (const command of commands) {
    const call = calls.get(command);
    if (call?.manager === "apt") {
      if (call.verb === "update") {
        lists = { state: "fetched", by: command, isAlone: true };
        isOwn = true;
      } else if (FROM_LISTS.has(call.verb)) {
        if (lists !== undefined && isOwn && INSTALLS.has(call.verb)) lists.isAlone = false;
        if (lists !== undefined && !isOwn && needsLists(call)) uses.push({ call, lists });
        isOwn ||= needsLists(call);
      } else if (call.verb === "distclean" || call.verb === "dist-clean") lists = undefined;
    } else if (deletesLists(command)) {
      lists = { state: "deleted", by: command, isAlone: false };
      isOwn = false;
    } else if (mayChangeLists(dockerfile, command)) {
      lists = undefined;
      isOwn = true;
    }
  }
  return lists;
}

const INSTALLS = new Set(["install", "build-dep", "source", "download"]);

/** Whether the call looks packages up, and not only files that are there. */
function needsLists(call: PackageCall): boolean {
  if (!INSTALLS.has(call.verb)) return true;
  return call.packages.some(({ argument }) => !/\/|\.deb$/.test(knownText(argument.value) ?? "/"));
}

function isListDirectory(path: string): boolean {
  return reaches(path, "/var/lib/apt/lists");
}

/** `rm -rf /var/lib/apt/lists/*`, whatever happens before. */
function deletesLists({ name, args, shell }: Command): boolean {
  if (name !== "rm" || shell === undefined || shell.isConditional || shell.isSubshell) return false;
  return args.some(({ value }) => isListDirectory(knownText(value) ?? "?"));
}

function mayChangeLists(dockerfile: Dockerfile, command: Command): boolean {
  if (mayRunApt(command) || /^(?:add-apt-repository|apt-add-repository|extrepo)$/.test(command.name))
    return true;
  if (lastDeletion([command], isListDirectory) === 0) return true;
  const program = dockerfile.syntax.source.slice(command.nameSpan.start, command.nameSpan.end);
  return program.includes("/") && !/\/s?bin\//.test(program);
}

function findingOf(dockerfile: Dockerfile, lists: Lists, uses: readonly Use[]): Finding | undefined {
  const isDeleted = lists.state === "deleted";
  const real = isDeleted ? uses.filter(({ call }) => INSTALLS.has(call.verb)) : uses;
  const [first, ...others] = real;
  if (first === undefined) return undefined;
  const fixes = fixesOf(dockerfile, lists, real);
  if (lists.state === "fetched" && lists.isAlone) {
    return {
      at: verbSpan(lists.by),
      message: `${lists.by.name} update stands in a RUN of its own. When that layer comes from the cache, the later install takes old lists: packages that have moved on are not found. Update in the RUN that installs.`,
      related: real.map(({ call }) => ({ at: call.command.span, message: "This takes the lists." })),
      fixes,
    };
  }
  const { command, verb } = first.call;
  const again = others.length === 0 ? "" : ` The same in ${plural(others.length)}.`;
  const related = others.map(({ call }) => ({ at: call.command.span, message: "The same here." }));
  if (isDeleted) {
    return {
      at: verbSpan(command),
      severity: "error",
      message: `An earlier RUN deleted the package lists, so ${command.name} ${verb} finds no package that is not installed yet. Run ${command.name} update in this RUN.${again}`,
      related: [{ at: lists.by.span, message: "This deletes the lists." }, ...related],
      fixes,
    };
  }
  return {
    at: verbSpan(command),
    message: `This ${command.name} ${verb} takes the lists that an earlier RUN fetched. When that layer comes from the cache, they are old: packages that have moved on are not found. Run ${command.name} update in this RUN.${again}`,
    related: [{ at: lists.by.span, message: "This fetched the lists." }, ...related],
    fixes,
  };
}

function plural(runs: number): string {
  return runs === 1 ? "1 more RUN" : `${runs} more RUNs`;
}

/** From the program to its verb. */
function verbSpan({ nameSpan, args }: Command): Span {
  const verb = args.find(({ value }) => /^[a-z]/.test(knownText(value) ?? ""));
  return cover(nameSpan, verb?.span ?? nameSpan);
}

function fixesOf(dockerfile: Dockerfile, lists: Lists, uses: readonly Use[]): readonly Fix[] {
  const edits: Edit[] = [];
  for (const { call } of uses) {
    const edit = updateInFront(call);
    if (edit === undefined) return [];
    edits.push(edit);
  }
  const deletion = lists.isAlone ? wholeRun(dockerfile, lists.by) : undefined;
  if (deletion !== undefined) edits.push(deletion);
  return [{ title: "Update in the RUN that installs", safety: "suggested", edits }];
}

/** `apt-get update && ` in front of an install; undefined where it would change what joins the commands. */
function updateInFront({ command, program }: PackageCall): Edit | undefined {
  const { shell } = command;
  const update = withRightsOf(command, `${program} update`);
  if (shell === undefined || update === undefined || shell.isSubstituted) return undefined;
  if (shell.before === "||" || shell.before === "|" || shell.after === "|") return undefined;
  const { start } = shell.span;
  return { span: { start, end: start }, text: `${update} && ` };
}

/** The edit that takes out a RUN that only fetches lists. */
function wholeRun(dockerfile: Dockerfile, { at }: Command): Edit | undefined {
  const commands = readableCommands(dockerfile, at);
  const { instruction } = at;
  if (instruction.heredocs.length > 0 || commands.length !== 1) return undefined;
  const { source } = dockerfile.syntax;
  const feed = source.indexOf("\n", instruction.span.end);
  return { span: { start: instruction.span.start, end: feed === -1 ? source.length : feed + 1 }, text: "" };
}
