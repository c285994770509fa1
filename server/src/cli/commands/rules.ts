import { docsUrl } from "../../docs.ts";
import type { Rule, Severity } from "../../engine/rules/rule.ts";
import { rules } from "../../engine/rules/index.ts";
import type { Settings } from "../../engine/settings.ts";
import { DEFAULT_SETTINGS, effectiveSeverity } from "../../engine/settings.ts";
import type { CommandCall } from "../args.ts";
import { ExitCode } from "../exit.ts";
import { presetNamed } from "../lint-options.ts";
import { styleFor } from "../report/style.ts";
import type { Terminal } from "../terminal.ts";

/** `rules [--preset NAME] [--format json]`. */
export async function listRules({ options }: CommandCall, terminal: Terminal): Promise<ExitCode> {
  const preset = presetNamed(options.value("preset"));
  const settings: Settings = { ...DEFAULT_SETTINGS, preset: preset ?? "all" };
  const sorted = rules
    .flatMap((rule): Listed[] => {
      const severity = preset === undefined ? rule.severity : effectiveSeverity(rule, undefined, settings);
      return severity === undefined ? [] : [{ rule, severity }];
    })
    .toSorted((a, b) => a.rule.name.localeCompare(b.rule.name));
  if (options.value("format") === "json") {
    await terminal.print(`${JSON.stringify({ rules: sorted.map(ruleJson) }, undefined, 2)}\n`);
    return ExitCode.Clean;
  }
  const style = styleFor(terminal.colors(options.value("color")));
  const width = Math.max(...sorted.map(({ rule }) => rule.name.length));
  const rows = sorted.map(
    ({ rule: { name, summary }, severity }) =>
      `${style.bold(name.padEnd(width))}  ${style.severity(severity, severity.padEnd(7))}  ${summary}`,
  );
  await terminal.print(`${rows.join("\n")}\n\nml-containers explain RULE says more about one.\n`);
  return ExitCode.Clean;
}

/** A rule as a preset has it. */
interface Listed {
  readonly rule: Rule;
  readonly severity: Severity;
}

function ruleJson({ rule, severity }: Listed): unknown {
  const { name, category, summary, since, preset = "recommended" } = rule;
  return { name, severity, category, preset, since, summary, docs: docsUrl(name) };
}
