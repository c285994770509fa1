import { docsUrl } from "../../docs.ts";
import type { Rule } from "../../engine/rules/rule.ts";
import { rules } from "../../engine/rules/index.ts";
import type { CommandCall } from "../args.ts";
import { ExitCode } from "../exit.ts";
import { styleFor } from "../report/style.ts";
import type { Terminal } from "../terminal.ts";

/** `rules [--format json]`. */
export async function listRules({ options }: CommandCall, terminal: Terminal): Promise<ExitCode> {
  const sorted = rules.toSorted((a, b) => a.name.localeCompare(b.name));
  if (options.value("format") === "json") {
    await terminal.print(`${JSON.stringify({ rules: sorted.map(ruleJson) }, undefined, 2)}\n`);
    return ExitCode.Clean;
  }
  const style = styleFor(terminal.colors(options.value("color")));
  const width = Math.max(...sorted.map(({ name }) => name.length));
  const rows = sorted.map(
    ({ name, severity, summary }) =>
      `${style.bold(name.padEnd(width))}  ${style.severity(severity, severity.padEnd(7))}  ${summary}`,
  );
  await terminal.print(`${rows.join("\n")}\n\nml-containers explain RULE says more about one.\n`);
  return ExitCode.Clean;
}

function ruleJson({ name, severity, category, summary }: Rule): unknown {
  return { name, severity, category, summary, docs: docsUrl(name) };
}
