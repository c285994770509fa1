import { docsUrl } from "../../docs.ts";
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
  const page = shippedPage(rule.name) ?? `# ${rule.name}\n\n${rule.summary}.\n`;
  const facts = `${rule.severity}, ${rule.category}, since ${rule.since}`;
  const text = renderMarkdown(page, style).trimEnd();
  await terminal.print(`${text}\n\n${style.dim(`${facts}\n${docsUrl(rule.name)}`)}\n`);
  return ExitCode.Clean;
}
