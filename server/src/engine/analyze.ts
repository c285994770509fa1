import type { Dockerfile } from "./model/dockerfile.ts";
import { modelDockerfile } from "./model/dockerfile.ts";
import { rules as allRules } from "./rules/index.ts";
import type { DockerfileInput, Finding, Fix, Rule, Severity } from "./rules/rule.ts";
import type { Settings } from "./settings.ts";
import { DEFAULT_SETTINGS, SEVERITIES, effectiveSeverity } from "./settings.ts";
import type { Suppressions } from "./suppressions.ts";
import { readSuppressions } from "./suppressions.ts";
import { parseDockerfile } from "./syntax/dockerfile.ts";
import type { Span } from "./text/span.ts";
import { clamp, overlaps } from "./text/span.ts";

/** What an analysis depends on besides the text. */
export interface World {
  /** The day for dated facts, as YYYY-MM-DD. */
  readonly today: string;
  readonly settings?: Settings;
  /** Where the text lies: a path or a URI with slashes, absolute or not; undefined where nobody knows. */
  readonly path?: string;
  /** For tests: other rules than all of them. */
  readonly rules?: readonly Rule[];
}

export interface Analysis {
  readonly dockerfile: Dockerfile;
  /** Sorted by place; suppressed and switched-off ones left out. */
  readonly findings: readonly ReportedFinding[];
  /** Rules that threw. Their findings are missing, all others are there. */
  readonly crashes: readonly { readonly rule: string; readonly error: unknown }[];
}

export interface ReportedFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly fixes: readonly Fix[];
  readonly related: readonly { readonly at: Span; readonly message: string }[];
  readonly tags: readonly ("unnecessary" | "deprecated")[];
}

/** Reads a Dockerfile and runs every rule on it. Pure; never throws. */
export function analyze(source: string, world: World): Analysis {
  const dockerfile = modelDockerfile(parseDockerfile(source));
  const rules = world.rules ?? allRules;
  const settings = world.settings ?? DEFAULT_SETTINGS;
  const names = rules.map((rule) => rule.name);
  const suppressions = readSuppressions(dockerfile.syntax, names);
  const crashes: { rule: string; error: unknown }[] = [];
  const found: ReportedFinding[] = [];
  const { today, path } = world;
  const input: DockerfileInput = { dockerfile, source, today, path, allowComments: suppressions };
  for (const rule of rules) {
    try {
      for (const finding of rule.check(input)) {
        const reported = report(rule, finding, settings, source.length);
        if (reported !== undefined) found.push(reported);
      }
    } catch (error) {
      crashes.push({ rule: rule.name, error });
    }
  }
  return { dockerfile, findings: settle(found, rules, suppressions), crashes };
}

function report(
  rule: Rule,
  finding: Finding,
  settings: Settings,
  length: number,
): ReportedFinding | undefined {
  const severity = effectiveSeverity(rule, finding.severity, settings);
  if (severity === undefined) return undefined;
  return {
    rule: rule.name,
    severity,
    message: finding.message,
    span: clamp(finding.at, length),
    fixes: finding.fixes ?? [],
    related: finding.related ?? [],
    tags: finding.tags ?? [],
  };
}

/** Sorts, and takes out what is suppressed, said twice, or said better by a more specific rule. */
function settle(
  found: readonly ReportedFinding[],
  rules: readonly Rule[],
  suppressions: Suppressions,
): readonly ReportedFinding[] {
  const supersedes = new Map(rules.map((rule) => [rule.name, rule.supersedes ?? []]));
  const specific = found.filter((finding) => (supersedes.get(finding.rule) ?? []).length > 0);
  const isSuperseded = (finding: ReportedFinding): boolean =>
    specific.some(
      (other) =>
        supersedes.get(other.rule)?.includes(finding.rule) === true && overlaps(other.span, finding.span),
    );
  const kept = new Map<string, ReportedFinding>();
  for (const finding of found) {
    if (suppressions.allows(finding.rule, finding.span) || isSuperseded(finding)) continue;
    const key = `${finding.rule} ${finding.span.start} ${finding.span.end} ${finding.message}`;
    if (!kept.has(key)) kept.set(key, finding);
  }
  return [...kept.values()].toSorted(
    (a, b) =>
      a.span.start - b.span.start ||
      SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
      a.rule.localeCompare(b.rule),
  );
}
