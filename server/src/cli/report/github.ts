import { relative, resolve, sep } from "node:path";
import type { ReportedFinding } from "../../engine/analyze.ts";
import type { Severity } from "../../engine/rules/rule.ts";
import type { Problem } from "../files/problem.ts";
import type { Terminal } from "../terminal.ts";
import type { FileReport, Reporter } from "./report.ts";
import { Tally } from "./summary.ts";
import { visible } from "../../../../workbench/src/text/visible.ts";

export interface GithubOptions {
  readonly quiet: boolean;
  readonly mode: "lint" | "fix" | "dry-run";
  /** The checkout's folder (`GITHUB_WORKSPACE`): annotations name files from there, not from the working directory. */
  readonly workspace: string | undefined;
}

/**
 * Prints a workflow command for each finding and each problem, which GitHub Actions shows as an annotation of the line. The
 * summary goes to standard error.
 */
export function githubReporter(terminal: Terminal, options: GithubOptions): Reporter {
  const tally = new Tally();
  const pending: string[] = [];
  const fileOf = (name: string): string => fromWorkspace(name, options.workspace);
  const print = async (): Promise<void> => terminal.print(pending.splice(0).join(""));
  const problem = (one: Problem): void => {
    pending.push(problemCommand(one, fileOf(one.file)));
  };
  return {
    async file(report, wasRead) {
      for (const one of report.problems) problem(one);
      if (wasRead) tally.add(report);
      const file = fileOf(report.name);
      for (const finding of report.findings) pending.push(findingCommand(report, finding, file));
      await print();
    },
    problem,
    async end() {
      await print();
      if (!options.quiet && tally.files > 0) terminal.error(`${tally.summary(options.mode)}\n`);
    },
  };
}

const COMMAND_OF: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "notice",
  hint: "notice",
};

function findingCommand({ lines }: FileReport, finding: ReportedFinding, file: string): string {
  const start = lines.positionAt(finding.span.start);
  const end = lines.positionAt(finding.span.end);
  // GitHub takes columns only where both lie on one line.
  const columns = start.line === end.line ? { col: start.column + 1, endColumn: end.column + 1 } : {};
  return command(COMMAND_OF[finding.severity], finding.message, {
    file,
    line: start.line + 1,
    endLine: end.line + 1,
    ...columns,
    title: finding.rule,
  });
}

function problemCommand({ line, message, remedy }: Problem, file: string): string {
  return command("error", `${message} ${remedy}`, {
    file,
    ...(line === undefined ? {} : { line }),
    title: "ml-containers",
  });
}

function command(
  name: string,
  message: string,
  properties: Readonly<Record<string, string | number>>,
): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${name} ${list.join(",")}::${escapeData(message)}\n`;
}

/** What the runner unescapes in a message; other control characters would reach whoever reads the log in a terminal. */
function escapeData(text: string): string {
  return text
    .split(/([%\r\n])/)
    .map((part) => ESCAPES[part] ?? visible(part))
    .join("");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

const ESCAPES: Readonly<Record<string, string>> = { "%": "%25", "\r": "%0D", "\n": "%0A" };

/** Names outside the workspace stay as they are: no annotation can show them. */
function fromWorkspace(name: string, workspace: string | undefined): string {
  if (workspace === undefined || workspace === "") return name;
  const path = relative(workspace, resolve(name)).split(sep).join("/");
  return path === "" || path.startsWith("../") || resolve(path) === path ? name : path;
}
