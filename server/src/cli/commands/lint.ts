import { isAtLeast } from "../../engine/settings.ts";
import type { CommandCall } from "../args.ts";
import { ExitCode } from "../exit.ts";
import { discover } from "../files/discover.ts";
import type { Reading } from "../files/read.ts";
import { readSource } from "../files/read.ts";
import type { Differ, Input } from "../lint-file.ts";
import { lintInput } from "../lint-file.ts";
import type { LintOptions } from "../lint-options.ts";
import { readLintOptions } from "../lint-options.ts";
import { jsonReporter } from "../report/json.ts";
import { styleFor } from "../report/style.ts";
import { textReporter } from "../report/text.ts";
import { readStandardInput } from "../stdin.ts";
import type { Terminal } from "../terminal.ts";

/** `lint [PATH…]`. Throws a UsageError for options that do not go together. */
export async function lint(call: CommandCall, terminal: Terminal): Promise<ExitCode> {
  const options = readLintOptions(call.options, call.operands);
  const run = new Run(options, terminal, options.mode === "dry-run" ? await loadDiffer() : noDiff);
  const paths = call.operands.length === 0 ? ["."] : call.operands.filter((path) => path !== "-");
  if (call.operands.includes("-")) await run.take({ name: options.stdinName }, await readStandardInput());
  const { targets, problems } = discover(paths, process.cwd(), { gitignore: true });
  for (const target of targets) {
    if (terminal.closed) break;
    await run.take(target, readSource(target.path));
  }
  for (const problem of problems) run.reporter.problem(problem);
  if (run.inputs === 0 && problems.length === 0) terminal.error(nothingToLint(paths));
  await run.reporter.end();
  return run.troubled || problems.length > 0
    ? ExitCode.Trouble
    : run.failed
      ? ExitCode.Findings
      : ExitCode.Clean;
}

/** Lints inputs one after the other, and remembers what the exit status depends on. */
class Run {
  inputs = 0;
  failed = false;
  troubled = false;
  readonly reporter;
  readonly #options: LintOptions;
  readonly #differ: Differ;

  constructor(options: LintOptions, terminal: Terminal, differ: Differ) {
    this.#options = options;
    this.#differ = differ;
    this.reporter =
      options.format === "json"
        ? jsonReporter(terminal, options.mode !== "lint")
        : textReporter(terminal, { ...options, style: styleFor(terminal.colors(options.color)) });
  }

  async take(input: Input, reading: Reading): Promise<void> {
    const report = lintInput(input, reading, this.#options, this.#differ);
    const { failOn } = this.#options;
    this.inputs += 1;
    this.troubled ||= report.problems.length > 0;
    this.failed ||=
      failOn !== undefined && report.findings.some(({ severity }) => isAtLeast(severity, failOn));
    await this.reporter.file(report, reading.source !== undefined);
  }
}

async function loadDiffer(): Promise<Differ> {
  return (await import("../diff.ts")).unifiedDiff;
}

function noDiff(): string {
  return "";
}

function nothingToLint(paths: readonly string[]): string {
  return `Nothing to lint: no Dockerfile in ${paths.join(", ")}. Name a file to have it linted whatever it is called.\n`;
}
