import { compareVersions } from "./knowledge/version.ts";
import type { Rule, Severity } from "./rules/rule.ts";

/** What a user decides about the analysis of a file. */
export interface Settings {
  readonly preset: Preset;
  /** Rules that came after this version stay off unless they are named; undefined for all. */
  readonly rulesUpTo?: string;
  /** By rule name; a rule that is not named is as the preset has it. */
  readonly severities: Severities;
  readonly allow: Allow;
  /** What is known of the machine that the containers run on. */
  readonly host: HostFacts;
}

/** recommended: what nearly always is a mistake; strict: what a careful team asks for besides; all: every rule. */
export type Preset = "recommended" | "strict" | "all";

/** From the fewest rules to the most. */
export const PRESETS: readonly Preset[] = ["recommended", "strict", "all"];

export type Level = Severity | "off";

export type Severities = Readonly<Record<string, Level>>;

/** What rules let pass because the user says so. In names, `*` stands for any characters. */
export interface Allow {
  /** Images that may stand without a fixed tag. */
  readonly unpinnedImages: readonly string[];
  /** Packages of the NVIDIA driver that may be installed. */
  readonly driverPackages: readonly string[];
  /** Drivers that the engine of the host knows besides the usual ones. */
  readonly gpuDrivers: readonly string[];
  /** Host ports that may be published on all interfaces. */
  readonly openPorts: readonly number[];
  /** Hosts that exist outside the compose project. */
  readonly hosts: readonly string[];
}

/** A machine that runs containers, as far as its owner describes it. */
export interface HostFacts {
  /** The NVIDIA driver's version, `535.183.01`. */
  readonly driver?: string;
  /** How many GPUs it has. */
  readonly gpus?: number;
  /** The Docker Engine's version, `28.5.1`. */
  readonly engine?: string;
  /** Docker Compose's version, `2.40.0`. */
  readonly compose?: string;
  /** Compute capabilities of its GPUs, as `9.0`. */
  readonly architectures?: readonly string[];
}

export const ALLOW_NOTHING: Allow = {
  unpinnedImages: [],
  driverPackages: [],
  gpuDrivers: [],
  openPorts: [],
  hosts: [],
};

export const DEFAULT_SETTINGS: Settings = {
  preset: "recommended",
  severities: {},
  allow: ALLOW_NOTHING,
  host: {},
};

/** From the least to the most severe. */
export const SEVERITIES: readonly Severity[] = ["hint", "info", "warning", "error"];

/** From off to the most severe. */
export const LEVELS: readonly Level[] = ["off", ...SEVERITIES];

/** Whether `severity` is at least `threshold`. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(threshold);
}

/** What the settings need to know of a rule. */
export type Graded = Pick<Rule, "name" | "severity" | "since" | "preset" | "strictSeverity">;

/** What the presets make of a rule, as a clause: `info, and warning under the presets strict and all`. */
export function usualSeverity({ severity, preset, strictSeverity }: Graded): string {
  if (preset === "all") return `${severity} under the preset all, else off`;
  if (preset === "strict") return `${severity} under the presets strict and all, else off`;
  return strictSeverity === undefined
    ? severity
    : `${severity}, and ${strictSeverity} under the presets strict and all`;
}

/** The severity that a finding ends with: the user's for its rule, else the preset's for the finding; undefined when off. */
export function effectiveSeverity(
  rule: Graded,
  own: Severity | undefined,
  settings: Settings,
): Severity | undefined {
  const chosen = Object.hasOwn(settings.severities, rule.name) ? settings.severities[rule.name] : undefined;
  if (chosen !== undefined) return chosen === "off" ? undefined : chosen;
  const { preset, rulesUpTo } = settings;
  if (PRESETS.indexOf(preset) < PRESETS.indexOf(rule.preset ?? "recommended")) return undefined;
  if (rulesUpTo !== undefined && compareVersions(rule.since, rulesUpTo) > 0) return undefined;
  const usual = own ?? rule.severity;
  const { strictSeverity } = rule;
  return preset === "recommended" || strictSeverity === undefined || isAtLeast(usual, strictSeverity)
    ? usual
    : strictSeverity;
}
