import type { Rule, Severity } from "./rules/rule.ts";

/** What a user decides about rules. */
export interface Settings {
  /** By rule name; a rule that is not named keeps its own severity. */
  readonly severities: Readonly<Record<string, Severity | "off">>;
  /** What is known of the machine that the containers run on. */
  readonly host: HostFacts;
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
}

export const DEFAULT_SETTINGS: Settings = { severities: {}, host: {} };

/** From the least to the most severe. */
export const SEVERITIES: readonly Severity[] = ["hint", "info", "warning", "error"];

/** Whether `severity` is at least `threshold`. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(threshold);
}

/** The severity that a finding ends with: the user's for its rule, else its own, else the rule's; undefined when off. */
export function effectiveSeverity(
  rule: Pick<Rule, "name" | "severity">,
  own: Severity | undefined,
  settings: Settings,
): Severity | undefined {
  const chosen = Object.hasOwn(settings.severities, rule.name) ? settings.severities[rule.name] : undefined;
  if (chosen === "off") return undefined;
  return chosen ?? own ?? rule.severity;
}
