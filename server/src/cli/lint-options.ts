import type { Wishes } from "../engine/config/resolve.ts";
import { NO_WISHES } from "../engine/config/resolve.ts";
import { rules } from "../engine/rules/index.ts";
import type { Severity } from "../engine/rules/rule.ts";
import type { Level, Preset } from "../engine/settings.ts";
import { LEVELS, PRESETS, SEVERITIES } from "../engine/settings.ts";
import { nearest } from "../engine/text/nearest.ts";
import type { Options } from "./args.ts";
import { UsageError } from "./args.ts";
import type { ConfigChoice } from "./configs.ts";

const FORMATS = ["text", "json", "sarif", "github"] as const;

/** What `lint` was asked to do. */
export interface LintOptions {
  readonly format: (typeof FORMATS)[number];
  readonly mode: "lint" | "fix" | "dry-run";
  readonly minimum: Severity;
  /** Undefined: findings never fail the run. */
  readonly failOn: Severity | undefined;
  /** How many warnings are too few to fail the run; undefined: any number. */
  readonly maxWarnings: number | undefined;
  /** What the command line says of rules, whatever a config says. */
  readonly wishes: Wishes;
  readonly config: ConfigChoice;
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
  if (operands.includes("")) {
    throw new UsageError(
      '"" is no path. Name a file or a folder, or leave it out for the working directory.',
    );
  }
  if (options.has("stdin-filename") && !operands.includes("-")) {
    throw new UsageError(
      "--stdin-filename names standard input, which is not asked for. Add - to the paths.",
    );
  }
  const format = FORMATS.find((one) => one === options.value("format")) ?? "text";
  if (mode === "dry-run" && (format === "sarif" || format === "github")) {
    throw new UsageError(`--format ${format} has no place for the diff of --dry-run. Use text or json.`);
  }
  const maxWarnings = countOf(options.value("max-warnings"));
  const failOn = options.value("fail-on") ?? (maxWarnings === undefined ? "warning" : "error");
  return {
    format,
    mode,
    minimum: severityOf(options.value("min-severity") ?? "hint"),
    failOn: failOn === "never" ? undefined : severityOf(failOn),
    maxWarnings,
    wishes: wishesOf(options),
    config: configChoice(options),
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

/** The preset of this name; the parser of the command line lets no other through. */
export function presetNamed(name: string | undefined): Preset | undefined {
  return PRESETS.find((preset) => preset === name);
}

function configChoice(options: Options): ConfigChoice {
  const file = options.value("config");
  if (!options.has("no-config")) return file === undefined ? "nearest" : { file };
  if (file !== undefined) throw new UsageError("--config and --no-config exclude each other. Leave one out.");
  return "none";
}

function wishesOf(options: Options): Wishes {
  const preset = presetNamed(options.value("preset"));
  const severities: Record<string, Level> = {};
  for (const assignment of options.values("rule")) {
    const [name = "", level] = assignment.split(/=(.*)/s);
    const known = LEVELS.find((one) => one === level);
    if (known === undefined) {
      throw new UsageError(`--rule cannot be "${assignment}". Write NAME=error, warning, info, hint or off.`);
    }
    severities[ruleNamed(name).name] = known;
  }
  return { ...NO_WISHES, severities, ...(preset === undefined ? {} : { preset }) };
}

function severityOf(word: string): Severity {
  const found = SEVERITIES.find((severity) => severity === word);
  if (found === undefined)
    throw new UsageError(`"${word}" is no severity. Write error, warning, info or hint.`);
  return found;
}

function countOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) {
    throw new UsageError(`--max-warnings cannot be "${text}". Write a whole number from 0 up.`);
  }
  return Number(text);
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
