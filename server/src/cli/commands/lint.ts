import { basename, resolve } from "node:path";
import { CONFIG_NAMES } from "../../engine/config/find.ts";
import { composeFilesFor, isLeftOut, settingsFor } from "../../engine/config/resolve.ts";
import { isAtLeast } from "../../engine/settings.ts";
import type { CommandCall } from "../args.ts";
import { Configs } from "../configs.ts";
import { ExitCode } from "../exit.ts";
import type { Target } from "../files/discover.ts";
import { discover } from "../files/discover.ts";
import { slashed } from "../files/gitignore.ts";
import type { Reading } from "../files/read.ts";
import { readSource } from "../files/read.ts";
import type { Differ, Input } from "../lint-file.ts";
import { lintInput } from "../lint-file.ts";
import type { LintOptions } from "../lint-options.ts";
import { readLintOptions } from "../lint-options.ts";
import { githubReporter } from "../report/github.ts";
import { jsonReporter } from "../report/json.ts";
import type { Reporter } from "../report/report.ts";
import { sarifReporter } from "../report/sarif.ts";
import { styleFor } from "../report/style.ts";
import { textReporter } from "../report/text.ts";
import { readStandardInput } from "../stdin.ts";
import type { Terminal } from "../terminal.ts";

/** `lint [PATH…]`. Throws a UsageError for options that do not go together. */
export async function lint(call: CommandCall, terminal: Terminal): Promise<ExitCode> {
  const options = readLintOptions(call.options, call.operands);
  const run = new Run(options, terminal, options.mode === "dry-run" ? await loadDiffer() : noDiff);
  const paths = call.operands.length === 0 ? ["."] : call.operands.filter((path) => path !== "-");
  if (call.operands.includes("-")) {
    const { stdinName } = options;
    // Only under a name of its own does it lie anywhere.
    const path = call.options.has("stdin-filename") ? resolve(stdinName) : undefined;
    const input = { name: stdinName, isStandardInput: true, ...(path === undefined ? {} : { path }) };
    await run.takeStandardInput(input, await readStandardInput(stdinName));
  }
  const { targets, problems } = discover(paths, process.cwd(), { gitignore: true });
  const named = new Set(paths.map((path) => resolve(path)));
  let leftOut = 0;
  for (const target of targets) {
    if (terminal.closed) break;
    if (named.has(target.path) || !run.leavesOut(target.path)) await run.takeFile(target);
    else leftOut += 1;
  }
  for (const problem of problems) run.reporter.problem(problem);
  if (run.inputs === 0 && problems.length === 0) terminal.error(nothingToLint(paths, leftOut));
  const exit =
    run.troubled || run.configs.troubled || problems.length > 0
      ? ExitCode.Trouble
      : run.failed || run.hasTooManyWarnings
        ? ExitCode.Findings
        : ExitCode.Clean;
  await run.reporter.end(exit);
  if (run.hasTooManyWarnings) terminal.error(tooManyWarnings(run.warnings, options.maxWarnings ?? 0));
  return exit;
}

/** Lints inputs one after the other, and remembers what the exit status depends on. */
class Run {
  inputs = 0;
  failed = false;
  troubled = false;
  warnings = 0;
  readonly reporter;
  readonly configs: Configs;
  readonly #options: LintOptions;
  readonly #differ: Differ;

  constructor(options: LintOptions, terminal: Terminal, differ: Differ) {
    this.#options = options;
    this.#differ = differ;
    this.reporter = reporterFor(options, terminal);
    this.configs = new Configs(options.config, (problem) => this.reporter.problem(problem));
  }

  get hasTooManyWarnings(): boolean {
    return this.warnings > (this.#options.maxWarnings ?? Infinity);
  }

  /** Whether the config leaves a file out. */
  leavesOut(path: string): boolean {
    return isLeftOut(this.configs.for(path), slashed(path));
  }

  async takeFile(target: Target): Promise<void> {
    if (!isConfig(target.path)) {
      await this.take(target, readSource(target.path));
      return;
    }
    this.inputs += 1;
    this.configs.check(target.path);
  }

  async takeStandardInput(input: Input, reading: Reading): Promise<void> {
    if (input.path === undefined || reading.source === undefined || !isConfig(input.path)) {
      await this.take(input, reading);
      return;
    }
    this.inputs += 1;
    this.configs.checkText(input.path, reading.source.text);
  }

  async take(input: Input, reading: Reading): Promise<void> {
    const path = input.path ?? resolve(input.name);
    const config = this.configs.for(path);
    const settings = settingsFor(config, slashed(path), this.#options.wishes);
    const composeFiles = composeFilesFor(config, slashed(path));
    const options = { ...this.#options, settings, ...(composeFiles === undefined ? {} : { composeFiles }) };
    const report = lintInput(input, reading, options, this.#differ);
    const { failOn } = this.#options;
    this.inputs += 1;
    this.warnings += report.findings.filter(({ severity }) => severity === "warning").length;
    this.troubled ||= report.problems.length > 0;
    this.failed ||=
      failOn !== undefined && report.findings.some(({ severity }) => isAtLeast(severity, failOn));
    await this.reporter.file(report, reading.source !== undefined);
  }
}

function isConfig(path: string): boolean {
  return CONFIG_NAMES.includes(basename(path));
}

function reporterFor(options: LintOptions, terminal: Terminal): Reporter {
  switch (options.format) {
    case "json":
      return jsonReporter(terminal, options.mode !== "lint");
    case "sarif":
      return sarifReporter(terminal);
    case "github":
      return githubReporter(terminal, { ...options, workspace: process.env["GITHUB_WORKSPACE"] });
    default:
      return textReporter(terminal, { ...options, style: styleFor(terminal.colors(options.color)) });
  }
}

function tooManyWarnings(found: number, most: number): string {
  return `Too many warnings: ${found}, and --max-warnings allows ${most}. Mend some, or raise the limit.\n`;
}

async function loadDiffer(): Promise<Differ> {
  return (await import("../diff.ts")).unifiedDiff;
}

function noDiff(): string {
  return "";
}

function nothingToLint(paths: readonly string[], leftOut: number): string {
  if (leftOut > 0) {
    return `Nothing to lint: the config leaves out what there is in ${paths.join(", ")}. Name a file to have it linted all the same.\n`;
  }
  return `Nothing to lint: no Dockerfile or compose file in ${paths.join(", ")}. Name a file to have it linted whatever it is called.\n`;
}
