import { docsUrl } from "../../docs.ts";
import { usualSeverity } from "../../engine/settings.ts";
import type { CommandCall } from "../args.ts";
import { ExitCode } from "../exit.ts";
import { ruleNamed } from "../lint-options.ts";
import { shippedPage } from "../pages.ts";
import { renderMarkdown } from "../report/markdown.ts";
import { styleFor } from "../report/style.ts";
import type { Terminal } from "../terminal.ts";

/** `explain RULE`: the page that ships with the package. Throws a UsageError for an unknown rule. */
export async function explain({ operands, options }: CommandCall, terminal: Terminal): Promise<ExitCode> {
  const rule = ruleNamed(operands[0] ?? "");
  const style = styleFor(terminal.colors(options.value("color")));
  const address = docsUrl(rule.name);
  const width = Math.min(terminal.columns ?? WIDTH, WIDTH);
  const facts = `${usualSeverity(rule)}; ${rule.category}, since ${rule.since}`;
  const page = shippedPage(rule.name) ?? `# ${rule.name}\n\nReports ${rule.summary}.\n\n${facts}\n`;
  const text = renderMarkdown(page, { style, width, address }).trimEnd();
  await terminal.print(`${text}\n\n${style.dim(address)}\n`);
  return ExitCode.Clean;
}

/** Longer lines are hard to read. */
const WIDTH = 96;
