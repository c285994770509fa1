import type { Commented } from "./commented.ts";
import { commentedDockerfile } from "./commented.ts";
import { commentedYaml } from "./commented-yaml.ts";
import { readConfig } from "./config/read.ts";
import type { ComposeProject } from "./model/compose/project.ts";
import { loadProject } from "./model/compose/project.ts";
import type { Place } from "./model/compose/value.ts";
import type { Dockerfile } from "./model/dockerfile.ts";
import { modelDockerfile } from "./model/dockerfile.ts";
import type { Files } from "./model/files.ts";
import { rules as allRules } from "./rules/index.ts";
import type { ComposeInput, DockerfileInput, Finding, Fix, Rule, Severity } from "./rules/rule.ts";
import type { Settings } from "./settings.ts";
import { DEFAULT_SETTINGS, SEVERITIES, effectiveSeverity } from "./settings.ts";
import type { Suppressions } from "./suppressions.ts";
import { readSuppressions } from "./suppressions.ts";
import { parseDockerfile } from "./syntax/dockerfile.ts";
import type { YamlFile } from "./syntax/yaml.ts";
import type { Span } from "./text/span.ts";
import { clamp, overlaps } from "./text/span.ts";

/** What an analysis depends on besides the text. */
export interface World {
  /** What the text is; a Dockerfile when left out. */
  readonly kind?: Analysis["kind"];
  /** The day for dated facts, as YYYY-MM-DD. */
  readonly today: string;
  readonly settings?: Settings;
  /** Where the text lies, with slashes, absolute or not; undefined where nobody knows. */
  readonly path?: string;
  /** The files beside it; undefined where nobody knows them. */
  readonly files?: Files;
  /** Of a compose file: the paths of the files that are used together, in their order, itself among them. */
  readonly composeFiles?: readonly string[];
  /** For tests: other rules than all of them. */
  readonly rules?: readonly Rule[];
}

interface AnalysisBase {
  readonly source: string;
  /** As in the World. */
  readonly today: string;
  /** Sorted by place; suppressed and switched-off ones left out. */
  readonly findings: readonly ReportedFinding[];
  /** Rules that threw. Their findings are missing, all others are there. */
  readonly crashes: readonly { readonly rule: string; readonly error: unknown }[];
  readonly commented: Commented;
}

export interface DockerfileAnalysis extends AnalysisBase {
  readonly kind: "dockerfile";
  readonly dockerfile: Dockerfile;
}

export interface ComposeAnalysis extends AnalysisBase {
  readonly kind: "compose";
  readonly project: ComposeProject;
  /** As in the World: what a link leads to, and the names of `.env`, are looked up when somebody asks. */
  readonly files: Files | undefined;
}

/** Of the project's own config. Its findings are what is wrong in it. */
export interface ConfigAnalysis extends AnalysisBase {
  readonly kind: "config";
  readonly yaml: YamlFile;
}

export type Analysis = DockerfileAnalysis | ComposeAnalysis | ConfigAnalysis;

/** The name under which the problems of a config are reported. */
export const CONFIG_PROBLEM = "config-invalid";

export interface ReportedFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly fixes: readonly Fix[];
  readonly related: readonly { readonly at: Span; readonly message: string; readonly file?: string }[];
  readonly tags: readonly ("unnecessary" | "deprecated")[];
}

/** Reads a file and runs every rule about its kind on it; of a config, says what is wrong. Pure; never throws. */
export function analyze(source: string, world: World & { readonly kind: "compose" }): ComposeAnalysis;
export function analyze(source: string, world: World & { readonly kind?: "dockerfile" }): DockerfileAnalysis;
export function analyze(source: string, world: World): Analysis;
export function analyze(source: string, world: World): Analysis {
  if (world.kind === "config") return analyzeConfig(source, world);
  return world.kind === "compose" ? analyzeCompose(source, world) : analyzeDockerfile(source, world);
}

function analyzeConfig(source: string, { today }: World): ConfigAnalysis {
  const { yaml, problems } = readConfig(source);
  const findings = problems.map(({ span, message, remedy, fix }): ReportedFinding => ({
    rule: CONFIG_PROBLEM,
    severity: "error",
    message: `${message} ${remedy}`,
    span: clamp(span, source.length),
    fixes: fix === undefined ? [] : [{ title: `Write ${fix.text}`, safety: "suggested", edits: [fix] }],
    related: [],
    tags: [],
  }));
  return { kind: "config", source, today, yaml, findings, crashes: [], commented: commentedYaml(yaml) };
}

function analyzeDockerfile(source: string, world: World): DockerfileAnalysis {
  const dockerfile = modelDockerfile(parseDockerfile(source));
  const commented = commentedDockerfile(dockerfile.syntax);
  const judged = judge(commented, world, (common) => ({ ...common, kind: "dockerfile", dockerfile }));
  return { kind: "dockerfile", source, today: world.today, dockerfile, commented, ...judged };
}

function analyzeCompose(source: string, world: World): ComposeAnalysis {
  const { path = "", files, composeFiles } = world;
  const project = loadProject(source, {
    path,
    ...(files === undefined ? {} : { files }),
    ...(composeFiles === undefined ? {} : { composeFiles }),
  });
  const commented = commentedYaml(project.yaml);
  const judged = judge(commented, world, (common) => ({ ...common, kind: "compose", project }));
  return { kind: "compose", source, today: world.today, project, files, commented, ...judged };
}

type Input = DockerfileInput | ComposeInput;

function judge(
  commented: Commented,
  world: World,
  inputOf: (common: Omit<DockerfileInput, "kind" | "dockerfile">) => Input,
): Pick<AnalysisBase, "findings" | "crashes"> {
  const rules = world.rules ?? allRules;
  const settings = world.settings ?? DEFAULT_SETTINGS;
  const suppressions = readSuppressions(
    commented,
    rules.map((rule) => rule.name),
  );
  const { source } = commented;
  const { today, path, files } = world;
  const { host, allow } = settings;
  const input = inputOf({ source, today, path, files, host, allow, allowComments: suppressions });
  const crashes: { rule: string; error: unknown }[] = [];
  const found: ReportedFinding[] = [];
  for (const rule of rules) {
    // What is off costs nothing.
    if (effectiveSeverity(rule, undefined, settings) === undefined) continue;
    try {
      for (const finding of check(rule, input)) {
        const reported = report(rule, finding, settings, source.length, path ?? "");
        if (reported !== undefined) found.push(reported);
      }
    } catch (error) {
      crashes.push({ rule: rule.name, error });
    }
  }
  return { findings: settle(found, rules, suppressions), crashes };
}

function check(rule: Rule, input: Input): Iterable<Finding> {
  if (rule.subject === "any") return rule.check(input);
  if (rule.subject === "dockerfile") return input.kind === "dockerfile" ? rule.check(input) : [];
  return input.kind === "compose" ? rule.check(input) : [];
}

function report(
  rule: Rule,
  finding: Finding,
  settings: Settings,
  length: number,
  path: string,
): ReportedFinding | undefined {
  if (fileOf(finding.at, path) !== path) return undefined;
  const severity = effectiveSeverity(rule, finding.severity, settings);
  if (severity === undefined) return undefined;
  return {
    rule: rule.name,
    severity,
    message: finding.message,
    span: clamp(finding.at, length),
    fixes: (finding.fixes ?? []).filter(({ edits }) =>
      edits.every(({ span }) => fileOf(span, path) === path),
    ),
    related: (finding.related ?? []).map((one) => {
      const file = fileOf(one.at, path);
      return file === path ? one : { at: one.at, message: one.message, file };
    }),
    tags: finding.tags ?? [],
  };
}

/** The file of a place; a bare span lies in the analysed one. */
function fileOf(at: Span | Place, path: string): string {
  return "file" in at ? at.file : path;
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
