import { rules } from "../engine/rules/index.ts";
import type { Severity } from "../engine/rules/rule.ts";
import type { Settings } from "../engine/settings.ts";
import { DEFAULT_SETTINGS, SEVERITIES } from "../engine/settings.ts";
import { nearest } from "../engine/text/nearest.ts";
import type { Options } from "./args.ts";
import { UsageError } from "./args.ts";

/** What `lint` was asked to do. */
export interface LintOptions {
  readonly format: "text" | "json";
  readonly mode: "lint" | "fix" | "dry-run";
  readonly minimum: Severity;
  /** Undefined: findings never fail the run. */
  readonly failOn: Severity | undefined;
  readonly settings: Settings;
  readonly stdinName: string;
  /** YYYY-MM-DD. */
  readonly today: string;
  readonly quiet: boolean;
  readonly color: string | undefined;
}

/** Throws a UsageError for what cannot be meant. */
export function readLintOptions(options: Options, operands: readonly string[]): LintOptions {
  const mode = options.has("dry-run") ? "dry-run" : options.has("fix") ? "fix" : "lint";
  if (mode === "dry-run" && !options.has("fix")) {
    throw new UsageError("--dry-run shows what --fix would change. Write --fix --dry-run.");
  }
  if (mode === "fix" && operands.includes("-")) {
    throw new UsageError("Standard input cannot be fixed in place. Write --fix --dry-run for a diff.");
  }
  const failOn = options.value("fail-on") ?? "warning";
  return {
    format: options.value("format") === "json" ? "json" : "text",
    mode,
    minimum: severityOf(options.value("min-severity") ?? "hint"),
    failOn: failOn === "never" ? undefined : severityOf(failOn),
    settings: settingsOf(options.values("rule")),
    stdinName: options.value("stdin-filename") ?? "<stdin>",
    today: dayOf(options.value("today")),
    quiet: options.has("quiet"),
    color: options.value("color"),
  };
}

/** A rule by its name. Throws a UsageError that names the nearest one. */
export function ruleNamed(name: string): (typeof rules)[number] {
  const found = rules.find((rule) => rule.name === name);
  if (found !== undefined) return found;
  const meant = nearest(
    name,
    rules.map((rule) => rule.name),
  );
  const hint = meant === undefined ? "See: ml-containers rules" : `Did you mean "${meant}"?`;
  throw new UsageError(`There is no rule "${name}". ${hint}`);
}

function settingsOf(assignments: readonly string[]): Settings {
  if (assignments.length === 0) return DEFAULT_SETTINGS;
  const severities: Record<string, Severity | "off"> = {};
  for (const assignment of assignments) {
    const [name = "", level] = assignment.split(/=(.*)/s);
    if (level !== "off" && !SEVERITIES.some((severity) => severity === level)) {
      throw new UsageError(`--rule cannot be "${assignment}". Write NAME=error, warning, info, hint or off.`);
    }
    severities[ruleNamed(name).name] = level === "off" ? "off" : severityOf(level ?? "");
  }
  return { ...DEFAULT_SETTINGS, severities };
}

function severityOf(word: string): Severity {
  const found = SEVERITIES.find((severity) => severity === word);
  if (found === undefined)
    throw new UsageError(`"${word}" is no severity. Write error, warning, info or hint.`);
  return found;
}

function dayOf(text: string | undefined): string {
  if (text === undefined) return localDay(new Date());
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new UsageError(`--today cannot be "${text}". Write a day as YYYY-MM-DD.`);
  }
  return text;
}

function localDay(date: Date): string {
  return [date.getFullYear(), twoDigits(date.getMonth() + 1), twoDigits(date.getDate())].join("-");
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
